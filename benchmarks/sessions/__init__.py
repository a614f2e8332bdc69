"""Many people on one dashboard: visits over Streamlit's own websocket protocol, and what they wait for."""
