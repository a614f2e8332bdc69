"""Containers turn files into chunks of records. `analytics.ingest.formats` lists them."""
