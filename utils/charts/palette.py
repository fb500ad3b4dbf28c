"""One palette for the whole course: the same color for the same thing in every chart, map and explorer.

Based on the colorblind-safe set of Okabe and Ito, darkened until each color reaches a contrast of 4.5:1 on white
(``tests/charts/test_palette.py`` measures it). No chart relies on color alone: marks are labeled directly.

References
----------
Okabe M, Ito K. Color Universal Design (CUD): how to make figures and presentations that are friendly to colorblind
people. 2002, revised 2008. https://jfly.uni-koeln.de/color/
W3C. Web Content Accessibility Guidelines (WCAG) 2.2, success criterion 1.4.3, Contrast (Minimum).
"""

from __future__ import annotations

INK = "#1f2328"
MUTED = "#57606a"
GRID = "#d0d7de"
PAPER = "#ffffff"
BAND = "#e6e9ed"  # behind marks: what is stated without a place on an axis

SITE = {"bone": "#8a5a00", "liver": "#b8480a", "lung": "#0072b2", "brain": "#00755a", "breast": "#a3195b"}
REFERENCE = "#00705a"  # what references say: the color of their frame on the page
# A person who lives with the disease; palliative care and hospice. Everybody else is drawn in MUTED.
PERSON, PALLIATIVE = "#5d4a8c", "#006d6a"

# In the drawings: skin, tissue, blood, lymph; cancer cells, wherever they are; what a drug acts on.
SKIN, SKIN_EDGE, TISSUE = "#f4ece3", "#9b8a7a", "#fbf6f0"
BLOOD, LYMPH, CANCER, TARGET = "#9c4a3c", "#557060", SITE["breast"], "#4b3f99"
