"""The question bank: every planted defect is told with file, item, field and mend; changed facts flag their items."""

from __future__ import annotations

import re

from tests.helpers import ROOT
from utils import cli
from utils.questions import bank
from utils.tables import citations, loader, question_evidence
from utils.tables.rules import questions

FILES = {resource["name"]: f"data/{resource['path']}" for resource in loader.descriptor()["resources"]}


def told(folder, table, column, words):
    """The one fault at that table and column whose problem holds the words; it names the item and the mend."""
    faults = loader.check(folder)
    found = [f for f in faults if (f.file, f.column) == (FILES[table], column) and words in f.problem]
    assert found, [str(fault) for fault in faults]
    fault = found[0]
    if table not in ("exhibits", "competencies"):
        assert fault.item and f"item {fault.item}" in str(fault)
    assert "Fix: " in str(fault) and fault.fix
    return fault


def without(table, **cells):
    heads = table.rows[0]
    keep = [n == 0 or any(row[heads.index(c)] != v for c, v in cells.items()) for n, row in enumerate(table.rows)]
    table.rows = [row for row, kept in zip(table.rows, keep, strict=True) if kept]
    table.write()


def test_missing_rows_are_reported(table, folder):
    without(table("options"), item_id="tests-and-sites", part="mri")
    assert told(folder, "parts", "part", "has 0 option(s)").value == "mri"
    without(table("options"), item_id="test-confirms")
    assert told(folder, "items", "id", "has 0 option(s)").value == "test-confirms"
    without(table("item_evidence"), item_id="raised-marker")
    assert told(folder, "items", "id", "has no evidence").value == "raised-marker"
    without(table("parts"), item_id="rosa-on-the-phone", part="parameter")
    assert told(folder, "items", "id", "2 part(s)").value == "rosa-on-the-phone"


def test_steps_already_in_order_are_reported(table, folder):
    options = table("options")
    heads = options.rows[0]
    own = [row for row in options.rows if row[0] == "five-steps-in-order"]
    for place, row in enumerate(own, start=1):
        row[heads.index("correct")] = str(place)
    options.write()
    told(folder, "items", "id", "in the correct order already")


def test_everything_wrong_with_items_is_reported_at_once(table, folder):
    """Unsound cells, unknown rows and broken rules in one run, each once."""
    options, bank, evidence = table("options"), table("items"), table("item_evidence")
    options.set(options.row_with(item_id="test-confirms", option="c"), "rationale", "")
    options.set(options.row_with(item_id="raised-marker", correct="yes"), "correct", "no")
    bank.set(bank.row_with(id="shares-overlap"), "difficulty", "impossible")
    evidence.set(evidence.row_with(item_id="clear-x-ray"), "row_id", "nowhere")
    faults = loader.check(folder)
    assert sorted((f.item, f.column) for f in faults) == [
        ("clear-x-ray", "row_id"), ("raised-marker", "id"), ("shares-overlap", "difficulty"), ("test-confirms",
            "rationale"),
    ]  # fmt: skip


def test_less_than_is_no_markup():
    for text in ("< 10 % of cells", "a <5 cm tumor", "A & B", "50–60 %", "HER2_low", "2 * 3"):
        assert not questions._MARKUP.search(text), text


# --- items and the rows they rest on ----------------------------------------------------------------------------------


def test_every_item_was_compared_with_its_rows_as_they_are_now():
    assert question_evidence.evidence_issues() == []


def test_a_changed_fact_flags_its_items_until_they_are_compared(table, folder, capsys):
    evidence = table("item_evidence")
    rests = [row[0] for row in evidence.rows if row[1:3] == ["sites", "bone"]]
    sites = table("sites")
    sites.set(sites.row_of("bone"), "effect_plain", "Bones grow strong.")
    flagged = question_evidence.evidence_issues(folder)
    assert [fault.item for fault in flagged] == rests and len(rests) >= 1
    for fault in flagged:
        assert (
            "sites bone" in str(fault)
            and "has changed since it was last compared" in fault.problem
            and fault.column == "seen"
        )
    assert loader.check(folder) == []  # lessons still run
    assert cli.main(["check", "--data", str(folder)]) == 1
    assert rests[0] in capsys.readouterr().out
    assert cli.main(["compared", "--data", str(folder)]) == 0
    assert "Bones grow strong." in capsys.readouterr().out
    assert question_evidence.evidence_issues(folder) == [] and cli.main(["check", "--data", str(folder)]) == 0


def test_a_changed_key_and_a_new_row_are_flagged(table, folder):
    options, evidence = table("options"), table("item_evidence")
    options.set(options.row_with(item_id="raised-marker", correct="yes"), "text", "It proves everything.")
    evidence.rows.append(["test-confirms", "sites", "bone", ""])
    evidence.write()
    said = {fault.item: fault.problem for fault in question_evidence.evidence_issues(folder)}
    assert set(said) == {"raised-marker", "test-confirms"}
    assert "before its key changed" in said["raised-marker"] and "has not been compared" in said["test-confirms"]


def test_compared_marks_only_what_was_asked_for(table, folder, capsys):
    sites = table("sites")
    sites.set(sites.row_of("liver"), "label", "The liver")
    first, *others = dict.fromkeys(fault.item for fault in question_evidence.evidence_issues(folder))
    assert cli.main(["compared", first, "--data", str(folder)]) == 0
    assert [fault.item for fault in question_evidence.evidence_issues(folder)] == others
    assert cli.main(["compared", "no-such", "--data", str(folder)]) == 1
    assert "No question has the id 'no-such'" in capsys.readouterr().err


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
            told = citations.digits_in(number.rationale)
            if float(number.value) in told and len(told & known - {float(number.value), 100.0}) >= 2:
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
