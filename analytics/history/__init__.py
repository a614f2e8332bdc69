"""What a workspace was, what it is, and whether the difference matters: numbers, snapshots, changes and drift."""
