"""Readings: what the records of any input are, inferred from their values, shown to people, and corrected by them."""
