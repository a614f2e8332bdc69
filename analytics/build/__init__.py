"""The stages that make tables from tables, the order in which they run, and the engine that maps batch functions."""
