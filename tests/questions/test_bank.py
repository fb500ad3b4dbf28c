"""The question bank: planted defects are reported with file, item, field and fix; changed facts flag their items."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil
from pathlib import Path

import pytest

from tests.helpers import ROOT
from utils.questions import bank
from utils.questions.bank import Item, Option
from utils.tables import citations, loader
from utils.tables.rules import questions
from utils.tables.rules.questions import TEST

FILES = {resource["name"]: f"data/{resource['path']}" for resource in loader.descriptor()["resources"]}


def issue_of(folder, table, column, words):
    """The one issue at that table and column whose problem holds the words; it names the item and the fix."""
    issues = loader.check(folder)
    found = [f for f in issues if (f.file, f.column) == (FILES[table], column) and words in f.problem]
    assert found, [str(issue) for issue in issues]
    issue = found[0]
    if table not in ("exhibits", "competencies"):
        assert issue.item and f"item {issue.item}" in str(issue)
    assert "Fix: " in str(issue) and issue.fix
    return issue


def without(table, **cells):
    heads = table.rows[0]
    keep = [n == 0 or any(row[heads.index(c)] != v for c, v in cells.items()) for n, row in enumerate(table.rows)]
    table.rows = [row for row, kept in zip(table.rows, keep, strict=True) if kept]
    table.write()


def test_missing_rows_are_reported(table, folder):
    without(table("options"), item_id="tests-and-sites", part="mri")
    assert issue_of(folder, "parts", "part", "has 0 option(s)").value == "mri"
    without(table("options"), item_id="test-confirms")
    assert issue_of(folder, "items", "id", "has 0 option(s)").value == "test-confirms"
    without(table("item_evidence"), item_id="raised-marker")
    assert issue_of(folder, "items", "id", "has no evidence").value == "raised-marker"
    without(table("parts"), item_id="rosa-on-the-phone", part="parameter")
    assert issue_of(folder, "items", "id", "2 part(s)").value == "rosa-on-the-phone"


def test_steps_already_in_order_are_reported(table, folder):
    options = table("options")
    heads = options.rows[0]
    own = [row for row in options.rows if row[0] == "five-steps-in-order"]
    for place, row in enumerate(own, start=1):
        row[heads.index("correct")] = str(place)
    options.write()
    issue_of(folder, "items", "id", "in the correct order already")


def test_everything_wrong_with_items_is_reported_at_once(table, folder):
    """Unsound cells, unknown rows and broken rules in one run, each once."""
    options, items, evidence = table("options"), table("items"), table("item_evidence")
    options.set(options.row_with(item_id="test-confirms", option="c"), "rationale", "")
    options.set(options.row_with(item_id="raised-marker", correct="yes"), "correct", "no")
    items.set(items.row_with(id="shares-overlap"), "difficulty", "impossible")
    evidence.set(evidence.row_with(item_id="clear-x-ray"), "row_id", "nowhere")
    issues = loader.check(folder)
    assert sorted((f.item, f.column) for f in issues) == [
        ("clear-x-ray", "row_id"),
        ("raised-marker", "id"),
        ("shares-overlap", "difficulty"),
        ("test-confirms", "rationale"),
    ]


def test_less_than_is_no_markup():
    for text in ("< 10 % of cells", "a <5 cm tumor", "A & B", "50–60 %", "HER2_low", "2 * 3"):
        assert not questions._MARKUP.search(text), text


# --- items and the rows they rest on ----------------------------------------------------------------------------------


def test_numbers_of_a_key_are_in_its_evidence_or_in_the_question(data):
    """A figure in a key is nobody's memory: it comes from a row, or from the question (or is counted from it)."""
    rows = {}
    for e in data.item_evidence.itertuples():
        frame = getattr(data, e.table)
        rows.setdefault(e.item_id, []).append(" ".join(map(str, frame[frame["id"] == e.row_id].iloc[0])))
    wrong = []
    for item in bank.all_items(data):
        said = " ".join([item.stem, *rows[item.id], *(f.value for f in item.exhibit), *(p.text for p in item.parts)])
        known = (
            citations.digits_in(said) | {100 - n for n in citations.digits_in(said)} | {100}
        )  # counted from it, of 100
        answers = [o for part in (item, *item.parts) for o in part.options if o.correct]
        keys = [o.text for o in answers] + [n.value for n in item.numbers if n.correct]
        for number in (
            n for n in item.numbers if n.correct
        ):  # worked out: then the reason shows how, from what is known
            worked_out = citations.digits_in(number.rationale)
            if float(number.value) in worked_out and len(worked_out & known - {float(number.value), 100.0}) >= 2:
                known |= {float(number.value)}
        for about in re.findall(r"\babout (\d+)\b", " ".join(keys)):  # whole people, for a share with a decimal place
            if any(n != int(n) and int(about) in (int(n), int(n) + 1) for n in known):
                known |= {float(about)}
        unproved = citations.digits_in(" ".join(keys)) - known
        if unproved and item.type != "ordering":
            wrong.append((item.id, unproved))
    assert wrong == []


# --- labels -----------------------------------------------------------------------------------------------------------


def test_labels_that_follow_from_a_question_s_form_are_given(data):
    """By the definitions of the data dictionary: every bow-tie, and every question how fast somebody needs help."""
    items = bank.all_items(data)
    bow_ties = {(i.judgment, i.difficulty) for i in items if i.type == "bow-tie"}
    assert bow_ties == {("prioritize hypotheses", "hard")}
    how_fast = [i for i in items if re.search(r"\b(How fast|Whom do you (call back|see|go to) first)\b", i.stem)]
    assert len(how_fast) > 20
    one_by_one = [i for i in items if i.type in ("cloze", "matrix-single") and len(i.parts) <= 3]
    assert len(one_by_one) > 5 and [i.id for i in one_by_one if i.difficulty != "easy"] == []
    assert [i.id for i in how_fast if i.judgment != "prioritize hypotheses"] == []


def test_each_label_is_defined_in_the_dictionary():
    items = next(resource for resource in loader.descriptor()["resources"] if resource["name"] == "items")
    fields = {field["name"]: field for field in items["schema"]["fields"]}
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for column in ("difficulty", "judgment"):
        _, *lines = fields[column]["description"].split("\n")
        defined = [line.split(":")[0].strip("`") for line in lines]
        assert defined == fields[column]["constraints"]["enum"]
        assert all(f"<br>{line}" in text for line in lines)


# --- what the bank promises -------------------------------------------------------------------------------------------

EXAM_WORDS = Path(__file__).with_name("exam_words.txt").read_text(encoding="utf-8").splitlines()
ABOUT_ARTICLES, OF_CALLS = "09_reading_health_articles", "11_urgent_calls"
FIRST = re.compile(r"\b(?:[Ww]hom?|[Ww]hose|[Ww]hat|[Ww]hich)\b[^.?!]*(?<!the )\bfirst\b[^.?!]*\?")
ONLY_WHO_SAYS_IT = re.compile(
    r"\barticles?( 00\d)?( do(es)? not| also)? (names?|lists?|mentions?|says?)\b|\bnamed\b[^.]*\barticles?\b", re.I
)


def options_of(items: list[Item]) -> list[Option]:
    return [option for item in items for part in (item, *item.parts) for option in part.options]


def rationales(item: Item) -> list[str]:
    return [row.rationale for row in (*options_of([item]), *item.numbers)]


def missing_exam_words(items: list[Item]) -> list[str]:
    """The exam words of a student's review that stand in no stem, option, part or rationale."""
    texts = [text for item in items for text in (item.stem, *(part.text for part in item.parts), *rationales(item))]
    said = "\n".join([*texts, *(option.text for option in options_of(items))])
    return [word for word in EXAM_WORDS if not re.search(rf"\b{word}\b", said, re.I)]


def only_who_says_it(items: list[Item]) -> list[str]:
    """Rationales that say what an article names where the reason belongs; in lesson 09 this is what is asked."""
    about = [item for item in items if item.lesson != ABOUT_ARTICLES]
    return [f"{item.id}: {text}" for item in about for text in rationales(item) if ONLY_WHO_SAYS_IT.search(text)]


def asks_what_comes_first(item: Item) -> bool:
    return item.judgment != "none" and bool(FIRST.search(item.stem))


def names_an_article(item: Item) -> bool:
    return bool(re.search(r"\barticles?\b", item.stem, re.I))


def case_of(item: Item) -> str:
    """``call-clot-2`` is a step of ``call-clot``."""
    return re.sub(r"-\d+$", "", item.id)


def how_fast_keys(items: list[Item]) -> list[str]:
    asked = [item for item in items if item.lesson == OF_CALLS and "ow fast" in item.stem]
    return [option.text for option in options_of(asked) if option.correct]


def can_wait(key: str) -> bool:
    return not key.lower().startswith("now")


def broken_limits(items: list[Item]) -> dict[str, str]:
    """The limits that a bank breaks, each with what was counted. Questions of the two tests do not count."""
    taught = [item for item in items if item.lesson != ABOUT_ARTICLES]
    judged = [item for item in items if item.judgment != "none"]
    articles = [item for item in taught if names_an_article(item)]
    cases = {case_of(item) for item in items if item.lesson == OF_CALLS}
    keys = how_fast_keys(items)
    counted = {
        "at least 200 questions": (len(items), 200),
        "at least 40 hard": (sum(item.difficulty == "hard" for item in items), 40),
        "at least 25 whom or what first": (sum(map(asks_what_comes_first, items)), 25),
        "at least 60 % with a step of judgment": (len(judged), 0.6 * len(items)),
        "at most one stem in ten names an article": (-len(articles), -len(taught) / 10),
        "at least twelve urgent cases": (len(cases), 12),
        "a third of the calls can wait": (sum(map(can_wait, keys)), len(keys) / 3),
    }
    return {name: f"{abs(n)} against {abs(limit):g}" for name, (n, limit) in counted.items() if n < limit}


@pytest.fixture
def in_lessons(data) -> list[Item]:
    return [item for item in bank.all_items(data) if item.place != TEST]


def test_the_bank_keeps_its_numbers(in_lessons):
    assert broken_limits(in_lessons) == {}


def but(items, keep, wanted, **fields) -> list[Item]:
    """The bank with ``fields`` in all questions that ``wanted`` chooses but the first ``keep`` of them."""
    chosen = [item.id for item in items if wanted(item)]
    assert len(chosen) > keep
    return [replace(item, **fields) if item.id in chosen[keep:] else item for item in items]


def too_few(items):
    """199 questions: without those that only few limits count, and first without those that need no judgment."""
    spare = [
        item
        for item in items
        if item.lesson not in (ABOUT_ARTICLES, OF_CALLS)
        and item.difficulty != "hard"
        and not asks_what_comes_first(item)
    ]
    spare.sort(key=lambda item: (names_an_article(item), item.judgment != "none"))
    out = {item.id for item in spare[: len(items) - 199]}
    return [item for item in items if item.id not in out]


def too_few_judged(items):
    keep = ceil(0.6 * len(items)) - 1
    ranked = sorted(items, key=asks_what_comes_first, reverse=True)
    return but(ranked, keep, lambda item: item.judgment != "none", judgment="none")


def too_many_about_articles(items):
    def other(item):
        return item.lesson not in (ABOUT_ARTICLES, OF_CALLS) and not asks_what_comes_first(item)

    taught = [item for item in items if item.lesson != ABOUT_ARTICLES]
    more = len(taught) // 10 + 1 - sum(map(names_an_article, taught))
    chosen = [item.id for item in items if other(item) and not names_an_article(item)][:more]
    return [replace(item, stem="What do the articles say?") if item.id in chosen else item for item in items]


def too_few_cases(items):
    """All urgent calls after the eleventh are steps of the first."""
    first, *others = dict.fromkeys(case_of(item) for item in items if item.lesson == OF_CALLS)
    return [replace(item, id=f"{first}-9") if case_of(item) in others[10:] else item for item in items]


def always_now(items):
    """As few calls that can wait as just break the limit: the others are keyed as the first option, which is "now"."""
    keys = how_fast_keys(items)
    waiting = [item.id for item in items if item.options and (own := how_fast_keys([item])) and all(map(can_wait, own))]
    now = set(waiting[: sum(map(can_wait, keys)) - ceil(len(keys) / 3) + 1])
    return [
        replace(item, options=tuple(replace(o, mark="yes" if n == 0 else "no") for n, o in enumerate(item.options)))
        if item.id in now
        else item
        for item in items
    ]


@pytest.mark.parametrize(
    ("limit", "planted"),
    [
        ("at least 200 questions", too_few),
        ("at least 40 hard", lambda items: but(items, 39, lambda item: item.difficulty == "hard", difficulty="easy")),
        ("at least 25 whom or what first", lambda items: but(items, 24, asks_what_comes_first, stem="And now?")),
        ("at least 60 % with a step of judgment", too_few_judged),
        ("at most one stem in ten names an article", too_many_about_articles),
        ("at least twelve urgent cases", too_few_cases),
        ("a third of the calls can wait", always_now),
    ],
)
def test_a_planted_bank_breaks_each_limit(in_lessons, limit, planted):
    assert set(broken_limits(planted(in_lessons))) == {limit}


def test_every_exam_word_stands_in_a_question(in_lessons):
    assert len(EXAM_WORDS) >= 16 and missing_exam_words(in_lessons) == []


@pytest.mark.parametrize("word", EXAM_WORDS)
def test_a_planted_loss_of_an_exam_word_is_seen(in_lessons, word):
    without_it = [item for item in in_lessons if word in missing_exam_words([item])]
    assert 0 < len(without_it) < len(in_lessons) and word in missing_exam_words(without_it)


def test_rationales_say_why_and_not_only_who_says_it(in_lessons, data):
    assert only_who_says_it(bank.all_items(data)) == []
    item = next(item for item in in_lessons if item.options and item.lesson != ABOUT_ARTICLES)
    for text in (
        "For the liver the articles name CT, MRI and blood tests.",
        "The article names no blood test for it.",
        "Named for the liver in article 003.",
        "Article 003 names it.",
        "The article does not say so.",
    ):
        planted = replace(item, options=(replace(item.options[0], rationale=text), *item.options[1:]))
        assert only_who_says_it([planted]) == [f"{item.id}: {text}"]
        assert only_who_says_it([replace(planted, lesson=ABOUT_ARTICLES)]) == []


# --- the guide --------------------------------------------------------------------------------------------------------


def test_the_guide_shows_every_type_with_lines_of_the_files():
    guide = (ROOT / "data" / "items" / "README.md").read_text(encoding="utf-8")
    for kind in questions.ITEM_TYPES:
        assert f"| `{kind}` |" in guide
    blocks = re.findall(r"^`(\w+\.csv)`[^\n]*\n```\n(.*?)```", guide, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 12
    for name, block in blocks:
        lines = (ROOT / "data" / "items" / name).read_text(encoding="utf-8").splitlines()
        for line in block.splitlines():
            assert any(each.startswith(line) for each in lines), f"{name}: {line}"
