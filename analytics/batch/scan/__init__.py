"""One compiled walk over the UTF-8 of each text gives every count, exact hashes and a MinHash signature.

A text is read from memory once and decoded into arrays that stay in the cache; each further step reads these arrays.
Repetition within a text is counted exactly. Words are the words of `batch.shingles`.
"""

from analytics.batch.scan.run import compile_kernels, scan

__all__ = ["compile_kernels", "scan"]
