"""The site's one script in a real browser, from file://: it marks as Python does, loses nothing, sends nothing."""

from __future__ import annotations

import json
import random

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pairwise
from tests.browser.acts import assert_contrast, assert_focus_shows, axe_faults, fill_in, stand_before, tab_to, watch
from tests.questions import scores
from utils.questions import bank, pre_post_test, scoring
from utils.tables import loader

pytestmark = pytest.mark.browser

DATA = loader.load_all()
BANK = bank.all_items(DATA)
LESSON = "04_sites_and_symptoms"
OWN = [item for item in BANK if item.lesson == LESSON]


@pytest.fixture
def context(chromium):
    made = chromium.new_context(viewport={"width": 390, "height": 844})
    yield made
    made.close()


@pytest.fixture
def visit(context, built):
    """``visit("index")`` opens a page; at the end none has asked for anything else or complained."""
    faults = []

    def opened(name: str) -> Page:
        page = context.new_page()
        faults.append(watch(page, built.as_uri() + "/", console={"error", "warning", "info", "log", "debug"}))
        page.goto((built / f"{name}.html").as_uri())
        return page

    yield opened
    assert not any(faults), faults


def form(page: Page, item):
    return page.locator(f'form[data-item="{item.id}"]')


def test_answers_kept_under_a_former_id_come_along(visit):
    """Old progress: a question was renamed, and what a device kept under its former id is found and counted."""
    renamed = [item for item in BANK if item.former_id]
    assert renamed, "no question has a former id: this test would look at nothing"
    for item in renamed:
        answer = {group.name: list(group.key) for group in scoring.marking(item).groups}
        before = {name.replace(item.id, item.former_id): values for name, values in answer.items()}
        kept = {"answers": {item.former_id: before}, "points": {item.former_id: [1, 1]}, "pages": {}}
        page = visit("index")
        page.evaluate("kept => localStorage.setItem('mbc-course', JSON.stringify(kept))", kept)
        page.goto(page.url.replace("index", item.lesson))
        chosen = "form => [...new FormData(form).keys()].map((name) => [name, new FormData(form).getAll(name)])"
        assert dict(form(page, item).evaluate(chosen)) == answer
        now = json.loads(page.evaluate("localStorage.getItem('mbc-course')"))
        assert now["points"][item.id] == [1, 1] and item.former_id not in {**now["answers"], **now["points"]}


def check(page: Page, item) -> None:
    """Press "Check my answer" of a question with Enter, wherever the focus is; `reach` comes there by Tab."""
    button = form(page, item).get_by_role("button", name="Check my answer")
    button.focus()
    page.keyboard.press("Enter")


def reach(page: Page, item) -> None:
    """Come to the button of a question by Tab alone, and see that it shows."""
    button = form(page, item).get_by_role("button", name="Check my answer")
    tab_to(page, button)
    assert_focus_shows(button)


def put(page: Page, item, answer: dict) -> None:
    """Give an answer as a script would, with the events a reader's hand makes."""
    form(page, item).evaluate(
        """(form, answer) => {
          for (const field of form.querySelectorAll("fieldset :is(input, select)")) {
            const values = answer[field.name] ?? [];
            if (/radio|checkbox/.test(field.type)) field.checked = values.includes(field.value);
            else field.value = values[0] ?? "";
          }
          form.querySelector("fieldset :is(input, select)").dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        answer,
    )


def key_of(item) -> dict[str, list[str]]:
    return {group.name: list(group.key) for group in scoring.marking(item).groups}


def result(page: Page, item):
    return form(page, item).locator(".mbc-result")


def test_the_script_marks_as_python_does_over_many_answers(visit):
    page = visit(LESSON)
    chance = random.Random(9)
    letters, numbers = (
        [*"abcdefgh", "1", "2", "3", "4", "5", "no"],
        ["85.7", "85,75", "14.3", "", " 85.8 ", "x", "nan", "1_0", "-85.7", ".5", "5.", "85.80000001", "1e2"],
    )
    cases = []
    for item in BANK:
        marking = scoring.marking(item)
        for _ in range(60):
            given = {}
            for group in marking.groups:
                pool = numbers if marking.rule == "number" else [*letters, *group.key]
                if chance.random() < 0.9:
                    given[group.name] = chance.choices(pool, k=1 if marking.rule == "number" else chance.randint(0, 4))
            cases.append((marking, given))
        cases.append((marking, key_of(item)))
        cases.append((marking, {}))
    encoded = [[[m.rule, [[g.name, g.key, g.choose] for g in m.groups], m.tolerance], given] for m, given in cases]
    marked = page.evaluate("cases => cases.map(([marking, answer]) => mbcCourse.score(marking, answer))", encoded)
    assert len(marked) > 3000
    for (marking, given), got in zip(cases, marked, strict=True):
        want = scores.score(marking, given)
        assert (got["points"], got["most"], tuple(got["open"])) == want, (marking, given)


def test_the_marking_in_the_page_is_that_of_the_bank(visit):
    page = visit(LESSON)
    for item in OWN:
        read = json.loads(form(page, item).evaluate("form => atob(form.dataset.marking)"))
        marking = scoring.marking(item)
        assert read == json.loads(json.dumps([marking.rule, marking.groups, marking.tolerance]))


def test_an_empty_or_partial_answer_loses_nothing(visit):
    page = visit(LESSON)
    bow_tie = next(item for item in OWN if item.type == "bow-tie")
    check(page, bow_tie)
    expect(result(page, bow_tie)).to_have_text("Answer first, then check.")
    expect(form(page, bow_tie).locator("details")).not_to_have_attribute("open", "")
    one, key = next(iter(key_of(bow_tie).items()))
    put(page, bow_tie, {one: key})
    check(page, bow_tie)
    expect(result(page, bow_tie)).to_have_text("Still open: 2 of 3. Your answers stay as they are.")
    expect(form(page, bow_tie).locator("input:checked")).to_have_count(1)
    choose = next(item for item in OWN if item.type == "select-n")
    put(page, choose, {choose.id: [o.letter for o in choose.options]})
    check(page, choose)
    expect(result(page, choose)).to_have_text(f"Choose only {choose.choose}. Your answers stay as they are.")
    expect(form(page, choose).locator("input:checked")).to_have_count(len(choose.options))
    page.reload()
    expect(form(page, bow_tie).locator("input:checked")).to_have_count(1)  # also when the page is opened again


# By day every sixth lesson: what the script says of an answer is compared with Python for all questions, above.
@pytest.mark.parametrize("lesson", pairwise.by_day(sorted({item.lesson for item in BANK}), turn=1, every=6))
def test_every_question_is_answered_checked_and_explained(visit, lesson):
    page = visit(lesson)
    own = [item for item in BANK if item.lesson == lesson]
    points = 0
    for item in own:
        put(page, item, key_of(item))
        check(page, item)
        most = scoring.max_points(scoring.marking(item))
        points += most
        expect(result(page, item)).to_have_text(
            f"All right: {most} of {most} point{'' if most == 1 else 's'}. The reasons are open below."
        )
        expect(result(page, item)).to_have_attribute("aria-live", "polite")
        expect(result(page, item)).to_have_attribute("role", "status")
        expect(form(page, item).locator("details .mbc-list").first).to_be_visible()
        wrong = {name: ["x"] for name in key_of(item)} if item.type == "numeric" else None
        if wrong:
            put(page, item, {item.id: ["0"]})
            check(page, item)
            expect(result(page, item)).to_contain_text("Not right yet: 0 of 1 point.")
            put(page, item, key_of(item))
            check(page, item)
    expect(page.locator(".mbc-progress")).to_contain_text(
        f"Checked: {len(own)} of {len(own)} questions, {points} of {points} points"
    )
    assert axe_faults(page) == []
    for section in page.locator(".mbc-quiz").all():
        assert_contrast(section)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room


def test_one_question_of_each_type_by_keyboard_alone(visit):
    for kind in sorted({item.type for item in BANK}):
        item = next(item for item in BANK if item.type == kind)
        page = visit(item.lesson)
        stand_before(form(page, item))  # the way there, stop by stop, is walked in test_site_pages.py
        fill_in(page, form(page, item), item)
        reach(page, item)
        page.keyboard.press("Enter")
        expect(result(page, item)).not_to_be_empty()
        page.close()


def test_progress_is_kept_shown_on_the_first_page_and_deleted(visit, context):
    page = visit(LESSON)
    item = OWN[0]
    put(page, item, key_of(item))
    check(page, item)
    first = visit("index")
    expect(first.get_by_role("heading", name="Your progress")).to_be_visible()
    expect(first.locator(".mbc-progress").locator("..")).to_contain_text(f"1 of {len(OWN)} questions checked")
    assert axe_faults(first) == []
    again = visit(LESSON)
    expect(form(again, item).locator("input:checked")).to_have_count(len(key_of(item)[item.id]))
    expect(again.locator(".mbc-progress")).to_contain_text(f"Checked: 1 of {len(OWN)} questions")
    delete = again.get_by_role("button", name="Delete my progress")
    tab_to(again, delete)
    assert_focus_shows(delete)
    again.keyboard.press("Enter")
    expect(again.locator(".mbc-progress")).to_contain_text("Your progress was deleted.")
    expect(form(again, item).locator("input:checked")).to_have_count(0)
    assert again.evaluate("localStorage.length") == 0
    expect(visit("index").get_by_role("heading", name="Your progress")).to_have_count(0)


def test_opening_pages_alone_leaves_nothing_behind(visit):
    page = visit(LESSON)
    visit("index")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    "broken",
    [
        "for (const name of ['getItem', 'setItem', 'removeItem']) { const old = Storage.prototype[name]; "
        "Storage.prototype[name] = function (key, ...rest) { if (key === 'mbc-course') throw new "
        "DOMException('no', 'SecurityError'); return old.call(this, key, ...rest); }; }",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "localStorage.setItem('mbc-course', '{broken')",
        "localStorage.setItem('mbc-course', '[1, 2]')",
    ],
    ids=["not allowed", "full", "garbled", "of another kind"],
)
def test_without_a_place_to_keep_it_works_and_is_quiet(visit, context, broken):
    context.add_init_script(broken)
    page = visit(LESSON)
    item = OWN[0]
    put(page, item, key_of(item))
    check(page, item)
    expect(result(page, item)).to_contain_text("All right")
    expect(page.locator(".mbc-progress")).to_contain_text("sent nowhere")


def test_before_and_after_show_the_difference(visit):
    page = visit(pre_post_test.PAGE)
    before, after = (pre_post_test.questions(name, DATA) for name in ("before", "after"))
    boxes = page.locator(".mbc-progress")
    for item in before:  # everything wrong that can be wrong, and the first right
        put(page, item, key_of(item) if item.number == 1 else _wrong(item))
        check(page, item)
    expect(boxes.first).not_to_contain_text("Difference")
    for item in after:
        put(page, item, key_of(item))
        check(page, item)
    most = sum(scoring.max_points(scoring.marking(item)) for item in before)
    share = round(
        100 * sum(_points(item, key_of(item) if item.number == 1 else _wrong(item)) for item in before) / most
    )
    for box in boxes.all():
        expect(box).to_contain_text(
            f"Before: {share} % of the points. After: 100 %. Difference: +{100 - share} percentage points."
        )
    assert axe_faults(page) == []


def test_a_table_is_a_stop_of_the_tab_key_only_while_it_scrolls(visit):
    page = visit(LESSON)
    tables = page.locator(".mbc-table:visible")
    for width in (320, 1300):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".mbc-table[tabindex]:visible")).to_have_count(0)  # all fit
    tables.first.evaluate("table => { table.firstElementChild.style.minWidth = '2000px'; }")
    expect(tables.first).to_have_attribute("tabindex", "0")
    tab_to(page, tables.first)
    assert_focus_shows(tables.first)
    tables.first.evaluate("table => { table.firstElementChild.style.minWidth = ''; }")
    expect(page.locator(".mbc-table[tabindex]:visible")).to_have_count(0)


def _points(item, answer) -> int:
    return scores.score(scoring.marking(item), answer).points


def _wrong(item) -> dict[str, list[str]]:
    """A complete answer that is not right."""
    if item.type == "ordering":
        return {f"{item.id}--{option.letter}": [item.positions[0]] for option in item.options}
    wrong = {}
    for group in item.groups:
        letters = [option.letter for option in group.options if not option.correct] + [
            o.letter for o in group.options if o.correct
        ]
        wrong[scoring.control_name(item, group.id)] = letters[: group.choose or 1]
    return wrong
