"""Web pages: bytes of an archive or a file to the main text of a page and what the page says about itself."""
