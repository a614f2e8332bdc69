"""The kinds of items that people can add to a report, one module each."""
