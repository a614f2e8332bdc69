"""Statistics of feedback: pure numpy/pandas functions that know nothing of workspaces, SQL or pages."""
