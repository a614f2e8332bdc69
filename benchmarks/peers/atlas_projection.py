"""embedding-atlas's projection of vectors, as its command line computes it; run in its own environment.

`python atlas_projection.py VECTORS.npy POSITIONS.npy CACHE`: float32[n, d] in, float32[n, 2] out; CACHE is an empty
directory.
"""

import sys

import numpy as np
import pandas as pd
from embedding_atlas.projection import compute_projection


def main(vectors, positions, cache):
    frame = pd.DataFrame({"vector": list(np.load(vectors))})
    placed = compute_projection(frame, inputs="vector", modality="vector", cache_root=cache)
    np.save(positions, placed[["projection_x", "projection_y"]].to_numpy(np.float32))


if __name__ == "__main__":
    main(*sys.argv[1:])
