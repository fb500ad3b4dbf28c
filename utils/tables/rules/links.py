"""Rules for where rows are shown (``data/links/`` and the columns that link a row to a panel), beyond foreign keys.

They bear with a key that names nothing: that is reported as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from utils.errors import Issue
from utils.tables.rows import Row, Tables, grouped, rows_by_id

SIGNS = ("positive", "negative")


def sites_are_drawn(tables: Tables) -> Iterator[Issue]:
    """Each organ has a drawing of its own on the body map, and only organs have one."""
    organs = grouped(tables["sites"], "drawing")
    for row in tables["sites"]:
        if bool(row["drawing"]) != (row["kind"] == "organ"):
            yield row.issue(
                "drawing", f"does not fit the kind {row['kind']}", "an organ has a drawing, the body has none"
            )
        elif row["drawing"] and len(organs[row["drawing"]]) > 1:
            yield row.issue("drawing", "shows another site too", "draw an organ for each site")


def steps_fit_their_path(tables: Tables) -> Iterator[Issue]:
    """A step of the spread has a picture; a test and a nursing fact belong to a step of the diagnosis, a stage in outline to one of the articles."""
    path = {row["id"]: row["path"] for row in tables["steps"]}
    for row in tables["steps"]:
        if row["path"] == "spread" and not row["picture"]:
            yield row.issue("picture", "is empty although the walk shows a picture of each step", "name a picture")
        if row["stage_id"] and (row["path"], path.get(row["stage_id"], "stage")) != ("staging", "stage"):
            fix = "name a step of path stage, in a step of path staging only"
            yield row.issue("stage_id", "is not where the articles speak of this stage", fix)
    for row in [*tables["diagnostic_tests"], *tables["step_practice"]]:
        if path.get(row["step_id"], "diagnosis") != "diagnosis":
            yield row.issue("step_id", "is no step of the diagnosis", "name a step of path diagnosis")


def receptors_make_four_groups(tables: Tables) -> Iterator[Issue]:
    """For each result of hormone receptors and HER2 there is one group, with the figure that says how common it is."""
    groups = grouped(tables["subtypes"], "hormone_receptors", "her2")
    for pair in product(SIGNS, SIGNS):
        for row in groups[pair][1:]:
            yield row.issue(
                "her2", f"makes the same group as row {groups[pair][0].line}", "leave both results of one empty"
            )
        for row in tables["subtypes"][:1] if not groups[pair] else ():
            fix = "give the group these results in hormone_receptors and her2"
            yield row.issue("hormone_receptors", "are the results of no group", fix, ", ".join(pair))
    for row in tables["subtypes"]:
        if len({bool(row[column]) for column in ("hormone_receptors", "her2", "share_id")}) > 1:
            yield row.issue("share_id", "is not given together with both results", "give all three, or none")


def results_have_a_line(tables: Tables) -> Iterator[Issue]:
    """Where a guideline draws a line for a receptor, each result after its first names the nursing fact that tells it."""
    for rows in grouped(tables["receptor_results"], "receptor").values():
        for row in rows[1:] if any(row["practice_id"] for row in rows) else ():
            if not row["practice_id"]:
                problem = "is empty although other results of this receptor say where the line is drawn"
                yield row.issue("practice_id", problem, "name a nursing fact of area receptor")


def treatments_have_a_panel(tables: Tables) -> Iterator[Issue]:
    """What is linked to a treatment is shown: a panel is of a treatment right below a category, with all that is below it.

    A category that has treatments below it lends them its side effects and shows nothing itself. A drug's subject has a panel.
    """
    wide = {row["parent"] for row in tables["treatments"]} & {r["id"] for r in tables["treatments"] if not r["parent"]}
    inner = {row["id"] for row in tables["treatments"] if row["parent"] and row["parent"] not in wide}
    drugs = {row["subject"] for row in tables["practice"] if row["area"] == "drug"}
    for row in tables["practice_subjects"]:
        if row["treatment_id"] in wide or (not row["treatment_id"] and row["subject"] in drugs):
            yield row.issue("treatment_id", f"names no panel for {row['subject']}", "name a treatment below a category")
    for row in tables["treatment_rows"]:
        if row["treatment_id"] in inner or (row["treatment_id"] in wide and row["part"] != "side effects"):
            problem = f"has no panel that shows the part {row['part']}"
            yield row.issue("treatment_id", problem, "name a treatment right below a category")


def targets_rest_on_their_treatment(tables: Tables) -> Iterator[Issue]:
    """The nursing fact behind a target is one on that treatment."""
    treatment = {row["subject"]: row["treatment_id"] for row in tables["practice_subjects"]}
    known = rows_by_id(tables)
    for row in tables["drug_targets"]:
        fact = known.get(("practice", row["practice_id"]))
        if fact and treatment.get(fact["subject"], row["treatment_id"]) != row["treatment_id"]:
            fix = "name a row of data/practice.csv whose subject belongs to the treatment"
            yield row.issue("practice_id", f"is not on {row['treatment_id']}", fix)


def panels_have_parts_of_their_own(tables: Tables) -> Iterator[Issue]:
    """A part belongs to one panel."""
    first: dict[str, Row] = {}
    for row in tables["panel_rows"]:
        panel = first.setdefault(row["part"], row)["panel"]
        if row["panel"] != panel:
            yield row.issue("part", f"is a part of the panel {panel}", "correct the part or the panel")


def helplines_name_their_country(tables: Tables) -> Iterator[Issue]:
    """A helpline's statement starts with its country, and no nursing fact of the same subject is left out."""
    facts = {row["id"]: row for row in tables["practice"]}
    listed = {row["practice_id"]: row for row in tables["helplines"] if row["practice_id"] in facts}
    for id, row in listed.items():
        if row["audience"] == "people" and not facts[id]["statement"].startswith(f"{row['country']}: "):
            yield row.issue("country", f"does not start the statement of {id}", "write the country and a colon there")
    subjects = {facts[id]["subject"] for id in listed}
    for id, row in facts.items():
        if row["subject"] in subjects and id not in listed:
            yield row.issue("id", "is on helplines and no lesson shows it", "add it to data/links/helplines.csv")


RULES = (
    sites_are_drawn,
    steps_fit_their_path,
    receptors_make_four_groups,
    results_have_a_line,
    treatments_have_a_panel,
    targets_rest_on_their_treatment,
    panels_have_parts_of_their_own,
    helplines_name_their_country,
)
