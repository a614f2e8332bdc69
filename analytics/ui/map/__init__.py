"""The map of a workspace on a page: the component, its controls, and the panels beside it."""

from analytics.ui.map import panels
from analytics.ui.map.captions import FAITHFULNESS_HELP, caption, headline
from analytics.ui.map.component import answer_hover, show
from analytics.ui.map.controls import lit, pick_colour, pick_groups, search_for
from analytics.ui.map.layout_settings import lay_out_again
from analytics.ui.map.link import read
from analytics.ui.map.picture import picture
from analytics.ui.map.scene import open_scene

__all__ = [
    "FAITHFULNESS_HELP",
    "answer_hover",
    "caption",
    "headline",
    "lay_out_again",
    "lit",
    "open_scene",
    "panels",
    "pick_colour",
    "pick_groups",
    "picture",
    "read",
    "search_for",
    "show",
]
