"""Logs: what one record of a log contains, and how records become rows of tables."""
