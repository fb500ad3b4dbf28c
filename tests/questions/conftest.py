"""What every test of questions ends with."""

from __future__ import annotations

import pytest

from utils.questions.bank import all_items
from utils.ui.explorer import WidgetFactory


@pytest.fixture(autouse=True)
def nothing_stays_chosen(data):
    """The models of a question live as long as the process: later tests would find what was chosen here."""
    yield
    for item in all_items(data):
        WidgetFactory(f"question/{item.id}").done()
