"""The steps of a diagnosis: each test stands in its step, once, in both words."""

from __future__ import annotations

from markupsafe import escape

from tests.helpers import marker_after
from utils.explorers import diagnosis
from utils.tables.sentences import first_sentence


def test_diagnosis_path_names_every_test_once(data):
    path = diagnosis.diagnosis_path(data)
    assert set(data.diagnostic_tests["step_id"]) == {step for step, _ in path.panels}
    assert [shown[0] for _, shown in path.controls[0].options] == list("12345")
    for (step, audience), html in path.panels.items():
        own = data.diagnostic_tests[data.diagnostic_tests["step_id"] == step]
        items = html[html.index("Tests and sites") : html.index("<summary>Sources")]
        assert items.count("<li>") == len(own)
        row = data.row("steps", step)
        first = escape(first_sentence(getattr(row, f"text_{audience}"))[0])
        assert f'<p class="mbc-answer">{first}<sup' in html and marker_after(html, first).source.startswith("Article ")
        for text in own[f"purpose_{audience}"]:
            assert escape(text) in items
        assert "The articles do not say." in html  # no article says what a test cannot tell
