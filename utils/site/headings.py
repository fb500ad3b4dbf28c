"""Anchors of headings as JupyterLab makes them, so that one link works in a notebook and on its page."""


def jupyterlab_anchor(heading: str) -> str:
    """The anchor of a heading: its text with spaces as hyphens, case kept."""
    return heading.replace(" ", "-")
