"""Questions and the rows they rest on: what changed since somebody compared the two is flagged until it is compared."""

from __future__ import annotations

from utils import cli
from utils.tables import loader, question_evidence


def test_every_item_was_compared_with_its_rows_as_they_are_now():
    assert question_evidence.evidence_issues() == []


def test_a_changed_fact_flags_its_items_until_they_are_compared(table, folder, capsys):
    evidence = table("item_evidence")
    rests = [row[0] for row in evidence.rows if row[1:3] == ["sites", "bone"]]
    sites = table("sites")
    sites.set(sites.row_of("bone"), "effect_plain", "Bones grow strong.")
    flagged = question_evidence.evidence_issues(folder)
    assert [issue.item for issue in flagged] == rests and len(rests) >= 1
    for issue in flagged:
        assert (
            "sites bone" in str(issue)
            and "has changed since it was last compared" in issue.problem
            and issue.column == "seen"
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
    said = {issue.item: issue.problem for issue in question_evidence.evidence_issues(folder)}
    assert set(said) == {"raised-marker", "test-confirms"}
    assert "before its key changed" in said["raised-marker"] and "has not been compared" in said["test-confirms"]


def test_compared_marks_only_what_was_asked_for(table, folder, capsys):
    sites = table("sites")
    sites.set(sites.row_of("liver"), "label", "The liver")
    first, *others = dict.fromkeys(issue.item for issue in question_evidence.evidence_issues(folder))
    assert cli.main(["compared", first, "--data", str(folder)]) == 0
    assert [issue.item for issue in question_evidence.evidence_issues(folder)] == others
    assert cli.main(["compared", "no-such", "--data", str(folder)]) == 1
    assert "No question has the id 'no-such'" in capsys.readouterr().err
