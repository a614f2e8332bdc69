"""What people add to a report: a finding, a chart, a selection, a comparison, an answer of a query. A workspace keeps
the list in `report.jsonl`; a report shows each item with present data, and says whether it has changed.
"""

from analytics.report.items.adding import add_item
from analytics.report.items.item import Item
from analytics.report.items.section import added_items
from analytics.report.items.store import NAME, move_item, read_items, remove_item, set_note

__all__ = [
    "NAME",
    "Item",
    "add_item",
    "added_items",
    "move_item",
    "read_items",
    "remove_item",
    "set_note",
]
