"""The one kind of error that a user is shown as a sentence; everything else is a bug and stays loud."""


class DataloupeError(Exception):
    """What was wrong and what is available, in one line: `corpus.csv has no column 'body' - it has id, text, date`."""
