"""The frame around every page: the dataset, the selection, the state of the build, cached answers, and clear errors.

This package imports none of its modules: `frame.page` is imported by the rooms that `frame.opening` shows.
"""
