"""Sphinx settings of the static pages (copied beside the pages by utils.site.build)."""

project = "Metastatic breast cancer"
author = "MBC course contributors"
copyright = "2026, MBC course contributors. Code: MIT. Text and data: CC BY 4.0"
language = "en"
extensions = ["myst_nb"]
exclude_patterns = ["_static"]

nb_execution_mode = "off"
# The HTML form of an output, never the widget view: otherwise MyST-NB links a widget runtime from a CDN.
nb_mime_priority_overrides = [("html", "text/html", 0)]
nb_ipywidgets_js = {}
myst_heading_anchors = 3
myst_heading_slug_func = "utils.site.headings.jupyterlab_anchor"
myst_links_external_new_tab = False

html_theme = "furo"
html_title = "Metastatic breast cancer"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = [("course.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
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
