"""Rules for where rows are shown (``data/links/`` and the columns that link a row to a panel), beyond foreign keys.

They skip a key that matches no row: the foreign-key check reports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from utils.errors import Issue
from utils.tables.rows import Row, Tables, grouped, rows_by_id

_AN = {"drawing": "a drawing", "outline": "an outline"}
SIGNS = ("positive", "negative")


def organs_have_drawings(tables: Tables) -> Iterator[Issue]:
    """Each organ has a drawing of its own on the body map, an outline or a mark, and only organs have one."""
    organs = grouped(tables["sites"], "drawing")
    for row in tables["sites"]:
        given = [column for column in ("drawing", "outline") if row[column]]
        if row["kind"] != "organ" and given:
            problem = f"is given although the kind is {row['kind']}"
            yield row.issue(given[0], problem, f"leave it empty: only an organ has {_AN[given[0]]}")
        elif len(given) > 1:
            yield row.issue("outline", "is given although there is a drawing", "leave one of the two empty")
        elif row["outline"].count(";") == 1:
            fix = "enter one point for a mark, or three or more for an outline"
            yield row.issue("outline", "has two points", fix)
        elif row["drawing"] and len(organs[row["drawing"]]) > 1:
            other = next(other for other in organs[row["drawing"]] if other is not row)
            yield row.issue("drawing", f"is also the drawing in row {other.line}", "give each organ its own drawing")


def steps_fit_their_path(tables: Tables) -> Iterator[Issue]:
    """Steps of spread have pictures; tests and nursing rows belong to path diagnosis, a ``stage_id`` to path stage."""
    path = {row["id"]: row["path"] for row in tables["steps"]}
    for row in tables["steps"]:
        if row["path"] == "spread" and not row["picture"]:
            yield row.issue("picture", "is empty although each step of path spread has a picture", "name a picture")
        if row["stage_id"] and row["path"] != "staging":
            fix = "leave it empty: only a step of path staging has one"
            yield row.issue("stage_id", f"is given although the path is {row['path']}", fix)
        elif row["stage_id"] and path.get(row["stage_id"], "stage") != "stage":
            yield row.issue("stage_id", "is not a step of path stage", "enter the id of a step of path stage")
    for row in [*tables["diagnostic_tests"], *tables["step_practice"]]:
        if path.get(row["step_id"], "diagnosis") != "diagnosis":
            yield row.issue("step_id", "is not a step of path diagnosis", "enter the id of a step of path diagnosis")


def receptors_make_four_groups(tables: Tables) -> Iterator[Issue]:
    """Each combination of hormone receptors and HER2 is one group, with the figure that says how common it is."""
    groups = grouped(tables["subtypes"], "hormone_receptors", "her2")
    for pair in product(SIGNS, SIGNS):
        for row in groups[pair][1:]:
            problem = f"with hormone_receptors {pair[0]} is a duplicate of row {groups[pair][0].line}"
            yield row.issue("her2", problem, "leave hormone_receptors, her2 and share_id empty in one of the two rows")
        for row in tables["subtypes"][:1] if not groups[pair] else ():
            problem = "is a combination of hormone_receptors and her2 that no row has"
            fix = "enter it in the row of the subtype with these results"
            yield row.issue("hormone_receptors", problem, fix, ", ".join(pair))
    for row in tables["subtypes"]:
        if len({bool(row[column]) for column in ("hormone_receptors", "her2", "share_id")}) > 1:
            problem = "must be filled in together with hormone_receptors and her2"
            yield row.issue(
                "share_id", problem, "fill in hormone_receptors, her2 and share_id, or leave all three empty"
            )


def receptor_results_have_cutoffs(tables: Tables) -> Iterator[Issue]:
    """If a guideline has cutoffs for a receptor, each result after the first names the nursing row with its cutoff."""
    for rows in grouped(tables["receptor_results"], "receptor").values():
        for row in rows[1:] if any(row["practice_id"] for row in rows) else ():
            if not row["practice_id"]:
                problem = "is empty although other results of this receptor have a cutoff"
                yield row.issue(
                    "practice_id", problem, "enter the row of data/practice.csv (area receptor) with the cutoff"
                )


def treatments_have_a_panel(tables: Tables) -> Iterator[Issue]:
    """What is linked to a treatment is shown: each treatment directly below a category has a panel, with all below it.

    A category with treatments below it has no panel; its side effects are shown in their panels. Each drug has a panel.
    """
    top_level = {row["id"] for row in tables["treatments"] if not row["parent"]}
    categories = {row["parent"] for row in tables["treatments"]} & top_level
    inside_panels = {row["id"] for row in tables["treatments"] if row["parent"] and row["parent"] not in categories}
    drugs = {row["subject"] for row in tables["practice"] if row["area"] == "drug"}
    for row in tables["practice_subjects"]:
        if not row["treatment_id"] and row["subject"] in drugs:
            problem = f"is empty although the subject {row['subject']} is a drug"
            yield row.issue("treatment_id", problem, "enter the treatment whose panel shows it")
        elif row["treatment_id"] in categories:
            problem = f"is a category, which has no panel to show the subject {row['subject']}"
            yield row.issue("treatment_id", problem, "enter a treatment below the category")
    for row in tables["treatment_rows"]:
        if row["treatment_id"] in inside_panels or (
            row["treatment_id"] in categories and row["part"] != "side effects"
        ):
            problem = f'has no panel of its own to show the part "{row["part"]}"'
            yield row.issue("treatment_id", problem, "enter a treatment directly below a category")


def drug_targets_match_their_treatment(tables: Tables) -> Iterator[Issue]:
    """The nursing row that supports a drug target is about the same treatment."""
    treatment = {row["subject"]: row["treatment_id"] for row in tables["practice_subjects"]}
    rows = rows_by_id(tables)
    for row in tables["drug_targets"]:
        nursing = rows.get(("practice", row["practice_id"]))
        if nursing and (actual := treatment.get(nursing["subject"], row["treatment_id"])) != row["treatment_id"]:
            problem = f"is about {f'treatment {actual}' if actual else 'no treatment'}, not about {row['treatment_id']}"
            fix = "enter a row on this treatment; data/links/practice_subjects.csv says which subjects belong to it"
            yield row.issue("practice_id", problem, fix)


# part of a drug card → how many nursing facts it has room for
_CARD_ROOM = {"does": 2, "watch": 3, "call": 1, "teach": 3}
# part that a drug card must have → what is wrong without it
_CARD_NEEDS = {
    "does": "does not say what the drug does",
    "watch": "names nothing to watch for",
    "call": "names nothing to call about",
}


def drug_cards_are_short(tables: Tables) -> Iterator[Issue]:
    """A drug card says what the drug does, names one to three things to watch for and the one thing to call about."""
    cards = grouped(tables["drug_cards"], "treatment_id")
    for treatment, card in cards.items():
        parts = grouped(card, "part")
        for part, room in _CARD_ROOM.items():
            for row in parts[part][room : room + 1]:
                problem = f'is fact {room + 1} in part "{part}" of the card on {treatment}, which has room for {room}'
                yield row.issue("practice_id", problem, "keep the facts that matter most at the bedside")
        for part, lacks in _CARD_NEEDS.items():
            if not parts[part]:
                yield card[0].issue(
                    "treatment_id", f"is on the card on {treatment}, which {lacks}", f'add a row with the part "{part}"'
                )


def labels_of_pictures_can_be_used_first(tables: Tables) -> Iterator[Issue]:
    """A label names a part of its own picture, and its nursing row can be used first: a label has no badge."""
    rows = rows_by_id(tables)
    for row in tables["picture_labels"]:
        if not row["part"].startswith(f"{row['picture']}-"):
            yield row.issue("part", f"is not a part of picture {row['picture']}", "correct the part or the picture")
        nursing = rows.get(("practice", row["practice_id"]))
        if nursing and nursing["use_first"] != "yes":
            fix = "enter a row of data/practice.csv with use_first yes, or remove the label"
            yield row.issue("practice_id", "is not to be used first, and a label has no room to say so", fix)


def panel_parts_belong_to_one_panel(tables: Tables) -> Iterator[Issue]:
    """Each part belongs to one panel."""
    first: dict[str, Row] = {}
    for row in tables["panel_rows"]:
        panel = first.setdefault(row["part"], row)["panel"]
        if row["panel"] != panel:
            yield row.issue("part", f"already belongs to panel {panel}", "correct the part or the panel")


def helplines_name_their_country(tables: Tables) -> Iterator[Issue]:
    """A helpline's statement starts with its country, and no nursing row on the same subject is left out."""
    nursing = {row["id"]: row for row in tables["practice"]}
    listed = {row["practice_id"]: row for row in tables["helplines"] if row["practice_id"] in nursing}
    for practice_id, row in listed.items():
        if row["audience"] == "people" and not nursing[practice_id]["statement"].startswith(f"{row['country']}: "):
            problem = f"does not match the start of the statement of row {practice_id} in data/practice.csv"
            fix = "start that statement with the country and a colon, or correct the country"
            yield row.issue("country", problem, fix)
    subjects = {nursing[practice_id]["subject"] for practice_id in listed}
    for practice_id, row in nursing.items():
        if row["subject"] in subjects and practice_id not in listed:
            yield row.issue("id", "is about helplines, but no lesson shows it", "add it to data/links/helplines.csv")


RULES = (
    organs_have_drawings,
    steps_fit_their_path,
    receptors_make_four_groups,
    receptor_results_have_cutoffs,
    treatments_have_a_panel,
    drug_targets_match_their_treatment,
    drug_cards_are_short,
    labels_of_pictures_can_be_used_first,
    panel_parts_belong_to_one_panel,
    helplines_name_their_country,
)
