"""What repeats, where, and what to keep? Questions to the proved pairs of `duplicate_pairs`."""
