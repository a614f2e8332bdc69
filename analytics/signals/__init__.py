"""What does each signal mean, and how is it computed? One folder a table, one module a family of signals.

A word is a run of letters, digits and combining marks (Unicode categories L, N, M) of any script; a CJK ideograph or
kana is a word by itself. Korean is split at its spaces, like any alphabet. Thai, Lao, Khmer and Burmese put no spaces
between words: there a "word" is a whole phrase. A line ends at a line feed (a carriage return before it is white
space). A fraction whose denominator is zero is NULL: unknown, not zero.

The package imports nothing by itself. A stage imports the folder of its table only, so that a change of a signal in
`content` does not make the scan stale; everything else imports `registry`.
"""
