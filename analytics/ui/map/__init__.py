"""The map of a workspace on a page: the component, its controls, and the panels next to it."""

from analytics.ui.map.captions import HELP, caption
from analytics.ui.map.component import answer_hover, select_picked, show
from analytics.ui.map.controls import coloured_selection, pick_colour, pick_comparison, search_for
from analytics.ui.map.layout_settings import lay_out_again, show_starting_build
from analytics.ui.map.link import read
from analytics.ui.map.panels import show_drawer
from analytics.ui.map.picture import picture
from analytics.ui.map.room import controls, room
from analytics.ui.map.scene import open_scene

__all__ = [
    "HELP",
    "answer_hover",
    "caption",
    "coloured_selection",
    "controls",
    "lay_out_again",
    "open_scene",
    "pick_colour",
    "pick_comparison",
    "picture",
    "read",
    "room",
    "search_for",
    "select_picked",
    "show",
    "show_drawer",
    "show_starting_build",
]
