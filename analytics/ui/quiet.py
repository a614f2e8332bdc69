"""Hides one warning of Streamlit: the server imports the modules of the pages before its runtime exists, so that the
first page opens fast.
"""

import logging

logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
    lambda record: "No runtime found" not in record.getMessage()
)
