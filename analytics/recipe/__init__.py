"""Decisions that can be read, replayed and exported: ordered steps in a YAML file, what each removes, and the files
that come of it.
"""
