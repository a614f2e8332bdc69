"""Containers turn files into chunks of records. `analytics.ingest.formats` finds every module of this package."""
