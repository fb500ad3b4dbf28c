"""Sphinx settings of the static pages (utils.publishing.site.build copies this file next to the pages)."""

import json
from pathlib import Path

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
html_js_files = ["blocks.js", "record.js", "course.js", "home.js"]  # each needs those before it
html_context = json.loads((HERE / "context.json").read_text(encoding="utf-8"))
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
html_use_index = False
# A page's contents list links to its sections; a screen reader would read a link sign after every heading aloud.
html_permalinks = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#0b57a4",
        "color-brand-content": "#0b57a4",
        "color-brand-visited": "#0b57a4",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7cc0ff",
        "color-brand-content": "#7cc0ff",
        "color-brand-visited": "#7cc0ff",
    },
}
