"""The scripts of the site in a real browser, from file://: it marks as Python does, loses nothing, sends nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.browser import pairwise
from tests.browser.acts import assert_contrast, assert_focus_shows, axe_issues, fill_in, stand_before, tab_to, visiting
from tests.questions.test_record import CASES
from utils.questions import bank, pre_post_test, scores, scoring
from utils.questions.missed_questions import points_by
from utils.questions.record_file import SAVED_ON_PAGES, RecordFile
from utils.questions.recorder import Recorder
from utils.tables import loader
from utils.tables.rules.questions import TEST

pytestmark = pytest.mark.browser

DATA = loader.load_all()
BANK = [item for item in bank.all_items(DATA) if item.place != TEST]  # what stands in lessons
LESSON = "04_sites_and_symptoms"
OWN = [item for item in BANK if item.lesson == LESSON]


@pytest.fixture
def visit(context, built):
    with visiting(context, built) as opened:
        yield opened


def stored(page: Page) -> dict:
    """The record as it is kept on the device, one entry for each item and lesson."""
    record: dict = {"items": {}, "lessons": {}}
    for name, text in page.evaluate("Object.entries(localStorage)"):
        course, _, place = name.partition("/")
        part, _, id = place.partition("/")
        if course == "mbc-course" and part == "last":
            record["last"] = json.loads(text)
        elif course == "mbc-course":
            record[f"{part}s"][id] = json.loads(text)
    return record


@pytest.fixture
def tabs(visit):
    """Two short lessons, each open in a tab, with the questions of each that have one answer or several."""
    return [
        (visit(lesson), [item for item in BANK if item.lesson == lesson and item.type in ("single", "multiple")])
        for lesson in ("00_start_here", "01_what_is_metastatic_breast_cancer")
    ]


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
        now = stored(page)["items"]
        assert now[item.id]["first"] == [1, 1] and item.former_id not in now


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


def one_of_each_type(visit) -> Iterator[tuple[Page, bank.Item]]:
    """A question of each type and its lesson, opened once for all of its questions: as few lessons as will do."""
    lessons, left = sorted({item.lesson for item in BANK}), {item.type for item in BANK}
    while left:
        of_type = {lesson: {item.type: item for item in BANK if item.lesson == lesson} for lesson in lessons}
        lesson = max(lessons, key=lambda each: len(of_type[each].keys() & left))
        page = visit(lesson)
        yield from ((page, of_type[lesson][kind]) for kind in sorted(of_type[lesson].keys() & left))
        left -= of_type[lesson].keys()


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
            chosen = {}
            for group in marking.groups:
                pool = numbers if marking.rule == "number" else [*letters, *group.key]
                if chance.random() < 0.9:
                    chosen[group.name] = chance.choices(pool, k=1 if marking.rule == "number" else chance.randint(0, 4))
            cases.append((marking, chosen))
        cases.append((marking, key_of(item)))
        cases.append((marking, {}))
    encoded = [[[m.rule, [[g.name, g.key, g.choose] for g in m.groups], m.tolerance], chosen] for m, chosen in cases]
    marked = page.evaluate("cases => cases.map(([marking, answer]) => mbcCourse.score(marking, answer))", encoded)
    assert len(marked) > 3000
    for (marking, chosen), got in zip(cases, marked, strict=True):
        want = scores.score(marking, chosen)
        assert (got["points"], got["most"], tuple(got["open"])) == want, (marking, chosen)


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


def test_a_wrong_choice_is_marked_and_nothing_is_said_of_the_others(visit):
    """Of each type: verdicts stand at what was chosen, with sign, word and color; the key stays in its closed fold."""
    pages = []
    for page, item in one_of_each_type(visit):
        kind = item.type
        if kind == "numeric":  # nothing to choose from
            continue
        pages += [page] if page not in pages else []
        answer = _wrong(item)
        put(page, item, answer)
        check(page, item)
        own, key = form(page, item), key_of(item)
        marked = own.locator("label", has=page.locator(".mbc-verdict"))
        assert marked.count() == sum(map(len, answer.values())), item.id
        words = ["✓ Correct" if value in key[name] else "✗ Incorrect" for name in key for value in sorted(answer[name])]
        assert own.locator("label .mbc-verdict").all_inner_texts() == words, item.id
        grounds = {
            (mark.inner_text(), mark.evaluate("mark => getComputedStyle(mark).backgroundColor"))
            for mark in own.locator("label .mbc-verdict").all()
        }
        assert len({ground for _, ground in grounds}) == len({word for word, _ in grounds})
        expect(own.locator("details")).not_to_have_attribute("open", "")
        reasons = own.locator(".mbc-own li").all_inner_texts()
        chosen = [
            next(o for o in group.options if o.letter == value).rationale
            for group in item.groups
            for value in sorted(answer[scoring.control_name(item, group.id)])
        ]
        if kind != "ordering":  # there the reason names the right place: only right steps are explained
            assert len(reasons) == len(chosen)
            assert all(
                " ".join(why.split()) in " ".join(said.split()) for why, said in zip(chosen, reasons, strict=True)
            )
    for page in pages:
        marked_forms = "form.mbc-item:has(label .mbc-verdict)"
        assert axe_issues(page, marked_forms) == []
        page.locator(marked_forms).evaluate_all(
            """forms => forms.forEach((form) => form.querySelector("fieldset :is(input, select)")
                .dispatchEvent(new Event("change", { bubbles: true })))"""
        )
        expect(page.locator("label .mbc-verdict, .mbc-own li")).to_have_count(0)


def test_the_first_try_counts_and_another_is_shown_as_such(visit):
    item = next(item for item in OWN if item.type == "single")
    page = visit(LESSON)
    put(page, item, _wrong(item))
    check(page, item)
    expect(result(page, item)).to_contain_text("✗ Incorrect: 0 of 1 point.")
    put(page, item, key_of(item))
    check(page, item)
    expect(result(page, item)).to_have_text(
        "✓ Correct: 1 of 1 point. This is another try; your first one counts: 0 of 1."
    )
    expect(page.locator(".mbc-progress")).to_contain_text(f"1 of {len(OWN)} questions, 0 of 1 points")
    page.reload()
    check(page, item)
    expect(result(page, item)).to_contain_text("your first one counts: 0 of 1")


def test_a_number_of_choices_is_counted_only_where_it_is_part_of_the_task(visit):
    page = visit(LESSON)
    choose = next(item for item in OWN if item.type == "select-n")
    put(page, choose, {choose.id: [o.letter for o in choose.options][: choose.choose - 1]})
    check(page, choose)
    expect(result(page, choose)).to_have_text(
        f"{choose.choose - 1} of {choose.choose} chosen. Your answers stay as they are."
    )
    many = next(item for item in OWN if item.type == "multiple")
    put(page, many, {many.id: [many.options[0].letter]})
    check(page, many)
    assert "chosen." not in result(page, many).inner_text()


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
            f"✓ Correct: {most} of {most} point{'' if most == 1 else 's'}. "
            "The answer and all reasons are in the fold below."
        )
        expect(result(page, item)).to_have_attribute("aria-live", "polite")
        expect(result(page, item)).to_have_attribute("role", "status")
        expect(form(page, item).locator(".mbc-own .mbc-list").first).to_be_visible()
        expect(form(page, item).locator("details")).not_to_have_attribute("open", "")
        wrong = {name: ["x"] for name in key_of(item)} if item.type == "numeric" else None
        if wrong:
            put(page, item, {item.id: ["0"]})
            check(page, item)
            expect(result(page, item)).to_have_text(
                "✗ Incorrect: 0 of 1 point. This is another try; your first one counts: 1 of 1."
            )
            put(page, item, key_of(item))
            check(page, item)
    expect(page.locator(".mbc-progress")).to_contain_text(
        f"Checked: {len(own)} of {len(own)} questions, {points} of {points} points"
    )
    assert axe_issues(page, ".mbc-quiz") == []  # the rest of the page: tests of the pages
    for section in page.locator(".mbc-quiz").all():
        assert_contrast(section)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room


def test_one_question_of_each_type_by_keyboard_alone(visit):
    for page, item in one_of_each_type(visit):
        stand_before(form(page, item))  # the way there, stop by stop, is walked in test_site_pages.py
        fill_in(page, form(page, item), item)
        reach(page, item)
        page.keyboard.press("Enter")
        expect(result(page, item)).not_to_be_empty()


def test_progress_is_kept_shown_on_the_first_page_and_deleted(visit, context):
    page, other = visit(LESSON), visit("05_diagnosis")
    item, elsewhere = OWN[0], next(item for item in BANK if item.lesson == "05_diagnosis")
    for each, shown in ((item, page), (elsewhere, other)):
        put(shown, each, key_of(each))
        check(shown, each)
    first = visit("index")
    state = first.locator(f'li:has(> .mbc-name a[href="{LESSON}.html"]) .mbc-state')
    expect(state).to_contain_text(f"1 of {len(OWN)} questions")
    expect(state).to_contain_text("minutes left")
    assert axe_issues(first) == []
    state.evaluate("line => { line.closest('li').dataset.minutes = 1; }")
    put(page, OWN[1], key_of(OWN[1]))
    check(page, OWN[1])  # the other tab tells the first page
    expect(state).to_contain_text("about 1 minute left")
    again = visit(LESSON)
    expect(form(again, item).locator("input:checked")).to_have_count(len(key_of(item)[item.id]))
    expect(again.locator(".mbc-progress")).to_contain_text(f"Checked: 2 of {len(OWN)} questions")
    delete = again.get_by_role("button", name="Delete my answers in this lesson")
    stand_before(again.locator(".mbc-progress"))
    tab_to(again, delete, most=5)
    assert_focus_shows(delete)
    again.keyboard.press("Enter")
    expect(again.get_by_role("button", name="Keep")).to_be_focused()
    again.keyboard.press("Enter")  # kept
    expect(delete).to_be_focused()
    assert item.id in stored(again)["items"]
    again.keyboard.press("Enter")
    again.get_by_role("button", name="Delete", exact=True).click()
    expect(again.locator(".mbc-progress")).to_contain_text("Your answers in this lesson were deleted.")
    expect(form(again, item).locator("input:checked")).to_have_count(0)
    assert set(stored(again)["items"]) == {elsewhere.id}
    home = visit("index")
    home.get_by_role("button", name="Delete all my progress").click()
    home.get_by_role("button", name="Delete all of it").click()
    expect(home.get_by_role("status")).to_contain_text("All your progress was deleted.")
    assert home.evaluate("localStorage.length") == 0


# Turns of two tabs: which tab, which of its questions, and whether it is answered, or all answers there are deleted.
TURNS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 3), st.sampled_from(["right", "wrong", "right", "delete"])), max_size=8
)


# Each example opens two lessons anew: a third of what is usual.
@settings(
    max_examples=settings().max_examples // 3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(turns=TURNS)
def test_two_tabs_in_any_order_lose_nothing(tabs, turns):
    """Whatever order a learner goes back and forth in: each first answer is there at the end, and nothing else."""
    kept: dict[str, list[int]] = {}
    for page, _ in tabs:
        page.evaluate("mbcRecord.forget()")
        page.reload()
    for tab, number, act in turns:
        page, items = tabs[tab]
        if act == "delete":
            page.get_by_role("button", name="Delete my answers in this lesson").click()
            page.get_by_role("button", name="Delete", exact=True).click()
            for item in items:
                kept.pop(item.id, None)
            continue
        answer = key_of(items[number]) if act == "right" else _wrong(items[number])
        put(page, items[number], answer)
        check(page, items[number])
        most = scoring.max_points(scoring.marking(items[number]))
        kept.setdefault(items[number].id, [_points(items[number], answer), most])
    for page, items in tabs:
        page.wait_for_function("many => Object.keys(mbcRecord.read().items).length === many", arg=len(kept))
        assert {place: item["first"] for place, item in stored(page)["items"].items()} == kept
        page.reload()
        own = sum(item.id in kept for item in items)
        expect(page.locator(".mbc-progress")).to_contain_text(f"Checked: {own} of ")
        assert stored(page)["lessons"].get(items[0].lesson, {"done": 0})["done"] == own


# Tries, each after a random pause of at most 3 ms, so that both tabs write before they hear of each other.
AT_ONCE = """([name, many, seed]) => { window.finished = new Promise((done) => {
  let turn = 0;
  let number = seed;
  const next = () => {
    if (turn === many) { done(); return; }
    mbcRecord.tried(`${name}-${turn++}`, 1, 1);
    number = (number * 16807) % 2147483647;
    setTimeout(next, number % 4);
  };
  setTimeout(next, 30);
}); }"""


def test_two_tabs_that_write_at_the_same_time_lose_nothing(tabs):
    """A browser tells a tab late what another one wrote: no tab may write back what it only read."""
    for number, (page, _) in enumerate(tabs):
        page.evaluate(AT_ONCE, [f"tab-{number}", 60, 7 + number])
    for page, _ in tabs:
        page.evaluate("window.finished")
    for page, _ in tabs:
        page.wait_for_function("() => Object.keys(mbcRecord.read().items).length >= 120")
        assert {item["tries"] for item in stored(page)["items"].values()} == {1}


def test_what_another_tab_writes_in_the_middle_of_a_change_stays(visit):
    page = visit(LESSON)
    kept = page.evaluate(
        """() => {
          mbcRecord.tried("both", 0, 1);
          const name = Object.keys(localStorage).find((key) => key.endsWith("/item/both"));
          const newer = localStorage.getItem(name).replace('"tries":1', '"tries":2');
          mbcRecord.change((record) => {
            localStorage.setItem(name, newer);  // the other tab, after this one has read
            record.items.mine = { answer: {} };
          });
          const items = mbcRecord.read().items;
          return [items.both.tries, "mine" in items];
        }"""
    )
    assert kept == [2, True], f"tries of the question that the other tab wrote, and whether ours is kept: {kept}"


def test_what_was_missed_comes_back_after_1_3_7_and_21_days_and_then_stays_away(visit):
    item = next(item for item in OWN if item.type == "single")
    page = visit(LESSON)
    put(page, item, _wrong(item))
    check(page, item)
    today = page.evaluate("mbcRecord.today()")
    for box, days in enumerate((1, 3, 7, 21, None)):
        own = stored(page)["items"][item.id]
        if days is None:
            assert "due" not in own and own["first"][0] == 0 and own["last"] == [1, 1]
            break
        assert own["box"] == box
        passed = "([a, b]) => (Date.parse(a) - Date.parse(b)) / 86400000"
        assert page.evaluate(passed, [own["due"], today]) == days
        page.evaluate("id => mbcRecord.change((kept) => { kept.items[id].due = mbcRecord.today(); })", item.id)
        home = visit("index")
        expect(home.locator(".mbc-go-on")).to_contain_text("1 missed question is due today")
        home.get_by_role("link", name="1 missed question").click()
        home.get_by_role("link", name=item.stem).click()
        expect(form(home, item).locator("input").first).to_be_focused()
        expect(form(home, item).locator("input:checked")).to_have_count(0)  # without the last answer
        put(home, item, key_of(item))
        check(home, item)
        expect(result(home, item)).to_contain_text("your first one counts: 0 of 1")
        home.close()
    repeat = visit("missed_questions")
    expect(repeat.locator("#mbc-repeat")).to_contain_text("Nothing to repeat")
    expect(repeat.locator("table").first).to_contain_text("0 of 1")
    assert axe_issues(repeat) == []


def test_the_record_goes_to_another_device_as_a_file(visit, context, chromium, built, tmp_path):
    page, item = visit(LESSON), OWN[0]
    put(page, item, key_of(item))
    check(page, item)
    home = visit("index")
    with home.expect_download() as download:
        home.get_by_role("button", name="Save my progress as a file").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    other = chromium.new_context()
    try:
        page = other.new_page()
        page.goto((built / f"{LESSON}.html").as_uri())
        put(page, OWN[1], _wrong(OWN[1]))
        check(page, OWN[1])
        page.goto((built / "index.html").as_uri())
        page.get_by_label("Load progress from a file").set_input_files(file)
        expect(page.get_by_role("status")).to_contain_text("The file was added to your progress")
        items = stored(page)["items"]
        assert set(items) == {item.id, OWN[1].id} and items[item.id]["first"][0] > 0
        (tmp_path / "other.json").write_text("[1]", encoding="utf-8")
        page.get_by_label("Load progress from a file").set_input_files(tmp_path / "other.json")
        expect(page.get_by_role("status")).to_contain_text("holds no progress of this course. Nothing was changed.")
        assert stored(page)["items"] == items
    finally:
        other.close()


def test_the_script_keeps_the_record_as_python_does(visit):
    """The cases that tests/questions/test_record.py holds against Python: the same tries, the same days."""
    page = visit("index")
    tried, read, joined = (CASES[kind] for kind in ("attempts", "upgraded", "joined"))
    attempt = "([own, tries]) => tries.reduce((known, [p, most, day]) => mbcRecord.attempt(known, p, most, day), own)"
    for case in tried:
        assert page.evaluate(attempt, [case["start"], case["tries"]]) == case["then"], case["name"]
    for case in read:
        assert page.evaluate("found => mbcRecord.upgraded(found) ?? null", case["found"]) == case["then"], case["name"]
    join = "pair => mbcRecord.joined(...pair.map((each) => mbcRecord.upgraded(each)))"
    for case in joined:
        assert page.evaluate(join, [case["mine"], case["theirs"]]) == case["then"], case["name"]


def test_the_file_of_jupyterlab_and_that_of_a_page_are_one(visit, tmp_path):
    """What JupyterLab wrote a page reads, counts alike and asks again; what a page saved JupyterLab reads."""
    own = Recorder(RecordFile(tmp_path), DATA)
    missed, other = [item for item in OWN if item.type == "single"][:2]
    own.tried(missed, _wrong(missed))
    home = visit("index")
    home.get_by_label("Load progress from a file").set_input_files(own.file.path)
    expect(home.get_by_role("status")).to_contain_text("The file was added to your progress")
    assert {"version": 2, **stored(home)} == json.loads(own.file.path.read_text(encoding="utf-8"))
    page = visit(LESSON)
    assert stored(page)["lessons"][LESSON] == own.file.read().record["lessons"][LESSON]  # counted anew by the page
    expect(form(page, missed).locator("input:checked")).to_have_value(_wrong(missed)[missed.id][0])
    put(page, other, key_of(other))
    check(page, other)
    repeat = visit("missed_questions")
    expect(repeat.get_by_role("link", name=missed.stem)).to_be_visible()
    home.reload()
    with home.expect_download() as download:
        home.get_by_role("button", name="Save my progress as a file").click()
    (tmp_path / "elsewhere").mkdir()
    assert Path(download.value.suggested_filename).match(SAVED_ON_PAGES)
    download.value.save_as(tmp_path / "elsewhere" / download.value.suggested_filename)
    read = RecordFile(tmp_path / "elsewhere").read()
    assert read == ({"version": 2, **stored(home)}, ()) and set(read.record["items"]) == {missed.id, other.id}
    for table, column in zip(repeat.locator("#mbc-repeat table").all(), ("client_need", "judgment"), strict=True):
        cells = [row.locator("th, td").all_inner_texts() for row in table.locator("tr").all()[1:]]
        ours = points_by(column, read.record, BANK).astype(str).to_numpy().tolist()
        assert sorted(cells) == sorted(ours)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{broken", "Stored progress could not be read. It is set aside"),
        ('{"version": 99, "items": {}}', "Progress of a newer edition of the course was found. It is set aside"),
    ],
)
def test_what_cannot_be_read_is_set_aside_and_told(visit, text, said):
    page = visit("index")
    page.evaluate("text => localStorage.setItem('mbc-course', text)", text)
    page.goto(page.url.replace("index", LESSON))
    expect(page.locator(".mbc-progress")).to_contain_text(said)
    assert page.evaluate("localStorage.getItem('mbc-course-set-aside')") == text


def test_the_first_page_leads_back_to_where_a_learner_was(visit):
    page = visit("index")
    expect(page.locator(".mbc-go-on")).to_contain_text("Begin here: ")
    expect(page.locator(".mbc-state").first).to_have_text("Not begun")
    page.goto(page.url.replace("index", LESSON))
    heading = page.locator("article h2").nth(4)
    heading.scroll_into_view_if_needed()
    page.wait_for_function("() => mbcRecord.read().last")
    last = stored(page)["last"]
    home = visit("index")
    home.locator(".mbc-go-on a").first.click()
    assert home.url.endswith(f"{LESSON}.html#{last['anchor']}")
    expect(home.locator(f"[id='{last['anchor']}']").first).to_be_in_viewport()


def test_opening_pages_alone_leaves_nothing_behind(visit):
    page = visit(LESSON)
    visit("index")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    "broken",
    [
        "for (const name of ['getItem', 'setItem', 'removeItem']) { const old = Storage.prototype[name]; "
        "Storage.prototype[name] = function (key, ...rest) { if (key.startsWith('mbc-course')) throw new "
        "DOMException('no', 'SecurityError'); return old.call(this, key, ...rest); }; }",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "localStorage.setItem('mbc-course', '{broken')",
        "localStorage.setItem('mbc-course', '[1, 2]')",
        f"localStorage.setItem('mbc-course/item/{OWN[0].id}', '{{broken')",
    ],
    ids=["not allowed", "full", "garbled", "of another kind", "one entry garbled"],
)
def test_without_a_place_to_keep_it_works_and_is_quiet(visit, context, broken):
    context.add_init_script(broken)
    page = visit(LESSON)
    item = OWN[0]
    put(page, item, key_of(item))
    check(page, item)
    expect(result(page, item)).to_contain_text("Correct")
    expect(page.locator(".mbc-progress")).to_contain_text("sent nowhere")
    if "throw" in broken:  # what another page left there is set aside instead, and what is answered now is kept
        expect(page.locator(".mbc-progress")).to_contain_text("does not keep this when you close the page")


def test_before_and_after_show_the_difference(visit):
    """One button for a whole test; its answers stay hidden until every question has one; the first try counts."""
    page = visit(pre_post_test.PAGE)
    forms = [pre_post_test.questions(name, DATA) for name in ("before", "after")]
    sections, boxes = page.locator("[data-test]"), page.locator(".mbc-progress")

    def finish(number: int) -> None:
        sections.nth(number).get_by_role("button", name="Finish the test").click()

    said = [sections.nth(number).locator(".mbc-result") for number in (0, 1)]
    expect(page.get_by_role("button", name="Check my answer")).to_have_count(0)
    first, *others = forms[0]
    put(page, first, key_of(first))
    finish(0)
    expect(said[0]).to_contain_text("Still open: questions 2, 3, 4,")
    expect(sections.first.locator(":scope > .mbc-test-answers")).to_be_hidden()
    for item in others:  # everything wrong that can be wrong, and the first right
        put(page, item, _wrong(item))
    finish(0)
    most = sum(scoring.max_points(scoring.marking(item)) for item in forms[0])
    points = _points(first, key_of(first)) + sum(_points(item, _wrong(item)) for item in others)
    expect(said[0]).to_have_text(f"{points} of {most} points. The answers and the reasons are at the end.")
    expect(sections.first.locator(":scope > .mbc-test-answers")).to_be_visible()
    lessons = {item.lesson for item in others}
    links = sections.first.locator(":scope > .mbc-list a").evaluate_all(
        "links => links.map(a => a.getAttribute('href'))"
    )
    assert set(links) == {f"{lesson}.html" for lesson in lessons}
    needs = {item.client_need for item in others}
    weak = sections.first.locator(":scope > .mbc-list li").all_inner_texts()
    assert len(weak) <= len(needs) and all(text.startswith("To look at again: ") for text in weak)
    expect(boxes.first).not_to_contain_text("Difference")
    for item in others:
        put(page, item, key_of(item))
    finish(0)
    expect(said[0]).to_have_text(
        f"{most} of {most} points. This is another try; your first one counts: {points} of {most}."
    )
    for item in forms[1]:
        put(page, item, key_of(item))
    finish(1)
    expect(sections.nth(1).locator(":scope > .mbc-list li")).to_have_count(0)
    share = round(100 * points / most)
    for box in boxes.all():
        expect(box).to_contain_text(
            f"Before: {share} % of the points. After: 100 %. Difference: +{100 - share} percentage points."
        )
    assert axe_issues(page, ".mbc-quiz") == []


def test_a_table_is_a_stop_of_the_tab_key_only_while_it_scrolls(visit):
    page = visit(LESSON)
    tables = page.locator(".mbc-table:visible")
    for width in (320, 1300):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".mbc-table[tabindex]:visible")).to_have_count(0)  # all fit
    tables.first.evaluate("table => { table.firstElementChild.style.minWidth = '2000px'; }")
    expect(tables.first).to_have_attribute("tabindex", "0")
    stand_before(tables.first.locator("xpath=.."))
    tab_to(page, tables.first, most=20)
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
