"""The review loop, tried by a reviewer who is invented and says so: list, verdicts, read back, shown, lapsed."""

from __future__ import annotations

import csv
import datetime
import io

import pytest

from tests.helpers import ROOT
from utils import cli
from utils.errors import CourseError
from utils.explorers import sites
from utils.publishing import filled_review, review
from utils.publishing.notebooks import lesson_paths
from utils.statements import reviewers
from utils.tables import loader, reviews
from utils.ui import cards

TODAY = datetime.date(2026, 12, 1)
INVENTED = {"verdict": "agrees", "note": "", "role": reviews.INVENTED, "date": "2026-11-20"}
SITE = "liver"


@pytest.fixture(scope="module")
def digests(data):
    return review.all_digests(data, lesson_paths())


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """The list as `make review` writes it: its columns and its lines."""
    output = tmp_path_factory.mktemp("dist")
    assert cli.main(["review", "--output", str(output)]) == 0
    with (output / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames), list(reader)


def filled(tmp_path, blank, changes, name="filled.csv", separator=","):
    """A list with verdicts: (table, id) → cells, or several for lines on one statement; five lines have none."""
    columns, lines = blank
    lines = [*lines[:5], *(line for line in lines if (line["table"], line["id"]) in changes)]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=separator, lineterminator="\n")
    writer.writeheader()
    for line in lines:
        own = changes.get((line["table"], line["id"]), {})
        writer.writerows(line | cells for cells in (own if isinstance(own, list) else [own]))
    path = tmp_path / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def added(folder):
    return [dict(row) for row in loader.raw(folder)["reviews"]]


def panel_keys(data):
    """Every row that the clinical panel of the site shows."""
    parts = {"symptoms": data.symptoms, "diagnostic_tests": data.diagnostic_tests}
    parts |= {"statistics": data.statistics, "practice": data.practice}
    return [
        ("sites", SITE),
        *((name, id) for name, rows in parts.items() for id in rows.query("site_id == @SITE")["id"]),
    ]


def test_the_list_holds_every_table_that_a_learner_reads_and_lesson_text(blank, data):
    columns, lines = blank
    assert columns[-2:] == ["table", "digest"] and set(review.VERDICT_COLUMNS) < set(columns)
    assert len({(line["table"], line["id"]) for line in lines}) == len(lines) > 3000
    for table in ("practice", "facts", "items", "options", "parts", "exhibits", "case_points", "case_steps", "myths"):
        assert sum(line["table"] == table for line in lines) == len(getattr(data, table)), table
    assert {line["where"] for line in lines if line["table"] == "lesson text"} == set(data.lessons["id"])
    assert all(line["text"] and not line["reviewed_by"] for line in lines)


def test_a_panel_says_who_reviewed_it_and_loses_it_when_a_row_changes(folder, table, tmp_path, blank, capsys):
    before = loader.load_all(folder)
    keys = panel_keys(before)
    assert len(keys) > 10 and reviewers.NOT_REVIEWED in sites.site_panel(before, SITE, "clinical")
    some = filled(tmp_path, blank, dict.fromkeys(keys[1:], INVENTED))
    assert cli.main(["review", "--in", str(some), "--data", str(folder)]) == 0
    partly = sites.site_panel(loader.load_all(folder), SITE, "clinical")
    assert f"1 of {len(keys)} parts not reviewed by a clinician; the others by invented reviewer" in partly

    rest = filled(tmp_path, blank, {keys[0]: INVENTED})
    assert cli.main(["review", "--in", str(rest), "--data", str(folder)]) == 0
    panel = sites.site_panel(loader.load_all(folder), SITE, "clinical")
    shown = "Reviewed by invented reviewer, November 20, 2026."
    assert f" {shown}</p>" in panel and reviewers.NOT_REVIEWED not in panel
    assert cli.main(["check", "--data", str(folder)]) == 0 and "Notice" not in capsys.readouterr().out

    practice = table("practice")
    id = next(id for name, id in keys if name == "practice")
    practice.set(practice.row_of(id), "statement", "Something else.")
    data = loader.load_all(folder)
    assert shown not in sites.site_panel(data, SITE, "clinical")
    _, notices = reviews.review_issues(folder)
    assert len(notices) == 1 and f"practice {id}" in notices[0] and "has lapsed" in notices[0]
    assert cli.main(["check", "--data", str(folder)]) in (0, 1)
    assert notices[0] in capsys.readouterr().out


def test_a_card_and_a_question_say_it_too(folder, tmp_path, blank, data):
    from utils.questions import bank, html_form

    item = bank.all_items(data)[0]
    alarms = data.practice[data.practice["alarm"] != ""]
    keys = [("practice", id) for id in alarms["id"]] + [
        (line["table"], line["id"])
        for line in blank[1]
        if line["table"] in ("items", "options", "parts", "numbers") and line["id"].split()[0] == item.id
    ]
    path = filled(tmp_path, blank, dict.fromkeys(keys, INVENTED))
    assert cli.main(["review", "--in", str(path), "--data", str(folder)]) == 0
    new = loader.load_all(folder)
    shown = "Reviewed by invented reviewer, November 20, 2026."
    for host in (
        cards.get_help_now(new.practice, new),
        cards.nurse_card(alarms, "x", new),
    ):
        assert shown in host.html and shown in host.plain
    first, *others = bank.all_items(new)
    assert first.review_text == shown and shown in html_form.key(first)
    assert {other.review_text for other in others} == {reviewers.NOT_REVIEWED}


@pytest.mark.parametrize("verdict", ["disagrees", "unsure"])
def test_a_row_that_somebody_doubts_is_never_shown_as_reviewed(folder, table, tmp_path, blank, verdict):
    key = ("sites", SITE)
    doubt = {**INVENTED, "verdict": verdict, "note": "Say hepatic.", "date": "2026-11-18"}
    path = filled(tmp_path, blank, {key: [doubt, INVENTED]})
    assert cli.main(["review", "--in", str(path), "--data", str(folder)]) == 0
    assert reviewers.review_text(loader.load_all(folder), [key]) == reviewers.NOT_REVIEWED
    issues, notices = reviews.review_issues(folder)
    assert cli.main(["check", "--data", str(folder)]) == (1 if verdict == "disagrees" else 0)
    (message,) = map(str, issues if verdict == "disagrees" else notices)
    assert "data/reviews.csv, row 2" in message and "sites liver" in message and "Say hepatic." in message
    rows = table("sites")
    rows.set(rows.row_of(SITE), "label", "Liver (hepatic)")
    issues, notices = reviews.review_issues(folder)
    assert issues == [] and all("has lapsed" in notice for notice in notices) and len(notices) == 2


SPREADSHEETS = {
    "as LibreOffice saves it": lambda text: text.encode(),
    "byte-order mark and Windows line ends": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "a line that names the separator": lambda text: b"sep=,\r\n" + text.encode(),
    "Excel's Unicode text": lambda text: text.encode("utf-16"),
    "Excel's old letters": lambda text: text.encode("cp1252", "replace"),
}


@pytest.mark.parametrize("how", SPREADSHEETS)
def test_what_a_spreadsheet_does_to_the_file_is_undone(folder, tmp_path, blank, digests, how):
    cells = {"verdict": " Agrees  With Note", "note": "'- say “liver”\n twice", "role": "Invented Reviewer"}
    path = filled(tmp_path, blank, {("sites", SITE): {**cells, "date": "11/20/2026"}})
    path.write_bytes(SPREADSHEETS[how](path.read_text(encoding="utf-8")))
    assert filled_review.add_reviews(path, digests, folder, TODAY) == (1, 0)
    assert added(folder) == [
        {
            "table": "sites",
            "row_id": SITE,
            "role": "invented reviewer",
            "date": "2026-11-20",
            "verdict": "agrees with note",
            "note": "- say “liver” twice",
            "digest": digests["sites", SITE],
        }
    ]
    assert loader.check(folder) == []


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_dates_of_other_countries(folder, tmp_path, blank, digests, separator):
    path = filled(tmp_path, blank, {("sites", SITE): {**INVENTED, "date": "01.12.2026"}}, separator=separator)
    assert filled_review.add_reviews(path, digests, folder, TODAY) == (1, 0)
    assert added(folder)[0]["date"] == "2026-12-01"


def test_a_list_read_twice_adds_nothing_and_the_list_then_names_the_reviewer(folder, tmp_path, blank, digests):
    path = filled(tmp_path, blank, {("sites", SITE): INVENTED, ("lesson text", "00_start_here title 1"): INVENTED})
    assert filled_review.add_reviews(path, digests, folder, TODAY) == (2, 0)
    assert filled_review.add_reviews(path, digests, folder, TODAY) == (0, 2)
    rows = review.review_list(loader.load_all(folder), lesson_paths())
    reviewed = rows[rows["reviewed_by"] != ""]
    assert reviewed[["table", "id"]].to_numpy().tolist() == [["sites", SITE]]
    assert reviewed["reviewed_by"].item() == "invented reviewer, November 20, 2026"


# what is typed instead → the column that is named, and words of the message
BAD = {
    "no verdict": ({"verdict": ""}, "verdict", "is empty although the line has a note, a role or a date"),
    "other verdict": ({"verdict": "ok"}, "verdict", "'ok' is not a verdict. Fix: use one of: agrees"),
    "no note": ({"verdict": "disagrees"}, "note", "is empty although the verdict is disagrees"),
    "role": ({"role": "neighbor"}, "role", "'neighbor' is not a role of a reviewer. Fix: use one of: "),
    "no role": ({"role": ""}, "role", "is empty"),
    "no date": ({"date": ""}, "date", "is empty. Fix: write the day of the review as year-month-day"),
    "no such day": ({"date": "2026-02-30"}, "date", "'2026-02-30' is not a day of the calendar"),
    "two days": ({"date": "10/11/2026"}, "date", "can be read as two different days"),
    "tomorrow": ({"date": "2026-12-02"}, "date", "'2026-12-02' is in the future"),
    "unknown row": ({"id": "kidney"}, "id", "'kidney' is not a row of table sites in the course"),
    "unknown table": ({"table": "organs"}, "id", "is not a row of table organs in the course"),
    "changed row": ({"digest": "r00000000"}, "digest", "it has changed since the list was written"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_line_is_refused_by_name_and_nothing_is_written(folder, tmp_path, blank, digests, what):
    cells, column, words = BAD[what]
    path = filled(tmp_path, blank, {("sites", "bone"): INVENTED, ("sites", SITE): INVENTED | cells})
    number = (
        2
        + 5
        + [line["id"] for line in blank[1] if line["table"] == "sites" and line["id"] in ("bone", SITE)].index(SITE)
    )
    before = (folder / "reviews.csv").read_bytes()
    with pytest.raises(filled_review.ReviewListError) as refused:
        filled_review.add_reviews(path, digests, folder, TODAY)
    (issue,) = refused.value.issues
    assert str(issue).startswith(f"filled.csv, row {number}, column {column}:") and words in str(issue)
    assert "No review was added" in str(refused.value) and (folder / "reviews.csv").read_bytes() == before


def test_all_bad_lines_are_named_at_once_by_the_command(folder, tmp_path, blank, capsys):
    bad = {("sites", "bone"): INVENTED | {"role": "x", "date": "2026"}, ("sites", SITE): INVENTED | {"verdict": "x"}}
    assert cli.main(["review", "--in", str(filled(tmp_path, blank, bad)), "--data", str(folder)]) == 1
    said = capsys.readouterr().err
    assert said.count("filled.csv, row ") == 3 and "3 issues found. No review was added" in said


def test_two_verdicts_of_one_role_on_one_day_are_refused(folder, tmp_path, blank, digests):
    both = [INVENTED, INVENTED | {"verdict": "unsure", "note": "?"}]
    path = filled(tmp_path, blank, {("sites", SITE): both})
    with pytest.raises(filled_review.ReviewListError, match="has a verdict of this role and date in row"):
        filled_review.add_reviews(path, digests, folder, TODAY)
    filled_review.add_reviews(filled(tmp_path, blank, {("sites", SITE): both[0]}), digests, folder, TODAY)
    with pytest.raises(filled_review.ReviewListError, match=r"differs from the review .* that data/reviews.csv has"):
        filled_review.add_reviews(filled(tmp_path, blank, {("sites", SITE): both[1]}), digests, folder, TODAY)


def test_files_that_are_no_list_get_one_message(folder, tmp_path, digests):
    other = tmp_path / "other.csv"
    for content, words in (
        (b"PK\x03\x04", "save it as CSV UTF-8"),
        (b"a,b\n1,2\n", "column verdict: is missing"),
        (b"", "is missing"),
    ):
        other.write_bytes(content)
        with pytest.raises(CourseError, match=words):
            filled_review.add_reviews(other, digests, folder, TODAY)
    with pytest.raises(CourseError, match="cannot be read"):
        filled_review.add_reviews(tmp_path / "none.csv", digests, folder, TODAY)


def test_no_invented_review_is_in_the_course():
    with (ROOT / "data" / "reviews.csv").open(encoding="utf-8", newline="") as file:
        assert [row for row in csv.DictReader(file) if row["role"] == reviews.INVENTED] == []
