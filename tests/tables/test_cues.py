"""Cues that give a key away: each rule on questions made up here, word by word, and planted in the bank itself."""

from __future__ import annotations

import itertools

import pytest

from utils import cli
from utils.tables import cues, loader
from utils.tables.rows import Row, Tables


def rows_of(name: str, *rows: dict[str, str]) -> list[Row]:
    files = {resource["name"]: f"data/{resource['path']}" for resource in loader.descriptor()["resources"]}
    return [Row(row, line, name, files[name]) for line, row in enumerate(rows, start=2)]


def bank(*questions: tuple[dict, list]) -> Tables:
    """Each question: its cells, and its options as (text, mark), or {part: such options}."""
    items, parts, options, numbers = [], [], [], []
    for number, (cells, given) in enumerate(questions, start=1):
        item = {"id": f"q{number}", "lesson": "01_one", "place": "here", "type": "single"} | cells
        items.append(item)
        if item["type"] == "numeric":
            numbers += [{"item_id": item["id"]} | row for row in given]
            continue
        for position, (part, texts) in enumerate((given if isinstance(given, dict) else {"": given}).items(), start=1):
            if part:
                parts.append({"item_id": item["id"], "part": part, "position": str(position), "text": part})
            options += [
                {"item_id": item["id"], "part": part, "option": letter, "text": text, "correct": mark}
                for letter, (text, mark) in zip("abcdefgh", texts, strict=False)
            ]
    return Tables(
        items=rows_of("items", *items),
        parts=rows_of("parts", *parts),
        options=rows_of("options", *options),
        numbers=rows_of("numbers", *numbers),
    )


def marks(keys: str, text: str = "Option {}") -> list[tuple[str, str]]:
    """Options of one length, right where ``keys`` has a 1."""
    return [(text.format(letter), "yes" if key == "1" else "no") for letter, key in zip("abcdefgh", keys, strict=False)]


def said(rule, *questions) -> list[str]:
    return [str(issue) for issue in rule(bank(*questions))]


LONG, SHORT = "Call the provider on call and say what you see", "Wait and see"
MIDDLE = "Ask whether she slept"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([(LONG, "yes"), (SHORT, "no"), (MIDDLE, "no")],
         "row 2, item q1, column text: 'Call the provider on call and say what you see' is the key and has 46 "
         "characters; the longest distractor has 21. Fix: make the key shorter, or a distractor as long."),
        ([(SHORT, "yes"), (LONG, "no"), (LONG + "!", "no")],
         "row 2, item q1, column text: 'Wait and see' is the key and has 12 characters; the shortest distractor has "
         "46. Fix: make the key longer, or a distractor as short."),
        ([(LONG, "yes"), (LONG + "!", "no"), (SHORT, "no")], ""),
        ([("Calcium", "yes"), ("Iron", "no"), ("Zinc", "no")], ""),  # names of things are as long as they are
        ([(LONG, "yes"), (SHORT, "no")], ""),  # one of two: nothing to stand out from
    ],
)  # fmt: skip
def test_a_key_of_another_length(options, message):
    assert said(cues.keys_are_as_long_as_distractors, ({}, options)) == [f"data/items/options.csv, {message}"] * bool(
        message
    )


def test_several_keys_of_another_length():
    many = {"type": "multiple"}
    (message,) = said(
        cues.keys_are_as_long_as_distractors, (many, [(LONG, "yes"), (SHORT, "no"), (MIDDLE, "yes"), ("Sit", "no")])
    )
    assert "is a key, and every key is longer than every distractor. Fix: write a distractor that is longer" in message
    (message,) = said(
        cues.keys_are_as_long_as_distractors,
        (many, [(LONG, "no"), (SHORT, "yes"), (MIDDLE, "no"), ("Sit", "yes")]),
    )
    assert "every key is shorter than every distractor" in message
    assert not said(
        cues.keys_are_as_long_as_distractors, (many, [(LONG, "yes"), (SHORT, "yes"), (MIDDLE, "no"), ("Sit", "no")])
    )


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ([('"You did nothing wrong. What worries you?"', "yes"), ('"It is late."', "no")], 1),
        ([('"You did nothing wrong. What worries you?"', "yes"), ('"Why now?"', "no")], 0),
        ([('"You did nothing wrong."', "yes"), ('"Why now?"', "no")], 0),
        ([("“What worries you?”", "yes"), ('"It is late."', "no")], 1),
    ],
)
def test_a_key_that_alone_is_a_question(options, count):
    found = said(cues.quoted_keys_are_not_the_only_questions, ({}, options))
    assert len(found) == count
    assert all(
        "is the key and the only option that ends with a question. Fix: let a distractor" in each for each in found
    )


@pytest.mark.parametrize(
    ("keys", "count"), [("111000", 1), ("11000", 1), ("110100", 0), ("011100", 0), ("11111", 0), ("10000", 0)]
)
def test_keys_in_a_row_from_the_top(keys, count):
    found = said(cues.keys_follow_no_pattern, ({"type": "multiple"}, marks(keys)))
    assert len(found) == count
    assert all(f"'q1' has its {keys.count('1')} keys in a row from the top. Fix: give the options" in e for e in found)


@pytest.mark.parametrize(
    ("keys", "pattern"),
    [
        ("abc", "on the diagonal: a b c"),
        ("dcba", "on the diagonal: d c b a"),
        ("abab", "just alternating: a b a b"),
        ("bcbcb", "just alternating: b c b c b"),
        ("aba", ""),
        ("abca", ""),
        ("aabb", ""),
        ("acbd", ""),
        ("aaaa", ""),
    ],
)
def test_keys_of_a_matrix_in_a_pattern(keys, pattern):
    rows = {f"row {n}": marks("".join("01"[letter == key] for letter in "abcd")) for n, key in enumerate(keys)}
    found = said(cues.keys_follow_no_pattern, ({"type": "matrix-single"}, rows))
    assert [each.partition("has its keys ")[2].partition(".")[0] for each in found] == [pattern] * bool(pattern)


def test_two_orderings_with_one_key():
    order = [("Step", mark) for mark in "3142"]
    assert not said(cues.orderings_differ, ({"type": "ordering"}, order), ({"type": "ordering"}, order[::-1]))
    assert said(cues.orderings_differ, ({"type": "ordering"}, order), ({"type": "ordering"}, order)) == [
        "data/items/items.csv, row 3, item q2, column id: 'q2' has the same order of keys as q1: 3 1 4 2. "
        "Fix: give its steps other letters in data/items/options.csv."
    ]


def test_a_letter_or_a_length_that_is_too_often_the_key():
    same = [({}, marks("0100")) for _ in range(4)]
    assert said(cues.places_and_lengths_are_spread, *same) == [
        "data/items/items.csv, row 2, item q1, column lesson: '01_one' has 4 single-choice questions, and in 4 of them "
        "the key is option b. Fix: change some until it is at most 2, such as q1, q2, q3."
    ]
    spread = [({}, marks(keys)) for keys in ("1000", "0100", "0010", "0001", "0100")]
    assert not said(cues.places_and_lengths_are_spread, *spread)
    elsewhere = [({"place": "test"}, marks("0100")) for _ in range(4)]  # the forms are counted with the whole bank
    assert not said(cues.places_and_lengths_are_spread, *elsewhere)
    longest = [({}, [(f"{t}!" if m == "yes" else t, m) for t, m in options]) for _, options in spread]
    (message,) = said(cues.places_and_lengths_are_spread, *longest)
    assert "in 5 of them the key is the longest option" in message
    shortest = [({}, [(t if m == "yes" else f"{t}!", m) for t, m in options]) for _, options in spread]
    (message,) = said(cues.places_and_lengths_are_spread, *shortest)
    assert "in 5 of them the key is the shortest option" in message


@pytest.mark.parametrize(("longest", "problem"), [(14, ""), (28, "in 50 % of 56"), (2, "in 4 % of 56")])
def test_the_share_of_longest_keys_in_the_whole_bank(longest, problem):
    """In both directions: that the longest is nearly never right is a cue as well."""
    questions = []
    for number, letter in zip(range(56), itertools.cycle("abcd")):
        kind = "longest" if number < longest else "shortest" if number < longest + 14 else "middle"
        texts = {"longest": "Option!!", "shortest": "Opt", "middle": "Option"}
        others = {
            "longest": ["Option", "Opt", "Optn1"],
            "shortest": ["Option", "Options", "Options!"],
            "middle": ["Option!!", "Opt", "Optn1"],
        }
        options = [(text, "no") for text in others[kind]]
        options.insert("abcd".index(letter), (texts[kind], "yes"))
        questions.append(({"lesson": f"{number:02}_one"}, options))
    found = [each for each in said(cues.places_and_lengths_are_spread, *questions) if "longest" in each]
    assert [problem in each for each in found] == [True] * bool(problem), found


@pytest.mark.parametrize(
    ("key", "distractor", "problem"),
    [
        ("Call", "Wait", ""),
        ("Always call", "Never wait", ""),
        ("Call", "Never wait", "in 0 % of keys and 100 % of distractors"),
        ("Call only now", "Wait", "in 100 % of keys and 0 % of distractors"),
        ("Call anybody", "Wait alone", ""),
    ],
)
def test_absolute_words(key, distractor, problem):
    questions = [({}, [(key, "yes"), (distractor, "no")])] * cues.MANY
    found = said(cues.absolute_words_are_spread, *questions)
    assert [problem in each for each in found] == [True] * bool(problem), found
    assert not said(cues.absolute_words_are_spread, *questions[1:])


def test_the_number_of_keys():
    many = {"type": "multiple"}
    (message,) = said(cues.numbers_of_keys_vary, *[(many, marks("10101"))] * 3)
    assert "'01_one' has 3 questions with all that apply, and each has 3 keys" in message
    assert not said(cues.numbers_of_keys_vary, *[(many, marks("10101"))] * 2, (many, marks("01001")))
    across = [(many | {"lesson": f"{n:02}_one"}, marks("10101" if n < 6 else "01001")) for n in range(10)]
    assert said(cues.numbers_of_keys_vary, *across) == [
        "data/items/options.csv, column correct: has 3 keys in 6 of 10 questions with all that apply. "
        "Fix: give some of them other numbers of keys, until it is at most 5."
    ]


def test_whole_people_count():
    numeric = {"type": "numeric"}
    row = {"value": "85.7", "tolerance": "0.1", "unit": "of 100 women", "correct": "yes"}
    assert said(cues.counts_accept_whole_people, (numeric, [row])) == [
        "data/items/numbers.csv, row 2, item q1, column tolerance: '0.1' does not accept 86 for 85.7 of 100 women. "
        "Fix: write a tolerance of at least 0.3, since people come whole."
    ]
    for other in ({"tolerance": "0.3"}, {"unit": "percent"}, {"correct": "no"}, {"value": "86"}):
        assert not said(cues.counts_accept_whole_people, (numeric, [row | other]))


def test_check_reports_cues_and_lessons_still_run(table, folder, capsys):
    """Planted in the bank: the keys of a question with all that apply now stand first."""
    options = table("options")
    types = {row["id"]: row["type"] for row in loader.raw(folder)["items"]}
    id = next(id for id, kind in types.items() if kind == "multiple")
    rows = [index for index, row in enumerate(options.rows) if row[0] == id]
    for number, index in enumerate(rows):
        options.set(index, "correct", "yes" if number < 2 else "no")
    assert loader.check(folder) == []
    assert cli.main(["check", "--data", str(folder), "--all"]) == 1
    assert f"item {id}, column id: '{id}' has its 2 keys in a row from the top" in capsys.readouterr().out


def test_no_question_gives_its_key_away():
    assert not (found := cues.cue_issues()), "\n".join(map(str, found))
