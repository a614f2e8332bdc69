"""Components that pages share: pictures, tables, pickers, tabs, the document reader and the selection bar.

This package imports none of its modules, so that the frame can use some of them.
"""
