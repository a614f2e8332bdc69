"""Does the data still pass? Limits on the numbers of a workspace, in `checks.yaml`; one module a kind of check."""
