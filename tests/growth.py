"""Valid rows for every table, as an instructor would add them: each table grows by itself, with what its rows need.

Rows are copies of rows that are there, with ids and positions of their own. Words are not what is tried here: what is
tried is that tables which `make check` calls sound can be shown, however many rows they have.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path

from utils.tables import digests, loader, question_evidence
from utils.tables.rules import display

Cells = dict[str, str]
# table → (the variants of its rows, as this course has them; how a row is added, with what it needs)
GROW: dict[str, tuple[Callable[[Course], list], Callable[[Course, str, object], None]]] = {}
# A lesson is a notebook and a row: `make lesson` makes both. The rest grows with it.
NEEDS_A_NOTEBOOK = {"lessons", "lesson_shows"}
# A label points at a part that is drawn, and each part has one label: a new label needs a new part in a drawing.
NEEDS_A_DRAWING = {"picture_labels"}


class Course:
    """The tables of a copied folder as text, to be added to and written back."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._files = {r["name"]: folder / r["path"] for r in loader.descriptor(folder)["resources"]}
        self.tables = {name: self._read(path) for name, path in self._files.items()}
        self.columns = {
            r["name"]: [field["name"] for field in r["schema"]["fields"]]
            for r in loader.descriptor(folder)["resources"]
        }

    @staticmethod
    def _read(path: Path) -> list[Cells]:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def path(self, table: str) -> Path:
        return self._files[table]

    def write(self) -> None:
        for name, rows in self.tables.items():
            with self._files[name].open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, self.columns[name], lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)

    def first(self, table: str, /, **wanted: str) -> Cells:
        """The first row with these cells."""
        return next(row for row in self.tables[table] if all(row[name] == cell for name, cell in wanted.items()))

    def add(self, table: str, like: Mapping[str, str], /, **changes: str) -> Cells:
        """Append a copy of a row with other cells."""
        row = {**like, **{name: str(cell) for name, cell in changes.items()}}
        assert row.keys() == like.keys(), f"{table} has no column {row.keys() - like.keys()}"
        self.tables[table].append(row)
        return row

    def next(self, table: str, /, **group: str) -> int:
        """The number that a new row of a group has."""
        own = [row for row in self.tables[table] if all(row[name] == cell for name, cell in group.items())]
        return len(own) + 1

    def cite(self, table: str, row_id: str, /, **where: str) -> None:
        """Cite a sentence of an article for a row, one that is cited already."""
        like = self.first("citations", **(where or {"table": "facts"}))
        self.add("citations", like, table=table, row_id=row_id, reason="")


def grow(folder: Path, counts: Mapping[str, int]) -> None:
    """Add so many rows to these tables of a copied folder, and mark its new questions as compared.

    A table that grows by one grows by one of each variant; by more, the variants take turns.
    """
    course = Course(folder)
    for table, count in counts.items():
        variants, add = GROW[table]
        kinds = variants(course)
        for number in range(max(count, len(kinds)) if count == 1 else count):
            add(course, f"new-{table.replace('_', '-')}-{number + 1}", kinds[number % len(kinds)])
    course.write()
    question_evidence.mark_compared([row["id"] for row in course.tables["items"]], folder)


def grows(table: str, variants: Callable[[Course], list] = lambda course: [None]) -> Callable:
    """Decorator: how a row is added to this table. ``variants``: the kinds of rows to add."""

    def register(function: Callable) -> Callable:
        GROW[table] = (variants, function)
        return function

    return register


def values(table: str, column: str) -> Callable[[Course], list]:
    """The variants of a table: every value of a column."""
    return lambda course: sorted({row[column] for row in course.tables[table]})


# --- articles, references, citations -------------------------------------------------------------------------------


@grows("sources")
def _(course: Course, id: str, _kind) -> None:
    """An article with scores, an outline, a fact that it states first and a treatment that others name too."""
    model = course.tables["sources"][0]
    article = f"{len(course.tables['sources']) + 100:03}"
    course.add("sources", model, id=article, file=f"{id}.txt", title=f"Article {article}")
    for score in [row for row in course.tables["appraisal_scores"] if row["source_id"] == model["id"]]:
        course.add("appraisal_scores", score, source_id=article)
    course.add(
        "article_outline",
        course.first("article_outline", source_id=model["id"]),
        id=f"outline-{id}",
        source_id=article,
        position="1",
        table="",
        row_id="",
    )
    for table, row in (("facts", course.first("facts")), ("treatments", course.first("treatments", level="class"))):
        course.add("citations", course.first("citations", table=table, row_id=row["id"]), source_id=article)
    course.add("article_words", course.first("article_words"), source_id=article, row_id=row["id"], says="")


@grows("references")
def _(course: Course, id: str, _kind) -> None:
    course.add("references", course.first("references"), id=id, title=f"Page {id}")
    course.add("practice", course.first("practice", area="support"), id=f"{id}-fact", reference_id=id, fact_id="")


@grows("citations")
def _(course: Course, id: str, _kind) -> None:
    fact = course.first("facts")["id"]
    model = course.first("citations", table="facts", row_id=fact)
    course.add("citations", model, sentence=str(50 + course.next("citations", table="facts", row_id=fact)))


@grows("reviews")
def _(course: Course, id: str, _kind) -> None:
    """An invented reviewer agrees with a term."""
    term = course.tables["glossary"][len(course.tables["reviews"])]["id"]
    cells = dict.fromkeys(course.columns["reviews"], "")
    course.add(
        "reviews",
        cells,
        table="glossary",
        row_id=term,
        role="invented reviewer",
        date="2026-11-29",
        verdict="agrees",
        digest=digests.row_digests(course.tables)["glossary", term],
    )


# --- the fact base --------------------------------------------------------------------------------------------------


@grows("sites", lambda course: list(product(("22 118; 24 118; 25 105", "-12 118", ""), ("article", "page"))))
def _(course: Course, id: str, kind: tuple[str, str]) -> None:
    """An organ, by its outline, a point or a mark beside the body, while the map has room; then the whole body."""
    outline, origin = kind
    page = course.first("references")["id"] if origin == "page" else ""
    added = [row for row in course.tables["sites"] if row["kind"] == "organ" and not row["drawing"]]
    model = course.first("sites", kind="whole body")
    organ = {"kind": "organ", "outline": outline} if len(added) < display.MAX_ADDED_ORGANS else {}
    course.add("sites", model, id=id, label=f"Site {id}", reference_id=page, **organ)
    if not page:
        course.cite("sites", id)


@grows("symptoms")
def _(course: Course, id: str, _kind) -> None:
    course.add("symptoms", course.first("symptoms"), id=id, label_plain=f"Feeling {id}")
    course.cite("symptoms", id)


@grows("diagnostic_tests")
def _(course: Course, id: str, _kind) -> None:
    course.add("diagnostic_tests", course.first("diagnostic_tests"), id=id, test=id, label=f"Test {id}")
    course.cite("diagnostic_tests", id)


def figures(course: Course) -> list:
    """Of an article: each subject, each unit, in words only. Of a reference: each subject and kind."""
    subjects, units, kinds = (values("statistics", column)(course) for column in ("subject", "unit", "kind"))
    return [
        *({"subject": subject} for subject in subjects),
        *({"subject": subject, "unit": "none"} for subject in subjects),
        *({"unit": unit} for unit in units),
        *({"subject": subject, "kind": "registry"} for subject in subjects),
        *({"kind": kind} for kind in kinds),
    ]


@grows("statistics", figures)
def _(course: Course, id: str, cells: Cells) -> None:
    model = course.first("statistics", kind=cells.get("kind", "article"))
    number, unit = model["low"] or "30", cells.get("unit", model["unit"])
    site = course.first("sites")["id"] if cells.get("subject", model["subject"]) == "sites" else ""
    figure = dict.fromkeys(("low", "high"), "" if unit == "none" else number)
    blank = dict.fromkeys(("ci_low", "ci_high", "fact_id"), "")
    course.add(
        "statistics", model, **{**cells, **figure, **blank, "unit": unit}, id=id, site_id=site, label=f"Share {id}"
    )
    if not model["reference_id"]:
        course.cite("statistics", id)


@grows("steps", values("steps", "path"))
def _(course: Course, id: str, path: str) -> None:
    model = course.first("steps", path=path)
    course.add("steps", model, id=id, position=course.next("steps", path=path), label=f"Step {id}", stage_id="")
    if not model["reference_id"]:
        course.cite("steps", id)


@grows("subtypes", lambda course: list(product(values("subtypes", "axis")(course), ("article", "page"))))
def _(course: Course, id: str, kind: tuple[str, str]) -> None:
    """A type of an axis, from an article or from a reference."""
    axis, origin = kind
    page = course.first("references")["id"] if origin == "page" else ""
    blank = dict.fromkeys(("hormone_receptors", "her2", "share_id"), "")
    course.add("subtypes", course.first("subtypes", axis=axis), id=id, label=f"Type {id}", reference_id=page, **blank)
    if not page:
        course.cite("subtypes", id)


LEVELS = ("category", "class", "drug")


@grows("treatments", lambda course: list(product(LEVELS, ("article", "page"), ("", "not stated"))))
def _(course: Course, id: str, kind: tuple[str, str, str]) -> None:
    """A category, class or drug, from an article or a reference, which may say neither aim nor how it works."""
    level, origin, unsaid = kind
    page = course.first("references")["id"] if origin == "page" else ""
    model = course.first("treatments", level=level)
    parents = {"category": "", "class": course.tables["treatments"][-1]["id"], "drug": model["parent"]}
    if course.tables["treatments"][-1]["level"] == "drug":
        parents["class"] = course.first("treatments", level="category")["id"]
    said = {"aim": unsaid, "how_it_works": unsaid} if unsaid else {}
    course.add("treatments", model, id=id, parent=parents[level], label=f"Treatment {id}", reference_id=page, **said)
    if not page:
        course.cite("treatments", id)


@grows("treatment_subtypes")
def _(course: Course, id: str, _kind) -> None:
    course.add("treatment_subtypes", course.first("treatment_subtypes"), id=id, fact_id="", statement=f"Named {id}.")


@grows("facts", values("facts", "topic"))
def _(course: Course, id: str, topic: str) -> None:
    course.add("facts", course.first("facts", topic=topic), id=id, statement=f"Statement {id}.")
    course.cite("facts", id)


@grows("comparisons", values("comparisons", "against"))
def _(course: Course, id: str, against: str) -> None:
    """A comparison between articles or with references, with its rows."""
    model = course.first("comparisons", against=against)
    course.add("comparisons", model, id=id)
    for row in [row for row in course.tables["comparison_rows"] if row["comparison_id"] == model["id"]]:
        course.add("comparison_rows", row, comparison_id=id)


@grows("comparison_rows")
def _(course: Course, id: str, _kind) -> None:
    course.add("facts", course.first("facts"), id=id, statement=f"Statement {id}.")
    course.cite("facts", id)
    model = course.first("comparisons", against="article")["id"]
    course.add(
        "comparison_rows",
        course.first("comparison_rows"),
        comparison_id=model,
        side="against",
        table="facts",
        row_id=id,
    )


def nursing_facts(course: Course) -> list[Cells]:
    """A row of each area and kind, but for helplines, which need a row more (see ``helplines``)."""
    listed = {row["practice_id"] for row in course.tables["helplines"]}
    rows = [row for row in course.tables["practice"] if row["id"] not in listed]
    return list({(row["area"], row["kind"]): row for row in rows}.values())


@grows("practice", nursing_facts)
def _(course: Course, id: str, model: Cells) -> None:
    statement = f"Fact {id}: call." if model["alarm"] else f"Fact {id}."
    course.add("practice", model, id=id, statement=statement, value="", unit="", fact_id="")
    if model["kind"] == "escalation":
        course.add("escalations", course.first("escalations", practice_id=model["id"]), practice_id=id)


@grows("escalations")
def _(course: Course, id: str, _kind) -> None:
    model = course.first("escalations")
    course.add(
        "practice",
        course.first("practice", id=model["practice_id"]),
        id=id,
        statement=f"Sign {id}: call.",
        value="",
        unit="",
        fact_id="",
    )
    course.add("escalations", model, practice_id=id)


@grows("practice_subjects")
def _(course: Course, id: str, _kind) -> None:
    """A subject with a nursing fact, shown by a treatment."""
    model = course.first("practice", area="drug")
    treatment = course.first("practice_subjects", subject=model["subject"])["treatment_id"]
    course.add("practice_subjects", course.first("practice_subjects"), subject=id, treatment_id=treatment)
    course.add("practice", model, id=f"{id}-fact", subject=id, statement=f"Fact {id}.", value="", unit="", fact_id="")


@grows("glossary")
def _(course: Course, id: str, _kind) -> None:
    course.add("glossary", course.first("glossary"), id=id, term=f"Term {id}", reference_id="")
    course.cite("glossary", id)


# --- where rows are shown -------------------------------------------------------------------------------------------


@grows("treatment_rows")
def _(course: Course, id: str, _kind) -> None:
    course.add("facts", course.first("facts"), id=id, statement=f"Statement {id}.")
    course.cite("facts", id)
    course.add("treatment_rows", course.first("treatment_rows"), table="facts", row_id=id)


@grows("panel_rows", lambda course: list(dict.fromkeys((r["panel"], r["part"]) for r in course.tables["panel_rows"])))
def _(course: Course, id: str, kind: tuple[str, str]) -> None:
    """A row for a part of a panel, of the table that the part shows."""
    panel, part = kind
    model = course.first("panel_rows", panel=panel, part=part)
    if model["table"] == "comparisons":
        GROW["comparisons"][1](course, id, course.first("comparisons", id=model["row_id"])["against"])
        course.add("panel_rows", model, row_id=id)
    else:
        course.add("facts", course.first("facts"), id=id, statement=f"Statement {id}.")
        course.cite("facts", id)
        course.add("panel_rows", model, table="facts", row_id=id)


@grows("drug_targets")
def _(course: Course, id: str, _kind) -> None:
    """A drug on a target that is there."""
    model = course.first("drug_targets")
    course.add("treatments", course.first("treatments", id=model["treatment_id"]), id=id, label=f"Drug {id}")
    course.cite("treatments", id) if not course.tables["treatments"][-1]["reference_id"] else None
    course.add("practice_subjects", course.first("practice_subjects"), subject=id, treatment_id=id)
    fact = course.first("practice", id=model["practice_id"])
    course.add("practice", fact, id=f"{id}-fact", subject=id, fact_id="")
    course.add("drug_targets", model, treatment_id=id, practice_id=f"{id}-fact")


@grows("drug_cards")
def _(course: Course, id: str, _kind) -> None:
    """A card on a drug that has none, with the three parts that a card must have."""
    course.add("treatments", course.first("treatments", id="chemotherapy"), id=id, label=f"Drug {id}")
    course.cite("treatments", id) if not course.tables["treatments"][-1]["reference_id"] else None
    for part in ("does", "watch", "call"):
        course.add("drug_cards", course.first("drug_cards", part=part), treatment_id=id)


@grows("step_practice")
def _(course: Course, id: str, _kind) -> None:
    model = course.first("step_practice")
    course.add("practice", course.first("practice", id=model["practice_id"]), id=id, fact_id="")
    course.add("step_practice", model, practice_id=id)


@grows("receptor_results")
def _(course: Course, id: str, _kind) -> None:
    """A result of the first receptor."""
    model = course.tables["receptor_results"][1]
    course.add("receptor_results", model, result=id, label=f"result {id}")


@grows("wider_groups")
def _(course: Course, id: str, _kind) -> None:
    model = course.first("subtypes", axis="receptor")
    blank = dict.fromkeys(("hormone_receptors", "her2", "share_id"), "")
    course.add("subtypes", model, id=id, label=f"Group {id}", **blank)
    if not model["reference_id"]:
        course.cite("subtypes", id)
    course.add("wider_groups", course.first("wider_groups"), subtype_id=id)


@grows("helplines")
def _(course: Course, id: str, _kind) -> None:
    model = course.first("helplines", audience="people")
    course.add("practice", course.first("practice", id=model["practice_id"]), id=id, fact_id="")
    course.add("helplines", model, practice_id=id)


# --- what lessons show ----------------------------------------------------------------------------------------------


@grows("plans")
def _(course: Course, id: str, _kind) -> None:
    """A minute of a class with something of its own."""
    last = max((row for row in course.tables["plans"] if row["length"] == "75"), key=lambda row: int(row["minutes"]))
    group = {"lesson": last["lesson"], "length": last["length"]}
    last["minutes"] = str(int(last["minutes"]) - 1)
    course.add("plans", last, position=course.next("plans", **group), minutes="1")


@grows("slides")
def _(course: Course, id: str, _kind) -> None:
    """A slide more of a lesson."""
    like = course.first("slides", picture="")
    course.add("slides", like, position=course.next("slides", lesson=like["lesson"]), words=f"Words of {id}.")


@grows("plan_cells")
def _(course: Course, id: str, _kind) -> None:
    course.add("plan_cells", course.first("plan_cells"), cell=id)


@grows("rubrics")
def _(course: Course, id: str, _kind) -> None:
    like = course.first("rubrics")
    course.add("rubrics", like, id=id, position=course.next("rubrics", use=like["use"]))


@grows("wordings")
def _(course: Course, id: str, _kind) -> None:
    """A person who asks, with something to say and something better not said."""
    for kind in ("question", "could say", "better not"):
        course.add("wordings", course.first("wordings", kind=kind), id=f"{id}-{kind.replace(' ', '-')}", person=id)


@grows("myths")
def _(course: Course, id: str, _kind) -> None:
    course.add("myths", course.first("myths"), id=id, statement=f"People say {id}.")
    course.add("myth_rows", course.first("myth_rows"), myth_id=id)


@grows("myth_rows")
def _(course: Course, id: str, _kind) -> None:
    course.add("facts", course.first("facts"), id=id, statement=f"Statement {id}.")
    course.cite("facts", id)
    course.add("myth_rows", course.first("myth_rows"), table="facts", row_id=id)


@grows("needs")
def _(course: Course, id: str, _kind) -> None:
    course.add("needs", course.first("needs"), id=id, label=f"Need {id}")
    course.add("need_rows", course.first("need_rows"), need_id=id)


@grows("need_rows")
def _(course: Course, id: str, _kind) -> None:
    course.add("facts", course.first("facts"), id=id, statement=f"Statement {id}.")
    course.cite("facts", id)
    course.add("need_rows", course.first("need_rows"), table="facts", row_id=id)


@grows("talk_steps")
def _(course: Course, id: str, _kind) -> None:
    """A moment of the conversation that is there."""
    model = course.first("talk_steps")
    position = course.next("talk_steps", talk=model["talk"])
    course.add("talk_steps", model, id=id, position=position, label=f"{position}. {id}")
    for fits in ("yes", "no"):
        course.add("talk_choices", course.first("talk_choices", fits=fits), id=f"{id}-{fits}", step_id=id)


@grows("talk_choices")
def _(course: Course, id: str, _kind) -> None:
    course.add("talk_choices", course.first("talk_choices", fits="no"), id=id, says=f"Words {id}")


# --- appraisal ------------------------------------------------------------------------------------------------------


@grows("appraisal_instruments")
def _(course: Course, id: str, _kind) -> None:
    """An instrument with a question."""
    course.add("appraisal_instruments", course.first("appraisal_instruments", id="discern"), id=id, label=id)
    _add_question(course, f"{id}-question", id)


@grows("appraisal_questions")
def _(course: Course, id: str, _kind) -> None:
    _add_question(course, id, "discern")


def _add_question(course: Course, id: str, instrument: str) -> None:
    """A question with the scores of all articles by both raters."""
    model = course.first("appraisal_questions", instrument_id="discern")
    course.add(
        "appraisal_questions",
        model,
        id=id,
        instrument_id=instrument,
        label=id,
        position=course.next("appraisal_questions", instrument_id=instrument),
    )
    for score in [row for row in course.tables["appraisal_scores"] if row["question_id"] == model["id"]]:
        course.add("appraisal_scores", score, question_id=id)


@grows("map_statements")
def _(course: Course, id: str, _kind) -> None:
    course.add(
        "map_statements",
        course.first("map_statements"),
        id=id,
        label=f"Says {id}",
        position=course.next("map_statements"),
    )
    course.add("map_rows", course.first("map_rows", side="says"), statement_id=id)


@grows("map_rows")
def _(course: Course, id: str, _kind) -> None:
    course.add("facts", course.first("facts"), id=id, statement=f"Statement {id}.")
    course.cite("facts", id)
    course.add("map_rows", course.first("map_rows", side="says"), table="facts", row_id=id)


@grows("article_outline")
def _(course: Course, id: str, _kind) -> None:
    """A part at the end of the first article."""
    source = course.tables["sources"][0]
    own = [row for row in course.tables["article_outline"] if row["source_id"] == source["id"]]
    last = max(int(row["line"]) for row in own)
    source["lines"] = str(max(int(source["lines"]), last + 1))
    course.add("article_outline", own[-1], id=id, position=len(own) + 1, line=last + 1, table="", row_id="")


@grows("article_words")
def _(course: Course, id: str, _kind) -> None:
    """A treatment that two articles state, each in its own words."""
    course.add("treatments", course.first("treatments", level="class"), id=id, label=f"Class {id}")
    for source in course.tables["sources"][:2]:
        course.cite("treatments", id, source_id=source["id"])
        course.add(
            "article_words",
            course.first("article_words"),
            source_id=source["id"],
            table="treatments",
            row_id=id,
            says=f"It says {id}.",
        )


# --- cases ----------------------------------------------------------------------------------------------------------


def _add_case(course: Course, id: str, model: Cells) -> None:
    """A copy of a whole case with its questions."""
    course.add("cases", model, id=id, position=course.next("cases"), title=f"Case {id}")
    for table in ("case_steps", "case_points", "case_readings", "case_findings", "case_scores"):
        for row in [row for row in course.tables[table] if row["case_id"] == model["id"]]:
            course.add(table, row, case_id=id)
    for row in [row for row in course.tables["case_questions"] if row["case_id"] == model["id"]]:
        _add_item(course, f"{id}-{row['item_id']}", course.first("items", id=row["item_id"]))
        course.add("case_questions", row, case_id=id, item_id=f"{id}-{row['item_id']}")


@grows("cases")
def _(course: Course, id: str, _kind) -> None:
    _add_case(course, id, course.first("cases"))


@grows("case_pictures")
def _(course: Course, id: str, _kind) -> None:
    """A case that ends with a drawing."""
    model = course.first("case_pictures")
    _add_case(course, id, course.first("cases", id=model["case_id"]))
    course.add("case_pictures", model, case_id=id)


@grows("case_scores")
def _(course: Course, id: str, _kind) -> None:
    """A case with a score."""
    _add_case(course, id, course.first("cases", id=course.first("case_scores")["case_id"]))


@grows("case_points")
def _(course: Course, id: str, _kind) -> None:
    model = course.first("case_points")
    group = {"case_id": model["case_id"], "step": model["step"]}
    course.add("case_points", model, position=course.next("case_points", **group), text=f"Point {id}.")


@grows("case_readings")
def _(course: Course, id: str, _kind) -> None:
    """A normal reading of a new measure."""
    normal = course.add("case_measures", course.first("case_measures"), measure=f"Measure {id}")
    reading = course.first("case_readings")
    course.add(
        "case_readings", reading, measure=normal["measure"], unit=normal["unit"], answered_by="", value=normal["low"]
    )


@grows("case_measures")
def _(course: Course, id: str, _kind) -> None:
    course.add("case_measures", course.first("case_measures"), measure=f"Measure {id}")


@grows("case_findings")
def _(course: Course, id: str, _kind) -> None:
    course.add("case_findings", course.first("case_findings"), measure=f"Finding {id}")


@grows("score_bands")
def _(course: Course, id: str, _kind) -> None:
    course.add("score_bands", course.first("score_bands"), score=f"Score {id}")


@grows("search_words")
def _(course: Course, id: str, _kind) -> None:
    course.add("search_words", course.first("search_words"), typed=id)


@grows("units")
def _(course: Course, id: str, _kind) -> None:
    course.add("units", course.first("units"), id=id)


@grows("case_questions")
def _(course: Course, id: str, _kind) -> None:
    model = course.first("case_questions")
    _add_item(course, id, course.first("items", id=model["item_id"]))
    course.add("case_questions", model, item_id=id)


# --- questions ------------------------------------------------------------------------------------------------------


@grows("items", values("items", "type"))
def _(course: Course, id: str, kind: str) -> None:
    _add_item(course, id, course.first("items", type=kind))


def _add_item(course: Course, id: str, model: Mapping[str, str]) -> None:
    in_tests = course.next("items", lesson=model["lesson"], place="test")  # these have numbers of their own
    position = in_tests
    if model["place"] != "test":
        position = course.next("items", lesson=model["lesson"]) - in_tests + 1
    course.add("items", model, id=id, position=position, stem=f"{model['stem']} ({id})", former_id="")
    for table in ("parts", "options", "numbers", "item_evidence"):
        for row in [row for row in course.tables[table] if row["item_id"] == model["id"]]:
            course.add(table, row, item_id=id)


@grows("options")
def _(course: Course, id: str, _kind) -> None:
    """One more wrong option, where a letter is left."""
    letters = "abcdefgh"
    for item in course.tables["items"]:
        own = [row for row in course.tables["options"] if row["item_id"] == item["id"]]
        if item["type"] == "single" and len(own) < len(letters):
            course.add("options", own[0], option=letters[len(own)], text=f"Option {id}", correct="no")
            return


@grows("parts")
def _(course: Course, id: str, _kind) -> None:
    """One more row of a matrix, where there is room."""
    for item in course.tables["items"]:
        own = [row for row in course.tables["parts"] if row["item_id"] == item["id"]]
        if item["type"] == "matrix-single" and len(own) < 10:
            course.add("parts", own[0], part=id, position=len(own) + 1, text=f"Row {id}")
            for row in [row for row in course.tables["options"] if row["item_id"] == item["id"]]:
                if row["part"] == own[0]["part"]:
                    course.add("options", row, part=id)
            return


@grows("numbers")
def _(course: Course, id: str, _kind) -> None:
    """One more common mistake."""
    model = course.first("numbers", correct="no")
    taken = max(float(row["value"]) for row in course.tables["numbers"] if row["item_id"] == model["item_id"])
    course.add("numbers", model, value=f"{taken + 1000:g}")


@grows("exhibits")
def _(course: Course, id: str, _kind) -> None:
    model = course.first("exhibits")
    course.add("exhibits", model, position=course.next("exhibits", id=model["id"]), finding=f"Finding {id}")


@grows("competencies")
def _(course: Course, id: str, _kind) -> None:
    model = course.first("competencies")
    code = f"{20 + int(id.rpartition('-')[2])}"
    course.add("competencies", model, code=code, label=f"be able to {id}")
    item = course.first("items", type="single")
    _add_item(course, f"{id}-item", {**item, "competency": code})


@grows("item_evidence")
def _(course: Course, id: str, _kind) -> None:
    course.add("facts", course.first("facts"), id=id, statement=f"Statement {id}.")
    course.cite("facts", id)
    course.add("item_evidence", course.first("item_evidence"), table="facts", row_id=id)


@grows("test_forms")
def _(course: Course, id: str, _kind) -> None:
    """A question more in each form."""
    item = course.first("items", type="single", place="test")
    for form in ("before", "after"):
        _add_item(course, f"{id}-{form}", item)
        course.add(
            "test_forms",
            course.first("test_forms", form=form),
            item_id=f"{id}-{form}",
            position=course.next("test_forms", form=form),
        )


# tables whose rows come only with those of another
WITH_ANOTHER = {"appraisal_scores": "appraisal_questions", "case_steps": "cases"}
