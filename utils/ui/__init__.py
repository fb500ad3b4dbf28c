"""Escaped HTML, the pieces that explorers and cards share, and the explorer itself: no pictures."""

from utils.ui.cards import bedside_card, course_map, get_help_now, glossary, nurse_card, reference_list
from utils.ui.elements import Html, bullets, first_line, folded, initial_cap, joined, link, show, table
from utils.ui.explorer import Control, Explorer, build_explorer, show_stylesheet

__all__ = [
    "Control",
    "Explorer",
    "Html",
    "bedside_card",
    "build_explorer",
    "bullets",
    "course_map",
    "first_line",
    "folded",
    "get_help_now",
    "glossary",
    "initial_cap",
    "joined",
    "link",
    "nurse_card",
    "reference_list",
    "show",
    "show_stylesheet",
    "table",
]
