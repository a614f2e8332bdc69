"""Stages that make tables from tables, the order they run in, and the engine that maps batch functions over them."""
