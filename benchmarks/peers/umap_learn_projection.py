"""umap-learn's projection of vectors, with its own search for neighbours (pynndescent), on all cores.

`python umap_learn_projection.py VECTORS.npy POSITIONS.npy CACHE`: float32[n, d] in, float32[n, 2] out; CACHE is
not used.
"""

import sys

import numpy as np
from umap import UMAP


def main(vectors, positions, cache):
    placed = UMAP(metric="cosine", n_jobs=-1).fit_transform(np.load(vectors))
    np.save(positions, placed.astype(np.float32))


if __name__ == "__main__":
    main(*sys.argv[1:])
