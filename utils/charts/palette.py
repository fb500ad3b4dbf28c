"""One palette for the whole course: the same color for the same thing in every chart, map and explorer.

Based on Okabe and Ito's color-blind-safe set, darkened until each color reaches 4.5:1 on white
(``tests/charts/test_palette.py`` measures it). No chart relies on color alone: marks are labelled directly.
"""

from __future__ import annotations

INK = "#1f2328"
MUTED = "#57606a"
GRID = "#d0d7de"
PAPER = "#ffffff"
BAND = "#e6e9ed"  # behind marks: what is stated without a place on an axis

SITE = {"bone": "#8a5a00", "liver": "#b8480a", "lung": "#0072b2", "brain": "#00755a", "breast": "#a3195b"}
REFERENCE = "#00705a"  # what references say: the color of their frame on the page
# a person who lives with the disease; care that eases symptoms (palliative care, hospice); everybody else is in MUTED
PERSON, PALLIATIVE = "#5d4a8c", "#006d6a"
