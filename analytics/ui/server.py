"""`python -m analytics.ui.server run app.py`: Streamlit's own command, without its older way of listing pages.

A folder `pages/` next to `app.py` makes Streamlit list file names as the navigation until `app.py` first calls
`st.navigation`. The first deep link that reaches a server would show them; here `app.py` always runs first.
"""

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main

if __name__ == "__main__":
    PagesManager.uses_pages_directory = False
    main(prog_name="streamlit")
