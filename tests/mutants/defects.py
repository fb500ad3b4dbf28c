"""The planted defects: what is planted, which gate should see it, and the words that its message must hold.

One line of thought per defect: what would a reader see, and who tells? Words name the place (file, cell, row), so that
a gate which turns red for another reason, or without saying where, counts as one that missed it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from functools import partial

from tests.mutants.runner import Mutant
from tests.mutants.tree import ROOT, Tree, code, models
from tests.tables.broken_cells import CELLS, FILES

CHECK = ("utils", "check")
VERIFY = ("utils", "verify")
COVERAGE = ("utils", "coverage")
LESSONS = "tests/lessons/test_lessons.py::"
EXPLORERS = "tests/ui/test_explorer.py::"
FACES = "test_each_live_face_finds_its_models_and_has_its_form_below"
EXPORTED = "tests/browser/test_hosts.py::test_an_exported_lesson_shows_everything_offline"
HTML = "text/html"
ESCAPED = "tests/lessons/test_markup.py::test_markup_in_any_text_column_is_shown_as_text[{}]"
DEFECTS: list[Mutant] = []


def defect(name: str, area: str, gate, *says: str, **how):
    """Register the decorated function as the way to plant a defect."""

    def keep(plant):
        DEFECTS.append(Mutant(name, area, plant, gate, says, **how))
        return plant

    return keep


def lesson(number: str) -> str:
    """The node of a lesson for nbval."""
    return f"notebooks/{Tree(ROOT).lesson(number).name}"


def on(number: str, test: str) -> str:
    """The node of a test of tests/lessons/test_lessons.py for one lesson."""
    return f"{LESSONS}{test}[{Tree(ROOT).lesson(number).stem}]"


# --- data -------------------------------------------------------------------------------------------------------------


for cell in CELLS.values():
    if cell.by_command:
        place = FILES[cell.reported[0]], f"column {cell.reported[1]}"
        defect(cell.name, "data", CHECK, *place, cell.words, "Fix: ")(
            partial(
                Tree.cell,
                table=FILES[cell.table].removeprefix("data/").removesuffix(".csv"),
                row=cell.row,
                column=cell.column,
                value=cell.value,
            )
        )


@defect("one id for two rows", "data", CHECK, "data/glossary.csv", "column id", "'metastasis'")
def _(tree: Tree):
    tree.double("glossary", {"id": "metastasis"})


@defect("column renamed", "data", CHECK, "data/sites.csv", "column label", "is missing")
def _(tree: Tree):
    tree.swap("data/sites.csv", ",label,", ",Name,")


@defect(
    "table without a key",
    "data",
    CHECK,
    "data/datapackage.json",
    "has no primaryKey at resources/sources/schema",
    "Fix: add",
)
def _(tree: Tree):
    tree.swap("data/datapackage.json", '"primaryKey": "id"', '"foreignKeys": []')


@defect(
    "type that no column has",
    "data",
    CHECK,
    "data/datapackage.json",
    "'boolean'",
    "fields/id/type",
    "use one of: string",
)
def _(tree: Tree):
    tree.swap("data/datapackage.json", '"type": "string"', '"type": "boolean"')


@defect("key that the descriptor does not know", "data", CHECK, "data/datapackage.json", "'once' is an unknown key")
def _(tree: Tree):
    tree.swap("data/datapackage.json", '"unique": true', '"once": true')


@defect(
    "link to a table that is not there",
    "data",
    CHECK,
    "data/datapackage.json",
    "'source'",
    "but no resource has this name",
)
def _(tree: Tree):
    tree.swap("data/datapackage.json", '"resource": "sources"', '"resource": "source"')


@defect("figure changed under the tables that repeat it", "data", CHECK, "data/wordings.csv", "column words", "'28 %'")
def _(tree: Tree):
    for column in ("low", "high"):
        tree.cell("statistics", "five-year-survival", column, "31")


@defect("lesson without a row, in check", "data", CHECK, "notebooks/11_more.ipynb: has no row in data/lessons.csv")
def _(tree: Tree):
    tree.lesson("05").rename(tree.root / "notebooks" / "11_more.ipynb")


@defect("space at the end of a cell", "data", CHECK, "data/facts.csv", "column statement", "space at the start or end")
def _(tree: Tree):
    row = next(row for row in tree.rows("facts") if row["id"] == "beyond-nearby-nodes")
    tree.cell("facts", row["id"], "statement", row["statement"] + " ")


@defect("unsure row without its note", "data", CHECK, "data/", "medium", "Fix: ")
def _(tree: Tree):
    rows = tree.rows("practice")
    row = next(row for row in rows if row["confidence"] == "medium" and row["note"])
    tree.cell("practice", row["id"], "note", "")


@defect("review of a row that is not there", "data", CHECK, "data/reviews.csv", "column row_id", "not a row of table")
def _(tree: Tree):
    tree.append("data/reviews.csv", "sites,no-such-site,oncologist,2026-11-20,agrees,,r00000000\n")


@defect("review on a day to come", "data", CHECK, "data/reviews.csv", "column date", "'2999-01-01' is in the future")
def _(tree: Tree):
    tree.append("data/reviews.csv", f"sites,{tree.rows('sites')[0]['id']},oncologist,2999-01-01,agrees,,r00000000\n")


@defect(
    "lapsed review that is still shown",
    "data",
    "tests/tables/test_reviews.py::test_only_current_agreement_counts",
    "Reviewer(role='oncology nurse'",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/tables/reviews.py", "reviewers_by_row", "digests.get(key) != review['digest']", "False")


@defect(
    "bad line of a filled review list that is accepted",
    "data",
    "tests/publishing/test_filled_review.py::test_a_bad_line_is_refused_by_name_and_nothing_is_written[role]",
    "DID NOT RAISE",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/publishing/filled_review.py", "_Verdicts.read", "role not in self._roles", "False")


@defect(
    "lesson that claims a review that nobody gave",
    "data",
    "tests/lessons/test_review_claims.py::test_a_lesson_claims_no_review_and_says_so",
    "Reviewed by oncologist",
    late=True,
)
def _(tree: Tree):
    path = tree.lesson("02").relative_to(tree.root).as_posix()
    tree.swap(path, "Not yet reviewed by a clinician.", "Reviewed by oncologist.")


@defect("comparison with one side", "data", CHECK, "data/comparisons.csv", "neglect-or-untreated")
def _(tree: Tree):
    tree.drop("comparison_rows", {"comparison_id": "neglect-or-untreated", "side": "against"})


@defect("one sentence with two fingerprints", "data", CHECK, "data/citations.csv", "0123456789abcdef")
def _(tree: Tree):
    places = [(row["source_id"], row["line"], row["sentence"]) for row in tree.rows("citations")]
    number = next(number for number, place in enumerate(places) if place in places[:number])
    row = tree.rows("citations")[number]
    own = {name: row[name] for name in ("table", "row_id", "source_id", "line", "sentence")}
    tree.cell("citations", own, "fingerprint", "0123456789abcdef")


@defect("row that rests on nothing", "data", CHECK, "data/facts.csv", "has no evidence")
def _(tree: Tree):
    tree.double("facts", {"id": "beyond-nearby-nodes"}, id="a-made-up-fact")


@defect("sentence that says something else", "citations", VERIFY, "data/citations.csv", "fingerprint", articles=True)
def _(tree: Tree):
    rows = tree.rows("citations")
    row = next(row for row in rows if row["table"] == "statistics" and row["row_id"] == "bone-share")
    place = {name: row[name] for name in ("source_id", "line", "sentence")}
    while any(
        all(each[n] == v for n, v in place.items()) and each["fingerprint"] != "0" * 16
        for each in tree.rows("citations")
    ):
        tree.cell("citations", place | {"fingerprint": row["fingerprint"]}, "fingerprint", "0" * 16)


@defect(
    "figure that its sentence does not hold", "citations", VERIFY, "data/statistics.csv", "brain-share", articles=True
)
def _(tree: Tree):
    tree.cell("statistics", "brain-share", "low", "11")


@defect("sentence that nobody cites any more", "citations", COVERAGE, "003", "164", articles=True)
def _(tree: Tree):
    tree.drop("citations", {"source_id": "003", "line": "164"})


@defect(
    "sentence copied from an article",
    "citations",
    LESSONS + "test_no_sentence_of_an_article_is_copied",
    "05_diagnosis.ipynb",
    articles=True,
)
def _(tree: Tree):
    folder = tree.root.parent / "shared" / "sources"
    line = next(
        line
        for path in sorted(folder.glob("*.*"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line.split()) > 25 and not line.startswith("#")
    )
    tree.prose("05", "## Sources", f"## Sources\n\n{line}")


@defect("windows line ends in a table", "data", LESSONS + "test_csv_files_are_utf8_with_plain_line_ends", "sites.csv")
def _(tree: Tree):
    path = tree.root / "data" / "sites.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


@defect(
    "reason with a figure of nowhere",
    "data",
    "tests/lessons/test_references.py::test_reason_of_a_verdict_holds_figures_of_its_rows_only",
    "97.0",
)
def _(tree: Tree):
    rows = tree.rows("comparisons")
    row = next(row for row in rows if row["against"] == "reference")
    tree.cell("comparisons", row["id"], "what_differs", row["what_differs"] + " It is 97 percent.")


@defect(
    "dictionary edited by hand",
    "data",
    "tests/tables/test_fact_base.py::test_dictionary_is_made_from_the_descriptor",
    "README.md",
)
def _(tree: Tree):
    tree.append("data/README.md", "A word by hand.\n")


@defect(
    "objective that no question tests",
    "data",
    on("05", "test_objectives_are_three_to_five_and_each_is_tested"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        cell = next(cell for cell in notebook["cells"] if "## After this lesson you can" in "".join(cell["source"]))
        count = len(re.findall(r"^\d\. ", "".join(cell["source"]), re.MULTILINE))
        cell["source"] = ("".join(cell["source"]) + f"\n{count + 1}. Say one thing more.").splitlines(keepends=True)


@defect("minutes of a lesson changed", "data", on("05", "test_frame"), "05_diagnosis.ipynb")
def _(tree: Tree):
    tree.cell("lessons", "05_diagnosis", "minutes_all", "99")


@defect(
    "lesson that grew, minutes that did not",
    "data",
    on("05", "test_minutes_are_counted"),
    "05_diagnosis.ipynb takes",
    "Fix: `make minutes`",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        notebook["cells"][1]["source"].append("\n" + "One more word. " * 1000)


@defect(
    "course that grew",
    "data",
    LESSONS + "test_the_core_path_of_the_course_takes_six_hours_at_most",
    "data/lessons.csv takes",
)
def _(tree: Tree):
    tree.cell("lessons", "05_diagnosis", "minutes_core", "361")


@defect(
    "template that lost a section",
    "notebooks",
    LESSONS + "test_the_template_has_the_frame_of_a_lesson",
    "Pocket card",
)
def _(tree: Tree):
    tree.swap("utils/publishing/templates/lesson.md", "## Pocket card\n", "")


@defect(
    "clipped sentences",
    "notebooks",
    on("05", "test_reading_grade"),
    "05_diagnosis.ipynb has",
    "of sentences under 6 words",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        notebook["cells"][1]["source"].append("\n\n" + "Ask her. Look again. Call now. " * 40)


@defect(
    "lesson that no table lists",
    "data",
    LESSONS + "test_every_lesson_is_listed_and_every_listed_lesson_is_there",
    "11_more",
)
def _(tree: Tree):
    tree.lesson("05").rename(tree.root / "notebooks" / "11_more.ipynb")


# --- what a lesson shows ----------------------------------------------------------------------------------------------


@defect(
    "wrong figure in a table",
    "notebooks",
    lesson("04"),
    "04_sites_and_symptoms.ipynb, cell ",
    "Fix: ",
    "make notebooks",
)
def _(tree: Tree):
    tree.cell("statistics", "brain-share", "low", "11")


@defect(
    "key of a question turned round",
    "notebooks",
    lesson("04"),
    "04_sites_and_symptoms.ipynb, cell quiz",
    "Fix: ",
    late=True,
)
def _(tree: Tree):
    tree.cell("items/options", {"item_id": "sites-four-organs", "option": "b"}, "correct", "no")
    tree.cell("items/options", {"item_id": "sites-four-organs", "option": "a"}, "correct", "yes")


LABELS = "tests/questions/test_bank.py::"


@defect(
    "bow-tie with the label of its action",
    "data",
    LABELS + "test_labels_that_follow_from_a_question_s_form_are_given",
    "take action",
)
def _(tree: Tree):
    tree.cell("items/items", "rosa-on-the-phone", "judgment", "take action")


@defect(
    "label without a definition",
    "data",
    LABELS + "test_each_label_is_defined_in_the_dictionary",
    "evaluate outcomes",
    late=True,
)
def _(tree: Tree):
    tree.swap("data/datapackage.json", r"\n`evaluate outcomes`: whether", "; whether")


@defect(
    "cases that do not ask what their step is",
    "data",
    "tests/explorers/test_cases.py::test_each_case_has_the_six_steps_in_order_and_a_question_for_each",
    "min()",
    late=True,
)
def _(tree: Tree):
    tree.cell("items/items", "case-cord-3", "judgment", "take action")


@defect(
    "alt text ruined", "notebooks", lesson("05"), "05_diagnosis.ipynb, cell ", "text/html", "image image", late=True
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        for cell in code(notebook):
            for output in cell["outputs"]:
                text = "".join(output["data"][HTML])
                if 'alt="' in text:
                    output["data"][HTML] = re.sub(r'alt="[^"]*"', f'alt="{"image " * 12}"', text, count=1).splitlines(
                        keepends=True
                    )
                    return


@defect("picture redrawn by hand", "notebooks", lesson("05"), "05_diagnosis.ipynb, cell ", "text/html", late=True)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        for cell in code(notebook):
            for output in cell["outputs"]:
                text = "".join(output["data"][HTML])
                if "svg+xml," in text:
                    at = text.index("svg+xml,") + 4000
                    text = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
                    output["data"][HTML] = text.splitlines(keepends=True)
                    return


@defect(
    "reason changed in saved widget state",
    "notebooks",
    lesson("05"),
    "05_diagnosis.ipynb, cell ",
    "widget ",
    "HTMLModel",
    "state.value",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        texts = (model["state"] for model in models(notebook) if model["model_name"] == "HTMLModel")
        next(state for state in texts if "<style>" not in state["value"])["value"] += "Never."


@defect(
    "radio buttons that open reasons of another question",
    "notebooks",
    lesson("05"),
    "05_diagnosis.ipynb, cell ",
    "HTMLModel",
    "state.value",
    late=True,
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        reasons = [m["state"] for m in models(notebook) if "mbc-reason" in m["state"].get("value", "")]
        reasons[0]["value"] = reasons[-1]["value"]


@defect(
    "cell that shows another explorer", "notebooks", lesson("05"), "05_diagnosis.ipynb, cell ", "model_id", late=True
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        view = "application/vnd.jupyter.widget-view+json"
        shown = [o["data"][view] for cell in code(notebook) for o in cell["outputs"] if view in o["data"]]
        shown[0]["model_id"] = shown[-1]["model_id"]


@defect(
    "widget left out of the saved state", "notebooks", lesson("05"), "05_diagnosis.ipynb, cell ", "widgets", late=True
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        state = notebook["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
        state.pop(list(state)[-1])


@defect(
    "cell that fails", "notebooks", lesson("05"), "05_diagnosis.ipynb, cell ", "NameError", "nothing_at_all", late=True
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        code(notebook)[2]["source"] = ["nothing_at_all"]


@defect("code changed, output not", "notebooks", lesson("05"), "05_diagnosis.ipynb, cell ", "made afresh", late=True)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        for cell in code(notebook):
            text = "".join(cell["source"])
            if "title=" in text:
                cell["source"] = re.sub(r'title="', 'title="Not ', text, count=1).splitlines(keepends=True)
                return


@defect("lesson that calls out", "notebooks", lesson("05"), "called out", "www.example.org", "Fix: ")
def _(tree: Tree):
    call = "try:\n    socket.getaddrinfo('www.example.org', 443)\nexcept OSError:\n    pass\n"
    tree.append("utils/tables/loader.py", f"\n\nimport socket\n\n{call}")


@defect(
    "wrong number in prose",
    "notebooks",
    on("04", "test_every_number_in_prose_comes_from_a_row"),
    "04_sites_and_symptoms.ipynb, cell ",
    "statistics:bone-share",
)
def _(tree: Tree):
    tree.prose("04", "70 %<!-- statistics:bone-share -->", "75 %<!-- statistics:bone-share -->")


@defect(
    "number in prose without a row",
    "notebooks",
    on("05", "test_every_number_in_prose_comes_from_a_row"),
    "05_diagnosis.ipynb, cell ",
    "says 42, which names no row",
)
def _(tree: Tree):
    tree.prose("05", "## Sources", "## Sources\n\nAbout 42 people.")


@defect(
    "fact changed under the prose",
    "notebooks",
    on("04", "test_every_number_in_prose_comes_from_a_row"),
    "04_sites_and_symptoms.ipynb",
    "statistics:brain-share",
)
def _(tree: Tree):
    tree.cell("statistics", "brain-share", "low", "11")


@defect(
    "cell never run",
    "notebooks",
    on("05", "test_cells_ran_once_from_top_to_bottom_with_nothing_on_stderr"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        code(notebook)[-1] |= {"execution_count": None, "outputs": []}


@defect(
    "cells run out of order",
    "notebooks",
    on("05", "test_cells_ran_once_from_top_to_bottom_with_nothing_on_stderr"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        first, second = code(notebook)[:2]
        first["execution_count"], second["execution_count"] = 2, 1


@defect(
    "output kept from another run",
    "notebooks",
    on("05", "test_cells_ran_once_from_top_to_bottom_with_nothing_on_stderr"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        output = next(o for cell in code(notebook) for o in cell["outputs"] if o["output_type"] == "execute_result")
        output["execution_count"] = 99


@defect(
    "warning on stderr",
    "notebooks",
    on("05", "test_cells_ran_once_from_top_to_bottom_with_nothing_on_stderr"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        code(notebook)[0]["outputs"].append({"output_type": "stream", "name": "stderr", "text": ["FutureWarning: old"]})


@defect(
    "link to a lesson that is not there",
    "notebooks",
    on("05", "test_links_between_lessons_lead_somewhere"),
    "05_diagnosis.ipynb, cell ",
    "99_gone.ipynb",
)
def _(tree: Tree):
    tree.prose("05", "## Sources", "## Sources\n\n[More](99_gone.ipynb).")


@defect(
    "link to a place that is not there",
    "notebooks",
    on("05", "test_links_between_lessons_lead_somewhere"),
    "05_diagnosis.ipynb, cell ",
    "#No-such-place",
)
def _(tree: Tree):
    tree.prose("05", "## Sources", "## Sources\n\n[More](00_start_here.ipynb#No-such-place).")


@defect(
    "link to a term that is not there",
    "notebooks",
    on("05", "test_terms_link_to_the_glossary_once"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    tree.prose("05", "#term-biopsy)", "#term-biopsies)")


@defect(
    "term looked for outside the glossary",
    "notebooks",
    on("01", "test_terms_link_to_the_glossary_once"),
    "01_what_is_metastatic_breast_cancer.ipynb",
    "outside the glossary",
)
def _(tree: Tree):
    tree.prose("01", "(glossary.ipynb#term-stage)", "(00_start_here.ipynb#term-stage)")


@defect(
    "glossary that was not run again",
    "notebooks",
    LESSONS + "test_the_glossary_has_every_term_and_links_the_lessons_that_use_it",
    "glossary.ipynb: ct is used in",
    "01_what_is_metastatic_breast_cancer",
)
def _(tree: Tree):
    tree.prose("01", "#term-stage)", "#term-ct)")


@defect(
    "what to do in an emergency folded away",
    "utils",
    "tests/ui/test_cards.py::test_every_sign_and_every_act_of_get_help_now_is_in_sight",
    "Fix: keep it out of every fold of the card",
)
def _(tree: Tree):
    tree.in_function("utils/ui/cards.py", "get_help_now", "lists", "folded('What to do now', lists)")


@defect(
    "heading level left out",
    "notebooks",
    on("05", "test_headings_are_one_title_and_no_level_is_left_out"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    tree.prose("05", "## Sources", "## Sources\n\n#### Far too deep")


@defect("section missing", "notebooks", on("05", "test_frame"), "05_diagnosis.ipynb", "Sources")
def _(tree: Tree):
    tree.prose("05", "## Sources", "## Where from")


@defect("help link missing", "notebooks", on("05", "test_frame"), "05_diagnosis.ipynb", "Get-help-now")
def _(tree: Tree):
    tree.prose("05", "(00_start_here.ipynb#Get-help-now)", "(00_start_here.ipynb)")


@defect(
    "function in a notebook",
    "notebooks",
    on("05", "test_code_is_short_folded_and_defines_nothing"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        code(notebook)[0]["source"] += ["\n", "def helper():\n", "    return 1"]


@defect(
    "code that is not folded",
    "notebooks",
    on("05", "test_code_is_short_folded_and_defines_nothing"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        code(notebook)[0]["metadata"]["tags"] = []


@defect(
    "script in an output",
    "notebooks",
    on("05", "test_every_output_has_an_html_form_and_every_image_alt_text"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    tree.output("05", '<div class="mbc-table"', '<script>1</script><div class="mbc-table"')


@defect(
    "picture from the network",
    "notebooks",
    on("05", "test_every_output_has_an_html_form_and_every_image_alt_text"),
    "05_diagnosis.ipynb",
    "//elsewhere.example",
)
def _(tree: Tree):
    tree.output("05", "data:image/svg+xml,", "//elsewhere.example/")


@defect(
    "output without words",
    "notebooks",
    on("05", "test_every_output_has_an_html_form_and_every_image_alt_text"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        del code(notebook)[0]["outputs"][0]["data"]["text/plain"]


@defect(
    "ids of widgets from the clock",
    "notebooks",
    f"{EXPLORERS}test_ids_come_from_owner_and_place_and_are_the_same_in_another_kernel",
    "assert other.stdout.split() ==",
)
def _(tree: Tree):
    tree.in_function("utils/ui/explorer.py", "WidgetFactory.make", "self._owner", "__import__('time').time_ns()")


@defect(
    "one id for two explorers",
    "notebooks",
    f"{EXPLORERS}test_what_a_lesson_shows_has_ids_of_its_own[{Tree(ROOT).lesson('02').stem}]",
    "shows twice",
    "stage-walk",
)
def _(tree: Tree):
    tree.in_string("utils/explorers/stages.py", "spread_walk", "spread-walk", "stage-walk")


@defect(
    "ids of widgets that forget the owner",
    "notebooks",
    f"{EXPLORERS}test_two_explorers_share_nothing_but_layouts_and_styles",
    "one & other",
)
def _(tree: Tree):
    tree.in_function("utils/ui/explorer.py", "WidgetFactory.make", "self._owner", "''")


@defect("lost model", "notebooks", on("05", FACES), "05_diagnosis.ipynb", "which is not saved")
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        state = notebook["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
        state.pop(next(id for id, model in state.items() if model["model_name"] == "RadioButtonsModel"))


@defect("export without forms", "notebooks", on("05", FACES), "05_diagnosis.ipynb", "no form below")
def _(tree: Tree):
    drop_forms(tree)


@defect("export that shows nothing", "notebooks", EXPORTED, "Locator expected to have count", slow=True)
def _(tree: Tree):
    drop_forms(tree)


def drop_forms(tree: Tree) -> None:
    """Only live controls are left, as in the first lessons of this collection."""
    with tree.notebook("05") as notebook:
        for cell in code(notebook):
            cell["outputs"] = [
                o
                for o in cell["outputs"]
                if ("mbc-explorer" not in str(o) and "mbc-quiz" not in str(o)) or "<style>" in str(o)
            ]


@defect(
    "lessons too heavy together",
    "notebooks",
    "tests/lessons/test_lessons.py::test_files_are_light_on_average",
    "in the mean",
)
def _(tree: Tree):
    for path in sorted((tree.root / "notebooks").glob("*.ipynb")):
        path.write_text(path.read_text(encoding="utf-8") + " " * 300_000, encoding="utf-8")


@defect("file too heavy", "notebooks", on("05", "test_file_is_light_and_canonical"), "05_diagnosis.ipynb")
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        notebook["cells"][0]["source"] += ["x" * 1_600_000]


@defect(
    "saved by JupyterLab",
    "notebooks",
    on("05", "test_file_is_light_and_canonical"),
    "05_diagnosis.ipynb",
    "make notebooks",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        notebook["metadata"]["language_info"]["version"] = "3.99"


@defect("hard words", "notebooks", on("05", "test_reading_grade"), "05_diagnosis.ipynb")
def _(tree: Tree):
    sentence = (
        "Notwithstanding multidisciplinary considerations regarding histopathological characterization, "
        "interdisciplinary "
    )
    tree.prose(
        "05",
        "## Sources",
        "## Sources\n\n"
        + (sentence + "interpretation necessitates comprehensive reconsideration of heterogeneous investigations. ")
        * 12,
    )


@defect(
    "questions left out of a lesson",
    "notebooks",
    on("05", "test_every_question_of_a_lesson_is_shown"),
    "05_diagnosis.ipynb",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        notebook["cells"] = [cell for cell in notebook["cells"] if "questions.quiz" not in "".join(cell["source"])]


# --- utils ------------------------------------------------------------------------------------------------------------


@defect(
    "chart that draws other numbers",
    "utils",
    "tests/charts/test_intervals.py::test_the_picture_itself_holds_the_values",
    "liver-share",
)
def _(tree: Tree):
    tree.in_function("utils/charts/intervals.py", "draw_interval", "[row.low, row.high]", "[row.low, row.high + 5]")


@defect(
    "committed chart that draws other numbers",
    "utils",
    "tests/charts/test_intervals.py::test_committed_charts_hold_the_values_of_the_tables",
    "brain-share",
)
def _(tree: Tree):
    tree.cell("statistics", "brain-share", "low", "11")


@defect(
    "axis label lost",
    "utils",
    "tests/charts/test_intervals.py::test_the_picture_shows_value_labels_axis_label_and_missing_context",
    "Percent of cases",
)
def _(tree: Tree):
    tree.in_function("utils/charts/intervals.py", "interval_chart", "axes.set_xlabel(x_label)", "axes.set_xlabel('')")


@defect(
    "values lost from the alt text",
    "utils",
    "tests/charts/test_intervals.py::test_alt_text_and_data_table_name_every_row_and_value",
    "Bone metastases: 70",
)
def _(tree: Tree):
    tree.in_function("utils/charts/intervals.py", "interval_chart", "values", "''")


@defect(
    "data table copied instead of read back",
    "utils",
    "tests/charts/test_intervals.py::test_the_data_table_is_read_back_and_not_copied",
    "50 to 65",
)
def _(tree: Tree):
    tree.in_function(
        "utils/charts/intervals.py",
        "interval_chart",
        "read_intervals(axes)",
        "read_intervals(axes).assign(Drawn=[f'{r.low:g} to {r.high:g}' for r in rows.itertuples()])",
    )


@defect(
    "chart with a frame of its own",
    "utils",
    "tests/charts/test_intervals.py::test_one_module_owns_figure_style_and_frame",
    "trends.py",
)
def _(tree: Tree):
    tree.in_function(
        "utils/charts/trends.py", "draw", "style_axes(axes)", "axes.spines[['top', 'right', 'left']].set_visible(False)"
    )


@defect("cell text not escaped", "utils", "tests/ui/test_explorer.py::test_text_of_a_cell_is_shown_as_text", "<script>")
def _(tree: Tree):
    tree.in_function(
        "utils/explorers/sites.py",
        "_articles",
        'getattr(row, f"label_{audience}")',
        'Markup(getattr(row, f"label_{audience}"))',
    )


@defect(
    "attribute without quotes",
    "utils",
    "tests/ui/test_elements.py::test_a_table_has_a_caption_scoped_headers_and_a_name_for_the_keyboard",
    "aria-label",
)
def _(tree: Tree):
    tree.in_string("utils/ui/elements.py", "table", 'aria-label="{caption}"', "aria-label={caption}")


@defect("panels in another order", "utils", lesson("05"), "05_diagnosis.ipynb, cell ", "text/html", late=True)
def _(tree: Tree):
    tree.in_function(
        "utils/ui/explorer.py", "Explorer._stack", "self.controls[level].options", "self.controls[level].options[::-1]"
    )


@defect(
    "control that switches another level",
    "utils",
    f"{EXPLORERS}test_live_face_has_every_option_and_names_the_control_it_switches",
    "mbc-control-0",
    late=True,
)
def _(tree: Tree):
    switch_nothing(tree)


def switch_nothing(tree: Tree) -> None:
    """The radio buttons of an explorer no longer say which panels they switch."""
    tree.in_function("utils/ui/explorer.py", "Explorer.widget", "*_control_classes(level, control)", '"mbc-no-control"')


@defect(
    "panel with rows of another site",
    "utils",
    "tests/ui/test_explorer.py::test_each_panel_holds_its_rows_and_no_other",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/explorers/sites.py", "site_panel", 'table[table["site_id"] == site_id]', "table")


@defect(
    "switching rule lost from the stylesheet",
    "utils",
    "tests/ui/test_explorer.py::test_stylesheet_shows_the_chosen_option_and_no_other",
    "digits_shown",
)
def _(tree: Tree):
    tree.swap(
        "utils/ui/course.css",
        '.mbc-controls:has(.mbc-control-0 [value$="3"]:checked',
        '.mbc-controls:has(.mbc-control-0 [value$="33"]:checked',
    )


NAMED = "('treatments', branch) in lines"


@defect(
    "class that only a reference names breaks its panel",
    "utils",
    "tests/explorers/test_treatments.py::test_what_only_a_reference_names_is_never_said_in_the_name_of_articles",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/explorers/treatments.py", "_articles", NAMED, "lines['treatments', branch]")


@defect(
    "lesson that breaks when a table grows",
    "utils",
    "tests/tables/test_growth.py::test_what_is_sound_is_built[day]",
    "06_treatment, cell treatments: KeyError",
    slow=True,
)
def _(tree: Tree):
    tree.in_function("utils/explorers/treatments.py", "_articles", NAMED, "lines['treatments', branch]")


@defect(
    "site of a reference in the name of the articles",
    "utils",
    "tests/explorers/test_sites.py::test_what_a_reference_says_of_a_site_is_never_said_in_the_name_of_articles",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/explorers/sites.py", "_effect", "not site.reference_id", "site.label")


@defect(
    "guide that leaves out a row which a change needs",
    "data",
    "tests/tables/test_documented_edits.py::test_what_the_guide_adds_is_sound_and_seen[all]",
    "'skin metastases' is not a value of subject",
    slow=True,
)
def _(tree: Tree):
    tree.swap("data/ADDING.md", "```\nskin metastases,\n```\n", "")


@defect(
    "row on the pages of the articles is called unseen",
    "utils",
    "tests/tables/test_unshown.py::test_a_link_shows_a_row",
    late=True,
)
def _(tree: Tree):
    tree.in_function(
        "utils/tables/unshown.py", "unshown_rows", "(table, row[column]) in on_pages", "(column, table) in on_pages"
    )


@defect(
    "row that nothing shows passes without a word",
    "utils",
    "tests/tables/test_unshown.py::test_check_names_them_and_stays_green",
    "seen-by-nobody",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/commands.py", "check", "unshown.unshown_rows(data)._asdict()", "{}")


@defect(
    "relative survival as people",
    "utils",
    "tests/statements/test_estimates.py::test_every_row_of_the_data_that_is_no_share_of_people_is_refused",
)
def _(tree: Tree):
    tree.in_string("utils/statements/estimates.py", "OF_100_PEOPLE", "crude share", "relative survival")


@defect(
    "star lost from a nursing fact",
    "utils",
    "tests/ui/test_explorer.py::test_nursing_facts_are_in_the_reference_frame_with_their_publisher",
)
def _(tree: Tree):
    tree.in_function("utils/ui/components.py", "practice_item", 'row.use_first == "yes"', "True")


@defect(
    "list of sources lost from the panels",
    "utils",
    "tests/ui/test_explorer.py::test_nursing_facts_are_in_the_reference_frame_with_their_publisher",
    "has no number",
)
def _(tree: Tree):
    tree.in_function("utils/ui/components.py", "block_end", "sources.end()", "Markup()")


@defect(
    "panel that does not answer first",
    "utils",
    "tests/lessons/test_in_sight.py::"
    "test_every_panel_answers_first_in_a_short_line_and_is_short_while_folds_are_closed[04_sites_and_symptoms]",
    "begins with",
)
def _(tree: Tree):
    tree.in_string("utils/ui/components.py", "answer", 'class="mbc-answer"', 'class="mbc-first"')


@defect(
    "panels that share the ids of their sources",
    "utils",
    "tests/ui/test_sources.py::test_every_panel_of_a_form_has_ids_of_its_own_and_each_marker_leads_into_its_own_panel",
)
def _(tree: Tree):
    tree.in_function("utils/ui/explorer.py", "Explorer.html", 'f"{self.id}-{{}}-".format', 'f"{self.id}-".format')


@defect("HER2 1+ read as positive", "utils", "tests/explorers/test_receptors.py::test_read", "her2")
def _(tree: Tree):
    tree.cell("links/receptor_results", {"receptor": "HER2", "result": "1+"}, "reads", "positive")


DRAWINGS = "tests/charts/test_drawings.py::"


@defect(
    "organ that is not the chosen one is lit",
    "utils",
    f"{DRAWINGS}test_the_site_explorer_lights_the_chosen_site[plain]",
    "nothing drawn",
    late=True,
)
def _(tree: Tree):
    tree.in_function(
        "utils/charts/drawings/organs.py", "draw", "_organ(sheet, drawing, name)", "_organ(sheet, 'breast', name)"
    )


@defect(
    "cell that wears a receptor nobody chose",
    "utils",
    f"{DRAWINGS}test_the_cell_of_the_lab_wears_the_receptors_that_were_chosen",
    "row.marks",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/charts/small.py", "receptor_picture", "row.marks", "max(1, row.marks)")


@defect(
    "label that its row does not say",
    "data",
    f"{DRAWINGS}test_what_a_label_says_is_what_its_row_says",
    "spine-band",
    late=True,
)
def _(tree: Tree):
    tree.cell("links/picture_labels", {"part": "spine-band"}, "label", "Late: pain in both legs")


@defect(
    "label of a drawing lost",
    "data",
    f"{DRAWINGS}test_every_label_of_the_table_is_drawn_and_ends_on_its_part[spine]",
    "spine-band",
    late=True,
)
def _(tree: Tree):
    tree.drop("links/picture_labels", {"part": "spine-band"})


@defect(
    "chart that a dark page shows as a white block",
    "utils",
    "tests/charts/test_palette.py::test_the_stylesheet_turns_pictures_as_measured_here",
    late=True,
)
def _(tree: Tree):
    tree.swap(
        "utils/ui/course.css",
        "filter: invert(.92) hue-rotate(180deg); }\n}\n@media screen and",
        "}\n}\n@media screen and",
    )


@defect(
    "finished drawing that nobody drew again",
    "utils",
    "tests/charts/test_finished.py::test_a_finished_drawing_is_what_its_code_draws[metastasis.py-origin]",
    "run python -m tests.charts.test_finished",
    late=True,
)
def _(tree: Tree):
    tree.in_string("utils/charts/drawings/metastasis.py", "_origin", "Milk duct", "Milk vessel")


LITERAL = "tests/tables/test_links.py::test_no_literal_of_the_code_is_a_name_of_the_data"


@defect("id typed into code", "utils", LITERAL, "utils/explorers/diagnosis.py", "'diagnosis-biopsy' is steps.id")
def _(tree: Tree):
    tree.in_function(
        "utils/explorers/diagnosis.py",
        "diagnosis_panel",
        'data.step_practice["step_id"] == id',
        'data.step_practice["step_id"] == "diagnosis-biopsy"',
    )


@defect("subject typed into code", "utils", LITERAL, "utils/explorers/living.py", "'teach-back' is practice", late=True)
def _(tree: Tree):
    tree.in_string("utils/explorers/living.py", "helplines", "people", "teach-back")


@defect(
    "questions shown in another order than they are numbered",
    "notebooks",
    on("05", "test_questions_are_numbered_in_the_order_in_which_they_stand"),
    "At index 0 diff: 2 != 1",
    keep="05",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        first, second = [cell for cell in notebook["cells"] if "data-item" in json.dumps(cell.get("outputs", []))][:2]
        first["outputs"], second["outputs"] = second["outputs"], first["outputs"]


@defect(
    "package of a hub in a learner's lock",
    "environment",
    "tests/test_environment.py::test_a_hub_is_needed_by_nobody_without_one",
    "assert (",
)
def _(tree: Tree):
    tree.append("requirements.lock", "nbgitpuller==1.3.0 --hash=sha256:0000\n")


@defect(
    "README that tells an instructor nothing",
    "environment",
    "tests/test_environment.py::test_readme_says_what_each_person_does_first_and_every_command_is_there",
    "an instructor",
)
def _(tree: Tree):
    tree.swap("README.md", "| an instructor |", "| a teacher |")


@defect(
    "text for learners that speaks of a row",
    "environment",
    "tests/test_spelling.py::test_no_text_for_learners_speaks_of_the_tables",
    "assert not [",
)
def _(tree: Tree):
    tree.cell("glossary", "median", "definition", "The middle of a group. See that row.")


@defect(
    "explorer that names keys which do nothing",
    "JupyterLab",
    "tests/browser/test_lab.py::test_an_explorer_says_which_keys_choose_and_they_do",
    "On a keyboard",
    slow=True,
)
def _(tree: Tree):
    for path in sorted((tree.root / "notebooks").glob("*.ipynb")):
        if "Tab moves from choice" in path.read_text(encoding="utf-8"):
            tree.swap(f"notebooks/{path.name}", "Tab moves from choice", "The arrow keys move from choice")


SELECTED = "tests/publishing/test_lesson_code.py::"


@defect(
    "row renamed that only a cell of a lesson picks",
    "safety",
    SELECTED + "test_the_lessons_pick_nothing_that_is_not_there",
    "cell bedside-brain: picks rows of the table practice whose id is 'seizure-oxygen-glucose'",
)
def _(tree: Tree):
    tree.cell("practice", "seizure-oxygen-glucose", "id", "seizure-oxygen-sugar")


@defect(
    "lessons' code not compared with the tables",
    "utils",
    SELECTED
    + "test_a_row_or_subject_renamed_in_all_tables_is_named_with_the_cell_that_lost_it[id-seizure-oxygen-glucose"
    "-bedside-brain]",
    "picks rows of the table practice",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/publishing/lesson_code.py", "_missing", "words if values else ()", "()")


@defect(
    "answer given away before the fold",
    "utils",
    "tests/questions/test_quizzes.py::test_before_the_fold_nothing_gives_the_key_away",
)
def _(tree: Tree):
    tree.in_function(
        "utils/questions/html_form.py",
        "_choices",
        "value=o.letter",
        """value=Markup('{}" checked="').format(o.letter) if o.correct else o.letter""",
    )


@defect(
    "part of a plan without its cell", "data", CHECK, "data/links/plan_cells.csv", "column cell", "is not a cell of"
)
def _(tree: Tree):
    row = "03_subtypes_and_receptors,50,1,"
    tree.swap("data/links/plan_cells.csv", f"{row}vignette", f"{row}gone")


@defect("slide with too many words", "data", CHECK, "data/slides.csv", "column words", "a slide has at most 35")
def _(tree: Tree):
    tree.swap("data/slides.csv", "Marisol walks as well", "Marisol " + "always " * 30 + "walks as well")


@defect(
    "slide of an answer before its question",
    "utils",
    "tests/publishing/test_slides.py::test_nothing_is_wrong_with_a_deck",
    "answer not after its question",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/slides/items.py", "question_slides", "asked, answered", "answered, asked")


COPIES = "tests/publishing/test_classroom.py::"


@defect(
    "answers in the student copy",
    "utils",
    f"{COPIES}test_no_student_copy_holds_a_sentence_of_an_answer",
    "05_diagnosis",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/classroom.py", "student_copy", "without_widgets(notebook)", "notebook")


@defect(
    "questions of a class copy with their key",
    "utils",
    f"{COPIES}test_a_student_copy_asks_every_question_as_before",
    "05_diagnosis",
    late=True,
)
def _(tree: Tree):
    tree.in_function(
        "utils/questions/quizzes.py",
        "quiz",
        "Quiz(asked, name, answers, live=place != MORE, recorder=recorder_of(data) if answers else None)",
        "Quiz(asked, name, live=place != MORE, recorder=None)",
    )


@defect(
    "live questions of a class copy with their key",
    "utils",
    f"{COPIES}test_after_run_all_the_questions_are_there_and_no_answer",
    "05_diagnosis",
    late=True,
)
def _(tree: Tree):
    tree.in_function(
        "utils/questions/quizzes.py",
        "Quiz.widget",
        "item_widget(item, self.with_key, self.recorder)",
        "item_widget(item)",
    )


@defect(
    "model answers and mistakes of a case in the student copy",
    "utils",
    f"{COPIES}test_no_student_copy_holds_a_sentence_of_an_answer",
    "10_unfolding_cases",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/explorers/cases.py", "_below", "answers", "True")


@defect(
    "replies of a conversation in the student copy",
    "utils",
    f"{COPIES}test_no_student_copy_holds_a_sentence_of_an_answer",
    "08_living",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/explorers/conversations.py", "moment", "not answers", "False")


@defect(
    "formulas in CSV files", "utils", "tests/test_spreadsheet.py::test_every_csv_that_is_written_is_safe", "HYPERLINK"
)
def _(tree: Tree):
    tree.in_function("utils/spreadsheet.py", "csv_bytes", "map(safe_cell, row)", "row")


@defect(
    "a policy made from the finished page",
    "utils",
    "tests/publishing/test_site.py::test_code_that_is_not_ours_stops_the_build_and_is_in_no_policy",
    "script-src",
)
def _(tree: Tree):
    tree.in_function(
        "utils/publishing/site/postprocess.py",
        "with_policy",
        "' '.join(code.scripts)",
        "' '.join(hashes(_scripts(page)))",
    )


@defect(
    "a server without a bound",
    "utils",
    "tests/publishing/test_server.py::test_connections_are_bounded_and_a_place_becomes_free",
    "TimeoutError",
    late=True,
)
def _(tree: Tree):
    tree.in_function(
        "utils/publishing/site/server.py", "_BoundedServer.handle_stream", "self._open >= self.max_connections", "False"
    )


@defect(
    "pages that escape nothing",
    "utils",
    "tests/ui/test_templates.py::test_a_value_is_text_and_markup_is_markup",
    "<script",
)
def _(tree: Tree):
    tree.in_function("utils/ui/templates.py", "_environment", "autoescape=True", "autoescape=False")


@defect(
    "joined text on the page of an article",
    "utils",
    "tests/publishing/test_site.py::test_no_article_page_shows_a_text_that_several_articles_make_up",
    "sites",
)
def _(tree: Tree):
    tree.in_function(
        "utils/statements/statement_table.py",
        "article_statements",
        'shared | rows["text"].eq(label)',
        'rows["text"].eq(label)',
    )


@defect(
    "color too pale",
    "utils",
    "tests/charts/test_palette.py::test_text_and_marks_reach_4_5_to_1_on_the_card",
    "#e0a030",
)
def _(tree: Tree):
    tree.in_string("utils/charts/palette.py", "SITE", "#8a5a00", "#e0a030")


@defect(
    "learner's work overwritten",
    "utils",
    "tests/publishing/test_notebooks.py::test_what_the_learner_changed_stays",
    "kept",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/notebooks.py", "copy_for_learner", "copy.exists() and copied == digest", "False")


@defect(
    "a damaged list of copies that blocks a learner",
    "utils",
    "tests/publishing/test_notebooks.py::test_a_damaged_list_of_copies_loses_no_work_and_stops_nobody",
    "JSONDecodeError",
)
def _(tree: Tree):
    tree.in_function(
        "utils/publishing/notebooks.py", "_copied_digests", "(FileNotFoundError, ValueError)", "FileNotFoundError"
    )


@defect(
    "a lesson that is gone before its new version is whole",
    "utils",
    "tests/publishing/test_notebooks.py::test_a_full_disk_takes_no_lesson_away",
    "== files",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/notebooks.py", "_written_beside", 'path.with_name(f".{path.name}.new")', "path")


@defect(
    "a hub that trusts whatever lies in a learner's folder",
    "utils",
    "tests/publishing/hub/test_start.py::test_a_lesson_from_a_link_is_trusted_only_if_it_is_one_of_the_course",
    "trusted",
)
def _(tree: Tree):
    tree.in_function(
        "utils/publishing/hub/start.py",
        "prepare",
        "notebooks.trust_contents(source)",
        "[notebooks.trust(folder) for folder in (source, home / LEARNER_COPY.name)]",
    )


@defect(
    "a hub that trusts no lesson from a link",
    "utils",
    "tests/publishing/hub/test_start.py::test_a_lesson_from_a_link_is_trusted_only_if_it_is_one_of_the_course",
    "trusted",
)
def _(tree: Tree):
    tree.in_function(
        "utils/publishing/notebooks.py",
        "trust_contents",
        '(path.read_text(encoding="utf-8"), _for_this_python(path))',
        "(_for_this_python(path),)",
    )


@defect(
    "a hub that starts with a login for anybody",
    "utils",
    "tests/publishing/hub/test_config.py::test_it_refuses_to_start_until_it_is_reported_who_may_log_in",
    "DID NOT RAISE",
)
def _(tree: Tree):
    tree.swap(
        "utils/publishing/hub/jupyterhub_config.py",
        'elif login == "lti":',
        'elif login == "dummy":\n    pass\nelif login == "lti":',
    )


@defect(
    "a home on a hub that other learners can read",
    "utils",
    "tests/publishing/hub/test_config.py::test_an_account_is_added_once_with_a_home_that_nobody_else_can_read",
    "HOME_MODE",
)
def _(tree: Tree):
    tree.in_string("utils/publishing/hub/jupyterhub_config.py", "add_account", "HOME_MODE=0700", "HOME_MODE=0755")


@defect(
    "files on a hub that other learners can read",
    "utils",
    "tests/publishing/hub/test_start.py::test_what_a_learner_writes_no_other_learner_can_read",
    "'755'",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/hub/start.py", "main", "os.umask(0o077)", "os.umask(0o022)")


@defect(
    "two people of a platform taken for one",
    "utils",
    "tests/publishing/hub/test_config.py::test_a_learner_from_a_platform_has_a_name_that_says_nothing",
    "'aB1'",
)
def _(tree: Tree):
    tree.in_function(
        "utils/publishing/hub/jupyterhub_config.py", "platform_login", "return username", "return username.lower()"
    )


@defect(
    "a hub that answers nobody while it makes an account",
    "utils",
    "tests/publishing/hub/test_config.py::test_a_hub_answers_while_accounts_are_made_one_after_another",
    "in answered",
)
def _(tree: Tree):
    tree.in_function(
        "utils/publishing/hub/jupyterhub_config.py",
        "account_of",
        "await asyncio.to_thread(add_account, spawner.user.name)",
        "add_account(spawner.user.name)",
    )


@defect(
    "a hub that listens to the network",
    "utils",
    "tests/publishing/hub/test_config.py::test_it_listens_on_this_machine_only_and_ends_what_is_idle",
    "0.0.0.0",
)
def _(tree: Tree):
    tree.in_string("utils/publishing/hub/jupyterhub_config.py", "c.JupyterHub.bind_url", "127.0.0.1", "0.0.0.0")


@defect(
    "a hub that shows an error to most of a class that clicks at once",
    "utils",
    "tests/publishing/hub/test_config.py::test_a_class_that_clicks_at_once_waits_in_line_and_nobody_is_turned_away",
    "concurrent_spawn_limit",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/hub/jupyterhub_config.py", "c.JupyterHub.concurrent_spawn_limit", "0", "4")


@defect(
    "a package that every process imports for two seconds",
    "utils",
    "tests/test_environment.py::test_nothing_waits_for_a_parser_that_checks_nothing",
    "lark",
)
def _(tree: Tree):
    lock = tree.root / "requirements.lock"
    lock.write_text(lock.read_text(encoding="utf-8") + "lark==1.3.1\n", encoding="utf-8")


@defect(
    "a hub where everybody starts at the same time",
    "utils",
    "tests/publishing/hub/test_config.py::test_a_class_that_clicks_at_once_waits_in_line_and_nobody_is_turned_away",
    "timeout=1.5",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/hub/jupyterhub_config.py", "before_start", "turns.acquire()", "asyncio.sleep(0)")


@defect(
    "a hub whose open tabs keep kernels for ever",
    "utils",
    "tests/publishing/hub/test_start.py::test_the_server_gets_its_options_and_keeps_what_an_administrator_chose",
    "cull_connected",
)
def _(tree: Tree):
    tree.swap(
        "utils/publishing/hub/server_config/jupyter_server_config.json",
        '"cull_connected": true',
        '"cull_connected": false',
    )


@defect(
    "links to a hub that follow a branch",
    "utils",
    "tests/publishing/test_site.py::test_links_are_pinned_to_the_tag_of_this_version",
    "main",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/site/launch_links.py", "TAG", 'f"v{version()}"', "'main'")


@defect(
    "an image with the course where a hub mounts a volume",
    "utils",
    "tests/publishing/hub/test_image.py::test_the_volume_does_not_hide_the_course",
    "/home/jovyan",
)
def _(tree: Tree):
    tree.swap("utils/publishing/hub/image.sh", "--target-repo-dir /opt/mbc-course", "--target-repo-dir /home/jovyan")


@defect(
    "values with a login for anybody",
    "utils",
    "tests/publishing/hub/test_image.py::test_the_values_let_nobody_in_and_hold_no_secret",
    "dummy",
)
def _(tree: Tree):
    tree.swap("utils/publishing/hub/values.yaml", 'authenticator_class: "null"', "authenticator_class: dummy")


@defect(
    "canonical form that keeps the time",
    "utils",
    "tests/publishing/test_notebooks.py::test_canonical_form_drops_what_differs_and_keeps_what_is_read",
    "canonical",
)
def _(tree: Tree):
    tree.in_string("utils/publishing/notebooks.py", "_KEPT_CELL_METADATA", "mystnb", "execution")


@defect("verdict recomputed too kindly", "utils", "tests/tables/test_verdicts.py::test_allowed", "contradicted")
def _(tree: Tree):
    tree.in_function("utils/tables/verdicts.py", "allowed", "same_unit and not overlapping", "False")


@defect(
    "sentences split in another place",
    "utils",
    "tests/tables/test_citations.py::test_split_sentences",
    "split_sentences",
)
def _(tree: Tree):
    tree.in_string("utils/tables/citations.py", "_ABBREVIATION", "e\\.g|", "")


# --- environment ------------------------------------------------------------------------------------------------------


@defect(
    "conda file with another range",
    "environment",
    "tests/test_environment.py::test_environment_file_names_the_same_ranges",
    "pandas",
)
def _(tree: Tree):
    tree.swap("environment.yml", "pandas>=3.1,<4", "pandas>=3.0,<4")


@defect(
    "lock with an address",
    "environment",
    "tests/test_environment.py::test_lock_holds_the_ranges_by_hash_and_no_address",
    "://",
)
def _(tree: Tree):
    tree.append("requirements.lock", "--extra-index-url https://registry.example/simple\n")


@defect(
    "lock outside the range",
    "environment",
    "tests/test_environment.py::test_lock_holds_the_ranges_by_hash_and_no_address",
    "pandas",
)
def _(tree: Tree):
    text = (tree.root / "requirements.lock").read_text(encoding="utf-8")
    version = re.search(r"^pandas==(\S+)", text, re.MULTILINE)[1]
    tree.swap("requirements.lock", f"\npandas=={version}", "\npandas==2.2.0")


@defect("locks that disagree", "environment", "tests/test_environment.py::test_the_locks_agree")
def _(tree: Tree):
    text = (tree.root / "requirements.lock").read_text(encoding="utf-8")
    version = re.search(r"^matplotlib==(\S+)", text, re.MULTILINE)[1]
    tree.swap("tests/requirements.lock", f"\nmatplotlib=={version}", "\nmatplotlib==3.11.0.post9")


@defect(
    "package for tests not locked",
    "environment",
    "tests/test_environment.py::test_dependencies_of_tests_and_pages_are_locked",
    "furo",
)
def _(tree: Tree):
    tree.swap("tests/requirements.lock", "\nfuro==", "\nfuror==")


@defect(
    "license said in other words",
    "environment",
    "tests/test_environment.py::test_the_license_is_worded_the_same_everywhere",
    "README.md",
)
def _(tree: Tree):
    tree.swap("README.md", "Code: MIT. Text and data: CC BY 4.0", "Code: MIT. Text: CC BY 4.0")


@defect(
    "file at the top that nobody agreed to",
    "environment",
    "tests/test_environment.py::test_top_level_stays_small",
    "notes.txt",
)
def _(tree: Tree):
    tree.append("notes.txt", "notes\n")
    subprocess.run(["git", "add", "notes.txt"], cwd=tree.root, check=True)


@defect(
    "README that links to nothing",
    "environment",
    "tests/test_environment.py::test_files_of_the_readme_exist",
    "docs/gone.md",
)
def _(tree: Tree):
    tree.append("README.md", "\n[More](docs/gone.md)\n")


@defect(
    "README with a command that is none",
    "environment",
    "tests/test_environment.py::test_make_commands_of_the_readme_exist",
    "make-believe",
)
def _(tree: Tree):
    tree.append("README.md", "\n`make make-believe`\n")


@defect(
    "lesson missing in the README",
    "environment",
    "tests/test_environment.py::test_readme_lists_the_lessons_with_their_minutes",
    "05_diagnosis",
)
def _(tree: Tree):
    tree.swap("README.md", "notebooks/05_diagnosis.ipynb", "notebooks/00_start_here.ipynb")


@defect(
    "wrong total in the README",
    "environment",
    "tests/test_environment.py::test_readme_lists_the_lessons_with_their_minutes",
    "README.md lacks",
)
def _(tree: Tree):
    tree.swap("README.md", "| all together | ", "| all together | 1")


@defect(
    "percent sign glued to its figure",
    "data",
    "tests/tables/test_fact_base.py::test_a_figure_and_its_percent_sign_are_written_as_the_course_writes_them",
    "data/comparisons.csv",
    "12.2%",
)
def _(tree: Tree):
    tree.swap("data/comparisons.csv", "12.2 %", "12.2%")


@defect(
    "benchmark that today's tables break",
    "environment",
    "tests/bench/test_bench.py::test_the_multiplied_tables_of_the_benchmark_are_sound",
    "data/appraisal/",
)
def _(tree: Tree):
    tree.in_string("tests/bench/check.py", "KEPT", "map_statements", "")


@defect(
    "text of several articles as one's",
    "utils",
    "tests/explorers/test_treatments.py::test_an_article_is_credited_with_no_more_than_it_says",
    "not in",
)
def _(tree: Tree):
    tree.in_function(
        "utils/ui/evidence.py",
        "statement_texts",
        "article_texts.get(key, {row.text: [row.source]})",
        "{row.text: [row.source]}",
    )


CONSTRAINTS = "tests/tables/test_schema.py::"


@defect(
    "constraint that nobody checks",
    "utils",
    CONSTRAINTS + "test_a_broken_constraint_is_reported_with_file_row_column_value_and_fix",
    "minimum, broken by",
)
def _(tree: Tree):
    tree.in_function("utils/tables/schema.py", "_wrong", '"minimum" in rules', "False")


@defect(
    "empty table that is let through",
    "utils",
    CONSTRAINTS + "test_every_table_in_every_outer_form",
    "data/sites.csv is reported as",
)
def _(tree: Tree):
    tree.in_string("utils/tables/text_files.py", "_other_text", "is empty", "is short")


BROKEN_FILES = "tests/tables/test_broken_files.py::"


@defect(
    "characters that nobody can see, let through",
    "utils",
    BROKEN_FILES + "test_every_message_reads_as_it_did",
    "zero width space",
)
def _(tree: Tree):
    tree.in_function("utils/tables/characters.py", "_kind", 'category == "Cf"', "False")


@defect(
    "a repair that changes what cells say",
    "utils",
    BROKEN_FILES + "test_a_repair_of_form_shows_the_change_and_loses_nothing",
    "5 \u03bcg",
)
def _(tree: Tree):
    tree.in_function("utils/tables/repair.py", "_repaired", '"NFC"', '"NFKC"')


@defect(
    "a flood of messages for one cause",
    "utils",
    BROKEN_FILES + "test_one_cause_never_takes_more_than_twenty_lines",
    "assert",
)
def _(tree: Tree):
    tree.in_function("utils/errors.py", "summary", "list(groups.values())[:GROUPS]", "list(groups.values())")


@defect(
    "a rule that looks at each row once for each row",
    "utils",
    BROKEN_FILES + "test_the_check_is_linear_in_the_rows",
    "1.1 *",
)
def _(tree: Tree):
    tree.in_function(
        "utils/tables/rules/fact_base.py",
        "cells_have_no_stray_whitespace",
        "value != value.strip()",
        'value != value.strip() or (column == "id" and sum(other[column] == value for other in rows) > len(rows))',
    )


BROKEN_DESCRIPTOR = "tests/tables/test_loader.py::test_a_broken_descriptor_is_reported_once_whoever_asks"


@defect("descriptor that nobody validates", "utils", BROKEN_DESCRIPTOR, "KeyError", "primaryKey")
def _(tree: Tree):
    tree.in_function("utils/tables/data_package.py", "_read", "_against_schema(package)", "None")


@defect("descriptor that may contradict itself", "utils", BROKEN_DESCRIPTOR, "a link to a missing table", late=True)
def _(tree: Tree):
    tree.in_function("utils/tables/data_package.py", "_read", "list(_contradictions(package))", "[]")


@defect(
    "schema that lets a type through",
    "utils",
    "tests/tables/test_rules.py::test_every_message_reads_as_it_did",
    "'boolean' is not valid at resources/people/schema/fields/age/type",
    late=True,
)
def _(tree: Tree):
    tree.swap("utils/tables/datapackage.schema.json", '{"enum": ["string", "number", "integer"], ', "{")


@defect(
    "fix in other words",
    "utils",
    "tests/tables/test_rules.py::test_every_message_reads_as_it_did",
    "-data/statistics.csv, row 19",
    "tests.tables.test_rules writes them down",
)
def _(tree: Tree):
    tree.in_function("utils/tables/rules/fact_base.py", "ranges_are_ordered", 'f"swap {low} and {high}"', "'swap them'")


MISSPELT = "reci" + "eve"  # in two parts, or the real check would find it here


@defect("spelling", "environment", ("codespell_lib", "README.md"), "README.md", MISSPELT)
def _(tree: Tree):
    tree.append("README.md", f"\nYou will {MISSPELT} it.\n")


TABLES = ("codespell_lib", "--toml", "tests/codespell/tables_and_lessons.toml", "data", "notebooks")


@defect("typo in a table", "environment", TABLES, "data/glossary.csv:2", MISSPELT)
def _(tree: Tree):
    tree.swap("data/glossary.csv", "definition,reference_id\n", f"definition,reference_id\n{MISSPELT},,,\n")


BRITISH = "tum" + "our"
SPELLED = "tests/test_spelling.py::test_names_and_texts_are_spelled_the_american_way"


@defect(
    "British spelling in a lesson",
    "environment",
    f"{SPELLED}[lesson_texts]",
    "02_stages_and_spread | ",
    f"{BRITISH} ==> tumor",
)
def _(tree: Tree):
    tree.prose("02", "tumor", BRITISH)


@defect(
    "British spelling in a message",
    "environment",
    ("codespell_lib", "utils/tables/citations.py"),
    "utils/tables/citations.py",
    f"{BRITISH} ==> tumor",
)
def _(tree: Tree):
    tree.append("utils/tables/citations.py", f'\n\nNO_CELLS = "lists no {BRITISH} cells"\n')


@defect(
    "British spelling in a name of the data",
    "environment",
    f"{SPELLED}[data_names]",
    f"column sites.{BRITISH}_effect: {BRITISH} ==> tumor",
)
def _(tree: Tree):
    tree.swap("data/datapackage.json", '"name": "effect_plain"', f'"name": "{BRITISH}_effect"')
    tree.swap("data/sites.csv", ",effect_plain,", f",{BRITISH}_effect,")


@defect("name that nothing defines", "environment", ("ruff", "check", "."), "F821", "utils/ui/elements.py")
def _(tree: Tree):
    tree.append("utils/ui/elements.py", "\n\nSHOWN = nothing_at_all\n")


@defect("markup out of a string with fields", "environment", ("ruff", "check", "."), "S704", "utils/ui/components.py")
def _(tree: Tree):
    tree.in_function(
        "utils/ui/components.py",
        "origin_paragraph",
        """Markup('<p class="mbc-origin">{}</p>').format(text)""",
        """Markup(f'<p class="mbc-origin">{text}</p>')""",
    )


@defect("cell of a panel that is not escaped", "environment", ESCAPED.format("04_sites_and_symptoms"), "'u'", late=True)
def _(tree: Tree):
    tree.in_function(
        "utils/ui/components.py", "practice_item", "practice_statement(row)", "Markup(practice_statement(row))"
    )


@defect("question that is not escaped", "environment", ESCAPED.format("05_diagnosis"), "'u'", late=True)
def _(tree: Tree):
    tree.in_function("utils/questions/html_form.py", "legend", "item.stem", "Markup(item.stem)")


@defect(
    "import that points upward",
    "environment",
    "tests/test_layers.py::test_imports_look_down_only",
    "utils.tables is not allowed to import utils.statements",
    "BROKEN",
)
def _(tree: Tree):
    tree.append("utils/tables/rows.py", "\n\nimport utils.statements.steps\n")


@defect(
    "pictures in the layer of tables",
    "environment",
    "tests/test_layers.py::test_imports_look_down_only",
    "utils.tables is not allowed to import matplotlib",
    late=True,
)
def _(tree: Tree):
    tree.append("utils/tables/rows.py", "\n\nimport matplotlib\n")


@defect(
    "package that comes along unnamed",
    "environment",
    "tests/test_environment.py::test_what_the_code_imports_is_named",
    "'nbclient'",
    "imported",
)
def _(tree: Tree):
    tree.swap("pyproject.toml", '    "nbclient>=0.11,<0.12",\n', "")


@defect(
    "module renamed, and nobody told contributors",
    "environment",
    "tests/test_environment.py::test_where_to_change_what_names_each_place_once",
    "utils/exports/cards.py",
)
def _(tree: Tree):
    tree.swap("CONTRIBUTING.md", "`utils/ui/cards.py`", "`utils/exports/cards.py`")


@defect("code out of format", "environment", ("ruff", "format", "--check", "."), "utils/ui/elements.py")
def _(tree: Tree):
    tree.append("utils/ui/elements.py", "\n\nSHOWN = [ 1,2 ]\n")


# --- the pages and JupyterLab, in a real browser ----------------------------------------------------------------------

PAGE = "tests/browser/test_page.py::"
LAB = "tests/browser/test_lab.py::"
RUN = LAB + "test_just_opened_and_then_run_all_answers_the_keyboard"
SAVED = LAB + "test_trusted_but_not_run_the_saved_explorers_answer_the_keyboard"
OPENING = LAB + "test_jupyterlab_leaves_out_what_makes_opening_slow"
CONTENTS = LAB + "test_the_table_of_contents_lists_the_headings_of_the_text_alone"
KEYS = PAGE + "test_a_lesson_is_read_and_worked_through_by_keyboard_without_scripts"


@defect("link broken by the build", "site", PAGE + "test_every_link_of_the_site_leads_somewhere", "leads to", slow=True)
def _(tree: Tree):
    tree.in_string("utils/publishing/site/__init__.py", "_link", ".html", ".htm")


@defect(
    "lesson missing on the first page",
    "site",
    PAGE + "test_the_first_page_leads_to_every_lesson",
    "05_diagnosis",
    slow=True,
)
def _(tree: Tree):
    tree.swap(
        "utils/publishing/site/templates/index.md",
        "for lesson, goals in lessons -%}",
        "for lesson, goals in lessons if lesson.id[:2] != '05' -%}",
    )


@defect("focus that nobody sees", "site", KEYS, "nothing shows it", slow=True, keep="05")
def _(tree: Tree):
    tree.swap("utils/ui/course.css", "  outline: 3px solid #0b62a4; outline-offset: 2px;", "  outline: none;")


@defect("panel that never opens", "site", KEYS, "Text", slow=True, keep="05")
def _(tree: Tree):
    tree.swap(
        "utils/ui/course.css",
        '.mbc-controls:has(.mbc-control-0 [value$="1"]:checked) + * .mbc-option-0:not([data-units*="1"])',
        '.mbc-controls:has(.mbc-control-0 [value$="1"]:checked) + * .mbc-option-0:not([data-units*="0"])',
    )


@defect("page too wide for a phone", "site", KEYS, "px", slow=True, keep="05")
def _(tree: Tree):
    tree.append("utils/ui/course.css", "article h2 { min-width: 60rem; }\n")


@defect(
    "text too pale",
    "site",
    "tests/browser/test_site_pages.py::test_all_text_stands_out_on_every_page",
    "contrast 1.",
    slow=True,
    keep="05",
)
def _(tree: Tree):
    tree.swap(
        "utils/ui/course.css",
        ".mbc-source-list { font-size: .88em; color: var(--mbc-muted);",
        ".mbc-source-list { font-size: .88em; color: #b9bec4;",
    )


@defect("request to another host", "site", KEYS, "request to", "elsewhere.example", slow=True, keep="05")
def _(tree: Tree):
    tree.append("utils/ui/course.css", "body { background-image: url(https://elsewhere.example/a.png); }\n")


@defect(
    "panels closed on paper", "site", PAGE + "test_paper_shows_everything", "texts are in sight", slow=True, keep="05"
)
def _(tree: Tree):
    tree.swap("utils/ui/course.css", "@media screen {\n  .mbc-all-open", "@media all {\n  .mbc-all-open")


@defect("folds closed on paper", "site", PAGE + "test_paper_shows_everything", "== []", slow=True, keep="05")
def _(tree: Tree):
    opened = "details::details-content { content-visibility: visible; display: block; }"
    tree.swap("utils/ui/course.css", f".mbc-chart {opened}", "")


@defect(
    "callback that fails in JupyterLab",
    "JupyterLab",
    RUN,
    slow=True,
    keep="05",
)
def _(tree: Tree):
    switch_nothing(tree)


@defect(
    "tables that stand to the right",
    "JupyterLab",
    RUN,
    "== []",
    slow=True,
    keep="05",
)
def _(tree: Tree):
    tree.swap("utils/ui/course.css", ".mbc-table.mbc-table table", ".mbc-table table")


@defect(
    "explorer without an HTML form",
    "JupyterLab",
    RUN,
    slow=True,
    keep="05",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        for cell in code(notebook):
            for output in cell["outputs"]:
                if "mbc-explorer" in "".join(output["data"][HTML]):
                    output["data"][HTML] = ["<p>An explorer.</p>"]


@defect(
    "saved explorer that does not answer",
    "JupyterLab",
    SAVED,
    slow=True,
    keep="05",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        reasons = next(m["state"] for m in models(notebook) if "mbc-reason" in m["state"].get("value", ""))
        reasons["value"] = reasons["value"].replace("data-options", "data-other")


# What the course sets in JupyterLab: each setting in its file, taken back.
PAGE_CONFIG, DEFAULTS = "page_config.json", "default_setting_overrides.json"
for name, gate, says, lessons, file, old, new in (
    ("question about news in JupyterLab", RUN, "Toastify", "05", PAGE_CONFIG, 'announcements": true', 'other": true'),
    (
        "formulas in JupyterLab",
        OPENING,
        "mathjax",
        "00",
        PAGE_CONFIG,
        'mathjax-extension:plugin": true',
        'other": true',
    ),
    ("JupyterLab that asks for a build", OPENING, "buildCheck", "00", PAGE_CONFIG, 'Check": false', 'Check": true'),
    ("headings of explorers in the table of contents", CONTENTS, "== [", "", DEFAULTS, 'put": false', 'put": true'),
    ("cells far below before the first screen", OPENING, "windowingMode", "00", DEFAULTS, '"defer"', '"none"'),
):
    defect(name, "JupyterLab", gate, says, slow=True, keep=lessons)(
        partial(Tree.swap, path=f"utils/jupyter_config/labconfig/{file}", old=old, new=new)
    )


@defect("every cell is laid out", "JupyterLab", OPENING, "'visible'", slow=True, keep="00")
def _(tree: Tree):
    tree.swap(f"notebooks/{tree.lesson('00').name}", ".jp-Cell{content-visibility:auto;", ".jp-Cell{")


@defect(
    "a stylesheet in each live face",
    "notebooks",
    on("05", "test_every_output_has_an_html_form_and_every_image_alt_text"),
    "holds the stylesheet once more",
)
def _(tree: Tree):
    with tree.notebook("05") as notebook:
        next(m["state"] for m in models(notebook) if "value" in m["state"])["value"] = "<style>p{}</style>"


@defect(
    "an explorer without its look in a notebook that does not show the stylesheet",
    "notebooks",
    f"{EXPLORERS}test_an_output_carries_the_live_face_and_the_next_the_form",
    "not enough values to unpack",
)
def _(tree: Tree):
    tree.in_function("utils/ui/explorer.py", "TwoFaces._ipython_display_", "not _style_is_shown", "False")


@defect("marks of a lost connection", "JupyterLab", SAVED, "== []", slow=True, keep="05")
def _(tree: Tree):
    tree.swap(f"notebooks/{tree.lesson('05').name}", "content:none;display:none;", "outline: 0;")


@defect(
    "rows that do not stack on a phone",
    "site",
    PAGE + "test_a_phone_shows_every_table_without_sideways_scrolling",
    "== []",
    slow=True,
    keep="05",
)
def _(tree: Tree):
    tree.swap("utils/ui/course.css", "@media screen {\n  @container", "@media print {\n  @container")


# --- teachings that could hurt someone (the clinical review of November 2026) -----------------------------------------

SAFETY = "tests/lessons/test_safety.py::"


@defect(
    "feeling ill without a fever keyed wrong",
    "safety",
    SAFETY + "test_1_feeling_ill_without_a_fever_is_a_reason_to_call",
    "feel ill",
)
def _(tree: Tree):
    tree.cell("items/options", {"item_id": "case-fever-6", "option": "d"}, "correct", "no")
    tree.cell("items/options", {"item_id": "case-fever-6", "option": "f"}, "correct", "yes")


@defect(
    "breathing rate not charted",
    "safety",
    SAFETY + "test_2_sedation_breathing_and_oxygen_are_charted_and_morphine_is_on_the_list",
    "Breathing",
)
def _(tree: Tree):
    tree.drop("cases/readings", {"case_id": "calcium", "measure": "Breathing", "time_label": "12:40"})


@defect(
    "480 mL without a catheter",
    "safety",
    SAFETY + "test_3_the_480_ml_is_reported_and_bladder_bowels_skin_and_clots_are_cared_for",
    "cord-catheter",
)
def _(tree: Tree):
    tree.drop("cases/points", {"practice_id": "cord-catheter", "step": "4"})


@defect(
    "MASCC before the work-up",
    "safety",
    SAFETY + "test_4_her_mascc_is_computed_agrees_with_her_story_and_comes_after_the_work_up",
    "mascc-after-work-up",
)
def _(tree: Tree):
    tree.drop("cases/points", {"practice_id": "mascc-after-work-up"})


@defect(
    "urine that nobody measures",
    "safety",
    SAFETY + "test_5_her_signs_make_7_and_7_sets_off_a_call_fluid_urine_and_a_second_look",
    "sepsis-six",
    late=True,
)
def _(tree: Tree):
    tree.drop("cases/points", {"practice_id": "sepsis-six", "step": "4"})


@defect(
    "NEWS2 without the US call",
    "safety",
    SAFETY + "test_5_the_us_call_stands_beside_news2_wherever_a_step_or_a_row_says_what_it_sets_off",
    "rapid response",
    late=True,
)
def _(tree: Tree):
    tree.swap(
        "data/cases/points.csv", " In a US hospital it is time for a sepsis alert or a rapid response call (ours).", ""
    )


@defect(
    "weight of a score",
    "safety",
    "tests/tables/test_early_warning.py::test_each_end_of_each_band",
    "MASCC",
    late=True,
)
def _(tree: Tree):
    tree.cell("cases/score_bands", {"score": "MASCC", "part": "age", "low": "60"}, "points", "2")


@defect(
    "factor of a unit",
    "safety",
    "tests/tables/test_units.py::test_the_pairs",
    "creatinine",
    late=True,
)
def _(tree: Tree):
    tree.cell("units", "creatinine", "si_decimals", "1")


@defect(
    "other unit left out of a chart",
    "safety",
    "tests/explorers/test_cases.py::test_chart_and_picture_give_the_us_unit_first_and_the_other_from_the_one_function",
    "106 (5.9)",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/statements/case_charts.py", "_in_both_units", "pair is None", "pair is None or value > 101")


@defect(
    "model answer of a case before its question",
    "utils",
    "tests/explorers/test_cases.py::test_the_question_stands_between_the_cues_and_the_folded_answer",
    "places == sorted(places)",
    late=True,
)
def _(tree: Tree):
    tree.in_function(
        "utils/explorers/cases.py",
        "CaseStep.html",
        "self.above.html + self.quiz.html + self.below.html",
        "self.above.html + self.below.html + self.quiz.html",
    )


@defect(
    "model answer of a case that is not folded",
    "utils",
    "tests/explorers/test_cases.py::test_the_question_stands_between_the_cues_and_the_folded_answer",
    "<summary>Model answer</summary>",
    late=True,
)
def _(tree: Tree):
    tree.in_function(
        "utils/explorers/cases.py",
        "_below",
        "ui.folded('Model answer', _answer(data, case_id, step, sources))",
        "_answer(data, case_id, step, sources)",
    )


@defect(
    "reading of a case before the step that has it",
    "utils",
    "tests/explorers/test_cases.py::test_a_step_shows_what_is_new_and_nothing_of_later_steps",
    "later",
    late=True,
)
def _(tree: Tree):
    tree.in_function(
        "utils/explorers/cases.py", "chart_so_far", "readings['step'] <= step", "readings['step'] <= step + 1"
    )


@defect(
    "a step that asks the questions of the whole case",
    "utils",
    "tests/explorers/test_cases.py::test_a_step_asks_the_questions_of_the_table_and_each_is_asked_once",
    "cord",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/explorers/cases.py", "case_step", "rows['step'] == step", "rows['step'] == rows['step']")


@defect(
    "model answers of cases missing on paper",
    "site",
    "tests/publishing/test_site.py::test_model_answers_of_cases_are_printed_after_the_answers",
    "mbc-model",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/publishing/site/__init__.py", "_write_source", "_model_answers(notebooks.get(name))", "''")


@defect(
    "braces left in an answer",
    "safety",
    "tests/explorers/test_cases.py::test_a_score_is_shown_as_its_parts_and_sum_with_nothing_left_in_braces",
    "Together",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/explorers/cases.py", "_answer", "text.replace(f'{{{name}}}', sum_text)", "text")


@defect(
    "clot off the card",
    "safety",
    SAFETY + "test_6_the_card_names_clot_drug_lung_blocked_vein_and_stroke",
    "clot-lung-cues is not on the card",
    late=True,
)
def _(tree: Tree):
    tree.cell("practice", "clot-lung-cues", "alarm", "")


@defect(
    "a bleed without a do not",
    "safety",
    SAFETY + "test_6_the_card_has_an_alarm_for_a_broken_bone_bleeding_and_suicide_each_with_its_three_parts",
    "press firmly",
    late=True,
)
def _(tree: Tree):
    tree.cell("escalations", {"practice_id": "bleed-escalate"}, "do_not", "run")


@defect(
    "half an instruction on the card",
    "safety",
    SAFETY + "test_6_no_escalation_is_half_an_instruction_and_nothing_is_made_up",
    "do_not",
    late=True,
)
def _(tree: Tree):
    tree.in_string("utils/statements/guidance.py", "PARTS", "Do not", "Now")


@defect(
    "an escalation in a panel without its steps",
    "utils",
    "tests/ui/test_explorer.py::test_an_escalation_in_a_panel_carries_its_steps_each_with_its_page",
    "AssertionError",
    late=True,
)
def _(tree: Tree):
    tree.in_function("utils/ui/components.py", "practice_item", "row.kind == ESCALATION", "False")


@defect(
    "unsure row on the card",
    "safety",
    SAFETY + "test_6_the_card_holds_only_rows_to_be_used_first_and_stays_short",
    "brain-cues",
    late=True,
)
def _(tree: Tree):
    tree.cell("practice", "brain-cues", "alarm", "seizure, confusion or signs of a stroke")


@defect(
    "call, and go on with the pills",
    "safety",
    SAFETY + "test_7_capecitabine_says_stop_and_call_and_96_hours_after_the_last_dose",
    "call the oncology team",
    late=True,
)
def _(tree: Tree):
    tree.swap(
        "data/practice.csv",
        "STOP the pills and call the oncology team now. No more pills until the team has reviewed it.",
        "call the oncology team now.",
    )


@defect(
    "96 hours in hand",
    "safety",
    SAFETY + "test_7_capecitabine_says_stop_and_call_and_96_hours_after_the_last_dose",
    "LAST dose",
    late=True,
)
def _(tree: Tree):
    tree.cell("practice", "capecitabine-antidote", "unit", "hours")


@defect(
    "calcium with every zoledronic acid",
    "safety",
    SAFETY + "test_8_calcium_with_zoledronic_acid_only_for_bone_metastases",
    "for bone metastases",
    late=True,
)
def _(tree: Tree):
    tree.swap(
        "data/practice.csv",
        "With zoledronic acid for bone metastases (or myeloma), not when it is given for high calcium: daily",
        "With zoledronic acid: daily",
    )


@defect(
    "call that ends with nothing",
    "safety",
    SAFETY + "test_9_the_first_call_ends_with_what_happens_now",
    "Don't walk down the stairs",
    late=True,
)
def _(tree: Tree):
    tree.swap("data/cases/points.csv", " Don't walk down the stairs.", "")


@defect(
    "tamoxifen left off the list",
    "safety",
    SAFETY + "test_10_tamoxifen_and_severe_calcium_goes_to_the_prescriber",
    "tamoxifen-calcium-severe",
    late=True,
)
def _(tree: Tree):
    tree.drop("cases/points", {"practice_id": "tamoxifen-calcium-severe"})


@defect(
    "glucose that is watched",
    "safety",
    SAFETY + "test_11_two_glucose_readings_are_reported",
    "Report both glucose readings",
    late=True,
)
def _(tree: Tree):
    tree.swap(
        "data/cases/points.csv", "Report both glucose readings to the prescriber now,", "Watch both glucose readings,"
    )


@defect(
    "alarm of an opioid without an action",
    "safety",
    SAFETY + "test_a1_signs_of_too_much_opioid_say_911_and_stand_on_the_card",
    "call 911 now",
    late=True,
)
def _(tree: Tree):
    tree.swap("data/practice.csv", ": call 911 now (in the hospital: rapid response).", ": tell the team.")


@defect(
    "8 to 12 breaths without a call",
    "safety",
    SAFETY + "test_a3_nobody_waits_for_eight_breaths",
    "call the prescriber",
    late=True,
)
def _(tree: Tree):
    tree.swap(
        "data/practice.csv", "8–12 breaths a minute: call the prescriber; the dose", "8–12 breaths a minute: the dose"
    )


@defect(
    "nobody told before the blood results",
    "safety",
    SAFETY + "test_a2_somebody_is_called_at_half_past_nine_again_with_the_results_and_again_when_he_is_drowsier",
    "calcium-escalate",
    late=True,
)
def _(tree: Tree):
    tree.drop("cases/points", {"practice_id": "calcium-escalate", "step": "1"})


@defect(
    "heart signs phoned to the clinic",
    "safety",
    SAFETY + "test_a6_heart_signs_on_capecitabine_go_to_911_and_not_to_the_clinic",
    "911",
    late=True,
)
def _(tree: Tree):
    tree.swap(
        "data/practice.csv",
        "take no more pills and call 911, then tell the team",
        "take no more pills and tell the team",
    )


@defect(
    "a temperature in °C alone",
    "safety",
    SAFETY + "test_b_fahrenheit_stands_first_wherever_a_learner_meets_a_temperature",
    "38.2 °C",
    late=True,
)
def _(tree: Tree):
    tree.swap("data/items/items.csv", "100.8 °F (38.2 °C)", "38.2 °C")


SITE = "tests/browser/test_site_pages.py::"
SCRIPT = "tests/browser/test_script.py::"
WIDTHS = "tests/browser/test_widths.py::"
KEYBOARD = [
    ("menu that leaves the keyboard outside", SITE + "test_menus_of_a_narrow_window_by_keyboard", "focus", "course.js",
        "    menus();\n", ""),
    ("skip link behind the menus", SITE + "test_the_first_stop_skips_to_the_content", "skip-to-content",
        "furo/page.html", '<a class="skip-to-content muted-link" href="#furo-main-content">Skip to content</a>\n', ""),
    ("stop under the header", SITE + "test_going_back_by_keyboard_no_stop_hides_under_the_header", "hidden", "site.css",
        "scroll-margin-top: 8.5rem;", ""),
    ("table that stays a stop", SCRIPT + "test_a_table_is_a_stop_of_the_tab_key_only_while_it_scrolls", "tabindex",
        "course.js", "    tables();\n", ""),
    ("tab that writes back what another tab changed",
        SCRIPT + "test_what_another_tab_writes_in_the_middle_of_a_change_stays", "the other tab wrote", "record.js",
        "if (before.get(name) !== text) write", "write"),
    ("summary too low for a finger", WIDTHS + "test_what_is_touched_on_a_phone_is_large_enough", "summary", "site.css",
        "article summary { min-height: 2.75rem;", "article summary { max-height: 1.5rem;"),
    ("column beside the middle", WIDTHS + "test_at_1300_pixels_the_column_stands_in_the_middle", "px", "site.css",
        "{ .content { margin: 0 auto; } }", "{ .content { margin: 0; } }"),
    ("bar that stays behind", WIDTHS + "test_the_bar_leads_to_every_section_and_says_where_one_is", "sections",
        "sections.js", "    requestAnimationFrame(look);\n", ""),
]  # fmt: skip
for name, gate, says, file, old, new in KEYBOARD:
    defect(name, "site", gate, says, slow=True)(
        partial(Tree.swap, path=f"utils/publishing/site/{file}", old=old, new=new)
    )

PACKAGED = "tests/publishing/test_scorm.py::test_"
PACKAGES = [
    ("a file that the manifest does not list", PACKAGED + "the_manifest_keeps_to_scorm_12", "opened and not listed",
        "__init__.py", "files=list(map(quote, files))", "files=list(map(quote, files))[1:]"),
    ("a resource that is no SCO", PACKAGED + "the_manifest_keeps_to_scorm_12", "has no type",
        "templates/imsmanifest.xml", ' adlcp:scormtype="sco"', ""),
    ("a page that asks for a worker", PACKAGED + "nothing_of_a_package_is_kept_by_a_worker",
        "code that is not in utils/", "__init__.py", '    after = after.replace(_element(_OFFLINE), "")\n', ""),
    ("a package that a worker keeps", PACKAGED + "nothing_of_a_package_is_kept_by_a_worker", "assert not (",
        "__init__.py", "elif name not in offline.FILES:", "else:"),
    ("a package that does not say who reviewed it", PACKAGED + "every_page_says_that_no_clinician_has_reviewed_it",
        "Not reviewed by a clinician", "__init__.py", "Not reviewed by a clinician, unless a part says so. ", ""),
]  # fmt: skip
PLAYED = "tests/browser/test_scorm.py::test_"
FINISHED, WHOLE = PLAYED + "start_leave_resume_finish", PLAYED + "the_whole_bank_fits_and_what_is_dropped_is_the_oldest"
PLAYED_PACKAGES = [
    ("a score of last tries", FINISHED, "'raw': ", "scorm.js",
        "[kept.get(place)?.first, most]", "[kept.get(place)?.last, most]"),
    ("a lesson that is complete when it is opened", FINISHED, "incomplete", "scorm.js",
        "tried.length === counted.length ||", "true ||"),
    ("an attempt that is over when it is left", FINISHED, "suspend", "scorm.js",
        '"cmi.core.exit": "suspend"', '"cmi.core.exit": ""'),
    ("a session that does not end", FINISHED, "LMSFinish", "scorm.js",
        'addEventListener("pagehide", finish);', ""),
    ("a record that stays on the device", FINISHED, "Timeout", "scorm.js",
        "  if (platform) globalThis.mbcPlatform = platform;\n", ""),
    ("more than a platform keeps", WHOLE + "_answer", "4096", "scorm.js", "[4096,", "[8192,"),
    ("the newest answer dropped", WHOLE + "_answer", "oldest", "scorm.js",
        "new Map([...entries].reverse()", "new Map([...entries]"),
    ("a platform that is gone in silence", PLAYED + "a_platform_that_is_gone_or_refuses_is_reported_and_gets_everything"
        "_when_it_is_back[isGone]", "mbc-unsaved", "scorm.js",
        'problem: () => (isRefused ? GONE : "")', 'problem: () => ""'),
    ("a refusal that is not tried again", PLAYED + "a_platform_that_is_gone_or_refuses_is_reported_and_gets_everything"
        "_when_it_is_back[isRefusing]", "mbc-unsaved", "scorm.js",
        "      if (isRefused) timer = setTimeout(save, AGAIN);\n", ""),
    ("a review that is written", PLAYED + "a_review_changes_nothing", "LMSSetValue", "scorm.js",
        "if (isOver || isReview) return;", "if (isOver) return;"),
]  # fmt: skip
if os.environ.get("MBC_SCORM_AGAIN"):  # without a platform its tests are not run
    PACKAGES += PLAYED_PACKAGES
for name, gate, says, file, old, new in PACKAGES:
    defect(name, "scorm", gate, says, slow=True)(
        partial(Tree.swap, path=f"utils/publishing/scorm/{file}", old=old, new=new)
    )

OFFLINE = "tests/browser/test_offline.py::test_"
UPDATE = OFFLINE + "of_an_update_that_fails_nothing_is_seen_and_the_next_one_is_whole"
SINGLE = "tests/browser/test_single_files.py::test_"
WITHOUT_SIGNAL = [
    ("an edition that does not wait for open pages",
        OFFLINE + "with_two_pages_open_neither_meets_the_newer_edition", "mbc-newer",
        "offline/worker.js", "event.waitUntil(caches.open(OWN).then(bringAll))",
        "event.waitUntil(caches.open(OWN).then(bringAll).then(() => skipWaiting()))"),
    ("a file kept without its hash", UPDATE,
        "failed", "offline/worker.js", ", integrity: FILES[name]", ""),
    ("an edition with a file missing", UPDATE,
        "failed", "offline/worker.js", "Promise.all(Object.keys", "Promise.allSettled(Object.keys"),
    ("the older edition thrown away too early",
        UPDATE,
        "'B' == 'A'", "offline/worker.js",
        "caches.open(OWN).then(bringAll)", "caches.keys().then((all) => "
        "Promise.all(all.map((name) => caches.delete(name)))).then(() => caches.open(OWN)).then(bringAll)"),
    ("the pages of another course thrown away",
        OFFLINE + "another_course_on_the_same_server_keeps_its_own_pages", "mbc-course /a/course/b/ 1",
        "offline/worker.js", "name.startsWith(KEPT) && ", ""),
    ("an edition with a part from the server",
        OFFLINE + "an_edition_of_which_a_part_was_lost_is_given_up_for_a_newer_one",
        "B with the style of the other", "offline/worker.js",
        "    await Promise.all([caches.delete(OWN), registration.unregister()]);\n", ""),
    ("a page that is not kept", OFFLINE + "a_page_that_is_not_of_the_course_is_the_servers",
        "The pages were not kept",
        "postprocess.py", """["worker-src 'self'", "manifest-src 'self'"]""", """["manifest-src 'self'"]"""),
    ("an app at the root of the server",
        OFFLINE + "the_course_can_be_installed_and_every_page_opens_without_a_signal",
        "is not relative", "offline/__init__.py", '"start_url": "index.html"', '"start_url": "/index.html"'),
    ("a worker over plain HTTP", OFFLINE + "over_plain_http_in_a_classroom_nothing_is_registered",
        "link[rel=manifest]", "offline.js", " && isSecureContext && navigator.serviceWorker", ""),
    ("a worker from a folder", OFFLINE + "from_a_folder_nothing_is_registered", "link[rel=manifest]", "offline.js",
        " && /^https?:$/.test(location.protocol)", ""),
    ("a search of a single file that counts itself",
        SINGLE + "each_result_of_a_single_file_leads_to_the_block_that_it_shows", "00_start_here.html",
        "downloads.py", 'page.find("article").insert_before(Beautiful', 'page.find("article").insert(0, Beautiful'),
    ("missed questions of another page",
        SINGLE + "the_record_stays_in_the_file_comes_back_there_and_survives_a_new_name",
        "focused", "downloads.py", '["", *item[1:]]', '[name, *item[1:]]'),
    ("a lesson that no file leads to", "tests/publishing/test_site.py::test_a_single_file_needs_no_other",
        "leads no longer", "downloads.py", "            if address.path not in others:\n                link.unwrap()\n"
        "            continue\n        if target_id",
        "            link.unwrap()\n            continue\n        if target_id"),
]  # fmt: skip
for name, gate, says, file, old, new in WITHOUT_SIGNAL:
    defect(name, "site", gate, says, slow=True)(
        partial(Tree.swap, path=f"utils/publishing/site/{file}", old=old, new=new)
    )


assert len({each.name for each in DEFECTS}) == len(DEFECTS), "Two defects share a name."


# --- what goes out of date, and who is meant (the clinical review of November 2026) -----------------------------------

CURRENCY = "tests/lessons/test_currency.py::"


@defect(
    "an overtaken row without its note",
    "currency",
    CURRENCY + "test_12_rows_that_a_newer_approval_overtook_say_so_with_its_date",
    "alpelisib-pik3ca-mutated",
)
def _(tree: Tree):
    tree.cell("treatment_subtypes", {"id": "alpelisib-pik3ca-mutated"}, "note", "")


@defect(
    "the day of a check not shown",
    "currency",
    CURRENCY + "test_every_drug_line_carries_the_year_of_its_page_and_the_day_it_was_checked",
    "checked",
)
def _(tree: Tree):
    tree.in_string("utils/ui/sources.py", "page_text", "seen: {}; checked {})", "seen: {}<!-- {} -->)")


@defect(
    "a guideline for men shown to all",
    "currency",
    CURRENCY + "test_23_what_is_written_for_men_is_labeled_so_and_stands_last",
    "men only",
)
def _(tree: Tree):
    tree.swap("data/treatment_subtypes.csv", ",men only,", ",women and men,")


@defect(
    "an approval shown to the wrong receptor group",
    "currency",
    CURRENCY + "test_14_a_her2_low_result_alone_does_not_open_an_approval_for_receptor_positive_disease",
    "approval",
)
def _(tree: Tree):
    tree.cell("treatment_subtypes", {"id": "trastuzumab-deruxtecan-her2-ultralow"}, "hormone_receptors", "")


@defect(
    "lung and breast pooled in silence",
    "currency",
    CURRENCY + "test_36_pooled_figures_name_all_who_were_pooled",
    "ild-fatal",
)
def _(tree: Tree):
    tree.swap("data/practice.csv", "trials of T-DXd, breast cancer and other solid tumors, {value}", "trials, {value}")


@defect(
    "a survival figure without its era",
    "currency",
    CURRENCY + "test_31_32_survival_with_metastatic_disease_names_its_era",
    "median-survival-her2-positive",
)
def _(tree: Tree):
    tree.cell("statistics", {"id": "median-survival-her2-positive"}, "caveat", "Half of the women lived longer.")


@defect(
    "a helpline of 2014",
    "currency",
    CURRENCY + "test_19_no_helpline_keeps_a_number_of_2014_and_each_says_when_it_was_seen",
    "866-891-2392",
)
def _(tree: Tree):
    tree.swap("data/practice.csv", "844-275-7427 (844-ASK-SHARE)", "866-891-2392")


SEARCH = "tests/publishing/test_search_index.py::"


@defect(
    "the key of a question in the search",
    "search",
    SEARCH + "test_text_is_whole_is_there_once_and_leaves_out_what_nobody_reads",
    "Answer: a",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/site/search_index.py", "_Page._is_left_out", "tag == 'details'", "False")


@defect(
    "the model answer of a case in the search",
    "search",
    SEARCH + "test_text_is_whole_is_there_once_and_leaves_out_what_nobody_reads",
    "Model answer",
)
def _(tree: Tree):
    tree.in_function("utils/publishing/site/search_index.py", "_LEFT_OUT", "'mbc-case-answer'", "'mbc-no-js'")


@defect(
    "search blocks that the page does not count",
    "search",
    SEARCH + "test_blocks_are_counted_as_the_script_of_the_page_counts_them",
    "BLOCKS",
)
def _(tree: Tree):
    tree.swap("utils/publishing/site/blocks.js", "h1, h2, h3, h4, p", "h1, h2, h3, p")


# --- the record of a learner ------------------------------------------------------------------------------------------

RECORD = "tests/questions/test_record"
RECORD_FILE = f"{RECORD}_file.py::"


@defect(
    "missed question back on another day",
    "record",
    f"{RECORD}.py::test_a_try_changes_what_is_known_of_a_question",
    "2028-03-04",
)
def _(tree: Tree):
    tree.in_function("utils/questions/record.py", "DAYS", "7", "8")


@defect(
    "pages ask on another day than JupyterLab",
    "record",
    "tests/browser/test_script.py::test_the_script_keeps_the_record_as_python_does",
    "seven days",
    slow=True,
)
def _(tree: Tree):
    tree.swap("utils/publishing/site/record.js", "[1, 3, 7, 21]", "[1, 3, 8, 21]")


@defect(
    "two notebooks write without a lock",
    "record",
    f"{RECORD_FILE}test_between_reading_and_writing_no_other_kernel_writes",
    "other",
)
def _(tree: Tree):
    tree.in_function("utils/questions/record_file.py", "_locked", "not _try_to_lock(file)", "False")


@defect(
    "file written in place",
    "record",
    f"{RECORD_FILE}test_what_cannot_be_written_waits_and_the_old_file_stays_whole",
    "assert",
)
def _(tree: Tree):
    tree.in_function(
        "utils/questions/record_file.py",
        "RecordFile._write_waiting",
        "_replace",
        "(lambda p, t: (p.write_text(t), os.fsync(0)))",
    )


@defect(
    "displaying a question counts as a try",
    "record",
    "tests/questions/test_recorder.py::test_a_cell_that_is_run_again_counts_a_choice_once",
    "tries",
)
def _(tree: Tree):
    tree.in_function(
        "utils/questions/recorder.py",
        "Recorder.watch",
        "_watching[choice.radios.model_id] = (choice.radios, chosen)",
        "_ = chosen({'new': choice.radios.index})",
    )


@defect(
    "copy that JupyterLab changes when it opens it",
    "record",
    "tests/publishing/test_notebooks.py::test_a_copy_names_the_python_that_will_run_it",
    "language_info",
)
def _(tree: Tree):
    tree.in_function(
        "utils/publishing/notebooks.py", "copy_for_learner", "_for_this_python(lesson)", "_with_language(lesson, {})"
    )


# --- what a class answered, and its handouts --------------------------------------------------------------------------

CLASS = "tests/results/"


@defect(
    "question compared with a total that holds it",
    "class results",
    f"{CLASS}test_statistics.py::test_alpha_and_corrected_correlation_of_the_published_test",
    "0.712",
)
def _(tree: Tree):
    tree.in_function("utils/results/statistics.py", "discrimination", "complete.drop(columns=name)", "complete")


@defect(
    "last attempt of a student counts",
    "class results",
    f"{CLASS}test_reading.py::test_the_first_attempt_counts_whatever_its_row",
    "assert",
)
def _(tree: Tree):
    tree.in_function(
        "utils/results/reading.py",
        "_first_attempts",
        "sorted(attempts, key=lambda attempt: attempt.order)",
        "sorted(attempts, key=lambda attempt: attempt.order, reverse=True)",
    )


@defect(
    "students keep what identifies them",
    "class results",
    f"{CLASS}test_reading.py::test_no_name_is_anywhere_in_what_was_read",
    "assert not",
)
def _(tree: Tree):
    tree.in_function(
        "utils/results/rows.py",
        "Students.code",
        'hmac.new(self._salt, text.encode("utf-8"), hashlib.sha256).hexdigest()',
        "text",
    )


@defect(
    "made-up responses that look real",
    "class results",
    f"{CLASS}test_views.py::test_made_up_answers_are_the_same_in_every_run_and_marked_everywhere",
    "MADE-UP RESPONSES",
)
def _(tree: Tree):
    tree.in_function("utils/results/views.py", "_marked", "answers.is_made_up", "False")


@defect(
    "handout with the answers",
    "class results",
    "tests/publishing/test_kit.py::test_a_handout_is_the_core_path_without_answers",
    "The key.",
)
def _(tree: Tree):
    tree.in_function(
        "utils/publishing/kit.py",
        "write_handouts",
        "paper.core_path(page.read_text(encoding='utf-8')).without_answers()",
        "paper.core_path(page.read_text(encoding='utf-8'))",
    )
