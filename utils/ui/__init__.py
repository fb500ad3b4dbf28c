"""Escaped HTML, the pieces that explorers and cards share, and the explorer itself: no pictures."""

from utils.ui.cards import course_map, get_help_now, glossary, nurse_card, reference_list
from utils.ui.elements import Html, bullets, folded, initial_cap, joined, link, show, table
from utils.ui.explorer import Control, Explorer, build_explorer, show_stylesheet

__all__ = [
    "Control",
    "Explorer",
    "Html",
    "build_explorer",
    "bullets",
    "course_map",
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
