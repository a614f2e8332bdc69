"""apricot's greedy choice by facility location, by its naive and its lazy optimizer.

`python apricot_choice.py SIMILARITY.npz N CHOSEN.npz`: a sparse matrix [n, n] in, the rows chosen and their gains out.
"""

import sys

import numpy as np
from apricot import FacilityLocationSelection
from scipy import sparse


def main(matrix, n, out):
    similarity = sparse.load_npz(matrix)
    chosen = {}
    for optimizer in ("naive", "lazy"):
        selection = FacilityLocationSelection(int(n), metric="precomputed", optimizer=optimizer)
        selection.fit(similarity)
        chosen[optimizer], chosen[f"{optimizer}_gains"] = selection.ranking, selection.gains
    np.savez(out, **chosen)


if __name__ == "__main__":
    main(*sys.argv[1:])
