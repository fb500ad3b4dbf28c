"""Questions: key, reasons and evidence of every item of every type, in both faces."""

from __future__ import annotations

import re
from dataclasses import replace

import ipywidgets as widgets
import pytest
from markupsafe import escape

from tests.helpers import elements, key, named, question, words
from utils.errors import CourseError
from utils.questions import bank as bank_module
from utils.questions import html_form, quizzes, scoring
from utils.statements import guidance
from utils.tables.rules.questions import ITEM_TYPES
from utils.ui.explorer import STYLESHEET, WidgetFactory

KIND = {"multiple": "checkbox", "select-n": "checkbox", "matrix-multiple": "checkbox", "numeric": "number"}


@pytest.fixture(scope="module")
def bank(data):
    return bank_module.all_items(data)


def test_the_bank_holds_every_row_and_every_type(bank, data):
    assert [item.id for item in bank] == list(data.items.sort_values(["lesson", "position"])["id"])
    assert {item.type for item in bank} == set(ITEM_TYPES)
    assert sum(len(i.options) + sum(len(p.options) for p in i.parts) for i in bank) == len(data.options)
    assert sum(len(item.numbers) for item in bank) == len(data.numbers)
    assert {f for item in bank for f in item.exhibit} == {
        bank_module.Finding(*row) for row in data.exhibits[["time", "finding", "value"]].itertuples(index=False)
    }


def test_every_form_shows_question_key_and_every_reason(bank):
    for item in bank:
        before, _, after = html_form.form(item).partition("<details>")
        asked = words(before)
        for text in question(item):
            assert " ".join(text.split()) in asked, (item.id, text)
        assert words(after.removesuffix("</form>")) == f"Show the answer and the reasons{key(item)}", item.id


def test_every_choice_has_a_control_with_the_names_that_marking_uses(bank):
    for item in bank:
        values: dict[str, list[str]] = {}
        for field in elements(html_form.form(item), "input", "select"):
            if field.name == "input":
                values.setdefault(field["name"], []).append(field.get("value", ""))
                assert field["type"] == KIND.get(item.type, "radio" if item.type != "bow-tie" else field["type"])
            else:
                values[field["name"]] = [option["value"] for option in field.find_all("option") if option["value"]]
        groups = scoring.marking(item).groups
        assert list(values) == [group.name for group in groups], item.id
        if item.type != "numeric":
            assert all(set(group.key) <= set(values[group.name]) for group in groups)
            assert all(len(group.key) < len(values[group.name]) for group in groups if group.choose)


def test_every_field_is_in_a_labeled_fieldset(bank):
    for item in bank:
        tags = [element.name for element in elements(html_form.form(item))]
        assert (
            tags.count("fieldset")
            == tags.count("legend")
            == 1
            + (
                len(item.parts)
                if "{}" not in html_form.form(item) and item.type in ("matrix-single", "matrix-multiple", "bow-tie")
                else 0
            )
        )
        assert tags.count("label") == tags.count("input") + tags.count("select")


def test_before_the_fold_nothing_gives_the_key_away(bank):
    for item in bank:
        before = html_form.form(item).partition("<details>")[0]
        assert not re.search(r"<(input|option)[^>]* (checked|selected)", before)
        shown = re.sub(r'data-marking="[^"]*"', "", before)
        assert (
            not re.search(r"mbc-(right|wrong)|[✓✗]|>[^<]*(Correct|Incorrect):", shown)
            and not re.search(r"correct(?!ed)", shown)
            and '"yes"' not in shown
        )
        for option in (o for part in (item, *item.parts) for o in part.options):
            assert option.rationale not in words(shown)
        marking = re.search(r'data-marking="([^"]*)"', before)[1]
        assert re.fullmatch(r"[A-Za-z0-9+/=]+", marking)  # base64: not to be read by accident
        assert html_form.plain(item).count("Answer:") == 0


def test_enter_in_a_field_sends_nothing(bank):
    """A form with method dialog, outside of a dialog, does nothing when it is sent."""
    for item in bank:
        (form,) = elements(html_form.form(item), "form")
        assert form["method"] == "dialog" and "action" not in form.attrs


def test_live_radio_buttons_open_the_reason_of_the_chosen_option(bank):
    for item in bank:
        WidgetFactory(f"question/{item.id}").done()  # what another test chose in this process
        face = quizzes.item_widget(item)
        if item.type in quizzes.FORM_ONLY:
            assert isinstance(face, widgets.HTML) and face.value == html_form.form(item)
            continue
        pickers = [child for child in face.children if isinstance(child, widgets.RadioButtons)]
        reasons = [child for child in face.children if isinstance(child, widgets.HTML) and "mbc-reason" in child.value]
        picks = [pick for pick in html_form.live_parts(item) if not isinstance(pick, str)]
        assert len(pickers) == len(reasons) == len(picks) >= 1
        for picker, below, pick in zip(pickers, reasons, picks, strict=True):
            assert picker.index is None and face.children.index(below) == face.children.index(picker) + 1
            assert list(picker.options) == pick.options
            reason_texts = {
                index: reason.get_text()
                for reason in elements(below.value, "p")
                for index in reason.get("data-options", "").split()
            }
            assert [" ".join(reason_texts.pop(str(index)).split()) for index in range(len(pick.options))] == [
                words(reason) for reason in pick.feedbacks
            ]
            assert not reason_texts
        shown = words("".join(c.value for c in face.children if isinstance(c, widgets.HTML) and c not in reasons))
        assert item.stem in shown and not set(shown.split()) & {"Correct:", "Place"} - (
            {"Correct:"} if item.type == "bow-tie" else set()
        )


def test_the_stylesheet_opens_the_reason_of_every_option_a_question_can_have(bank):
    """Options are lettered a to h; a step of an ordering question can also belong nowhere."""
    css = STYLESHEET.read_text(encoding="utf-8")
    picks = [pick for item in bank for pick in html_form.live_parts(item) if not isinstance(pick, str)]
    assert max(len(pick.options) for pick in picks) <= 9
    for option in range(9):
        assert f'.widget-radio:has([value="{option}"]:checked) + * [data-options~="{option}"]' in css


def test_exactly_the_right_choices_of_live_radio_buttons_say_right(bank):
    for item in bank:
        if item.type in quizzes.FORM_ONLY:
            continue
        for number, pick in enumerate(p for p in html_form.live_parts(item) if not isinstance(p, str)):
            says = [" Correct:</b>" in reason for reason in pick.feedbacks]
            if item.type == "ordering":
                assert says == [place == item.options[number].mark for place in item.positions]
            else:
                group = [group for group in item.groups if group.choose == 1][number]
                assert says == [option.mark == "yes" for option in group.options]
                assert pick.options == [named(item, option) for option in group.options]


def test_evidence_is_named_as_article_line_or_page(bank, data):
    pages = {guidance.publisher_year(page) for page in data.references.itertuples()}
    urls = data.references.set_index("id")["url"]
    cited = set(data.citations[["table", "row_id"]].itertuples(index=False, name=None))
    for item in bank:
        rest = item.evidence_text.replace(f" [{guidance.UNSURE}]", "")
        for page in sorted(pages, key=len, reverse=True):
            rest = rest.replace(page, "article (page)")
        assert all(part.startswith(("article ", "our comparison: ")) for part in rest.split("; ")), item.evidence_text
        assert words(item.evidence_html) == " ".join(
            item.evidence_text.split()
        )  # the links say the same, and lead to each page
        own = data.item_evidence[data.item_evidence["item_id"] == item.id].itertuples()
        ids = {
            e.row_id
            if e.table == "references"
            else getattr(data, e.table).set_index("id").loc[e.row_id].get("reference_id", "")
            for e in own
            if (e.table, e.row_id) not in cited
        }
        assert set(re.findall(r'href="([^"]+)"', item.evidence_html)) == {escape(urls[id]) for id in ids if id}


def test_a_question_supported_by_an_unsure_fact_says_so(bank, data):
    unsure = set(data.practice.loc[data.practice["use_first"] == "no", "id"])
    own = data.item_evidence[data.item_evidence["table"] == "practice"]
    marked = set(own.loc[own["row_id"].isin(unsure), "item_id"])
    assert marked
    for item in bank:
        assert (guidance.UNSURE in item.evidence_text) == (item.id in marked), item.id
        assert item.evidence_text.count(guidance.UNSURE) == item.evidence_html.count(guidance.UNSURE)
        assert item.evidence_html in html_form.form(item)


def test_a_changed_key_shows(data):
    """Planted: another key in the table gives another form (nbval then sees a stale output)."""
    turned = data.options["correct"].replace({"yes": "no", "no": "yes"})
    changed = replace(data, options=data.options.assign(correct=turned))
    for lesson in data.items["lesson"].unique():
        assert quizzes.quiz(lesson, changed).html != quizzes.quiz(lesson, data).html


def test_some_questions_in_a_chosen_order(data):
    quiz = quizzes.quiz("05_diagnosis", data, only=["raised-marker", "five-steps-in-order"])
    assert [item.id for item in quiz.items] == ["raised-marker", "five-steps-in-order"]


def test_a_lesson_without_questions_says_so(data):
    with pytest.raises(CourseError, match="no questions for lesson 'nowhere'"):
        quizzes.quiz("nowhere", data)
    with pytest.raises(CourseError, match="no question 'nothing'"):
        quizzes.quiz("05_diagnosis", data, only=["nothing"])
