"""Decisions that can be read, replayed and exported: ordered steps in a YAML file, what each step removes, and the
exported files.
"""
