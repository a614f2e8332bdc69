"""The one kind of error that users see as a sentence. Every other error is a bug and keeps its traceback."""


class DataloupeError(Exception):
    """What is wrong and what is available, in one line: `corpus.csv has no column 'body'. It has: id, text, date.`."""


class NoRowsError(DataloupeError):
    """The inputs have no rows."""
