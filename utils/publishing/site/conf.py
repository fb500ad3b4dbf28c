"""Sphinx settings of the static pages (utils.publishing.site.build copies this file next to the pages)."""

import json
from pathlib import Path

from utils.publishing.site.offline import icon

HERE = Path(__file__).parent

project = "Metastatic breast cancer"
author = "MBC course contributors"
copyright = "2026, MBC course contributors. Code: MIT. Text and data: CC BY 4.0"
language = "en"
extensions = ["myst_nb", "utils.publishing.site.sphinx_extension"]
exclude_patterns = ["_static", "_templates"]
templates_path = ["_templates"]

nb_execution_mode = "off"
# Use the HTML form of an output, never the widget view: for that, MyST-NB loads a widget runtime from a CDN.
nb_mime_priority_overrides = [("html", "text/html", 0)]
nb_ipywidgets_js = {}
myst_heading_anchors = 3
myst_heading_slug_func = "utils.publishing.lesson_files.jupyterlab_anchor"
myst_links_external_new_tab = False

html_theme = "furo"
html_title = "Metastatic breast cancer"
html_static_path = ["_static"]
html_css_files = ["course.css", "site.css"]
# each needs those before it
html_js_files = ["blocks.js", "record.js", "scores.js", "course.js", "home.js", "sections.js", "offline.js"]
html_context = {"icon": icon.data_uri(), **json.loads((HERE / "context.json").read_text(encoding="utf-8"))}
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
html_use_index = False
# A page's contents list links to its sections; a screen reader would read a link sign after every heading aloud.
html_permalinks = False
# The look of the pages: fonts that a device has, a scale of sizes in site.css, and colors, the same in light and dark.
_FONTS = {
    "font-stack": 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
    "font-stack--headings": 'Charter, "Bitstream Charter", "Sitka Text", Cambria, "Noto Serif", Georgia, serif',
}
html_theme_options = {
    "light_css_variables": _FONTS
    | dict.fromkeys(["color-brand-primary", "color-brand-content", "color-brand-visited"], "#0b57a4")
    | {
        "color-foreground-primary": "#1c2030",
        "color-foreground-border": "#a59fb0",
        "color-background-secondary": "#f6f3f8",
        "mbc-accent": "#8a1c5c",
        "mbc-soft": "#ddd6e2",
    },
    "dark_css_variables": _FONTS
    | dict.fromkeys(["color-brand-primary", "color-brand-content", "color-brand-visited"], "#7cc0ff")
    | {
        "color-foreground-primary": "#e3e2e9",
        "color-foreground-border": "#716b7e",
        "color-background-primary": "#15151c",
        "color-background-secondary": "#1e1d28",
        "mbc-accent": "#f3a5cf",
        "mbc-soft": "#3a3746",
    },
}
