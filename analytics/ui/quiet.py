"""Keeps one warning of Streamlit from people: the server imports the pieces of our pages before its runtime is there,
so that the first page opens fast.
"""

import logging

logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
    lambda record: "No runtime found" not in record.getMessage()
)
