"""What do users of a model say of it? Questions to `turns`, `feedback` and `comparisons`."""
