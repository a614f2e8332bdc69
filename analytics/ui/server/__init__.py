"""The dashboard's server: Streamlit's application behind a gate, with security headers, health and metrics.

`python -m analytics.ui.server` runs it with the settings of `analytics.access.settings`.
"""
