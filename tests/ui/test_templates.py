"""Whole pages and papers: what goes in is text unless it is Markup, and a name that nothing fills is an error."""

from __future__ import annotations

import pandas as pd
import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from tests.helpers import ROOT
from utils.ui.templates import render

NASTY = "<script>alert('x')</script> & \"quotes\""


def test_a_value_is_text_and_markup_is_markup():
    rows = pd.DataFrame({"where": [NASTY], "id": [Markup("<b>bold</b>")]})
    page = render("utils.publishing", "review.html", title=NASTY, rows=rows, reviewed=0)
    assert "<script" not in page and page.count("&lt;script&gt;") == 3 and "<b>bold</b>" in page
    assert "No clinician has reviewed" in page
    page = render("utils.publishing", "review.html", title="x", rows=rows, reviewed=2)
    assert "2 of them have been reviewed" in page and "No clinician" not in page


def test_a_name_without_a_value_is_an_error():
    with pytest.raises(UndefinedError, match=r"rows|reviewed"):
        render("utils.publishing", "review.html", title="Review")


def test_no_template_lets_text_through():
    templates = [path for path in (ROOT / "utils").rglob("templates/*") if path.is_file()]
    assert len(templates) >= 9
    for path in templates:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in ("safe", "autoescape") if f"| {word}" in text or f"% {word}" in text], path
