"""SQL that a person types: which tables and columns there are, and a process that runs one SELECT and nothing else."""
