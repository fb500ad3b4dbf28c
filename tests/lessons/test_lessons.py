"""Gates over the committed lessons: what a reader sees in them, apart from charts, explorers and questions."""

from __future__ import annotations

import csv
import itertools
import json
import re

import pytest

from tests.helpers import NOTEBOOKS, lesson_paths, outputs, read_notebook
from tests.lessons import frame
from tests.lessons.frame import plain
from utils import project
from utils.publishing import minutes, notebooks
from utils.publishing.lesson_files import figure_problems, lessons_by_term, prose
from utils.statements.guidance import UNSURE
from utils.tables import citations, loader
from utils.tables.rows import rows_by_id
from utils.tables.rules.questions import TEST
from utils.ui import explorer

MOST_BYTES, MOST_BYTES_IN_THE_MEAN = 1_000_000, 550_000
TEMPLATE = (project.ROOT / "utils" / "publishing" / "templates" / "lesson.md").read_text(encoding="utf-8")
# Words that the licensing exam uses and that no table lists: where a grade is counted, they are no hard words.
EXAM_WORDS = (
    "osteonecrosis",
    "alopecia",
    "mucositis",
    "nadir",
    "hypocalcemia",
    "hyperglycemia",
    "lymphedema",
    "extravasation",
    "cardiotoxicity",
    "neutropenic",
    "neutropenia",
    "fertility",
    "SBAR",
    "hypercalcemia",
    "thrombocytopenia",
    "pneumonitis",
    "neuropathy",
    "edema",
    "dyspnea",
    "jaundice",
    "ascites",
    "tamponade",
    "embolism",
    "pneumonia",
    "interstitial lung disease",
)
CORE_MINUTES = 6 * 60  # of the whole course
ABOUT_ARTICLES = "09"  # the lesson whose subject the articles are
# What the first code cell of a lesson does where `utils` is not (tests/lessons/test_outside.py); it is the same in all.
OUTSIDE = re.search(r"^except ImportError.*\n(?: .*\n)+", TEMPLATE, re.MULTILINE)[0]
each_lesson = pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)  # those that are no lesson too


AGAIN = "`make notebooks`, look at the lesson, commit it"


def at(path, cell: str, what: str) -> str:
    """A finding with its place."""
    return f"{path.name}, cell {cell}: {what}"


def report(findings: list[str], fix: str) -> str:
    """The message of a red test: every finding with its place, and the fix."""
    return "\n".join([*findings, f"Fix: {fix}"])


def headings(path) -> list[tuple[int, str]]:
    found = []
    for _, text in prose(path):
        found += [(len(m[1]), m[2].strip()) for m in re.finditer(r"^(#+) (.+)$", text, re.MULTILINE)]
    return found


# --- facts and figures -------------------------------------------------------------------------------------------


@each_notebook
def test_every_number_in_prose_comes_from_a_row(path, rows):
    wrong = [
        at(path, cell, f"says {figure}, which {problem}; {fix}")
        for cell, text in prose(path)
        for figure, problem, fix in figure_problems(text, rows)
    ]
    assert not wrong, report(wrong, "as each line says; `make check` lists them too")


@pytest.fixture(scope="session")
def rows():
    return rows_by_id(loader.raw())


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", citations.normalize(text))
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_no_sentence_of_an_article_is_copied(articles, data):
    """No run of eight words of an article stands in the tables or lessons (titles of the articles are named as
    such).
    """
    theirs = {}
    for file in data.sources["file"]:
        for place, sentence in citations.read_article(articles / file).items():
            theirs |= dict.fromkeys(runs(sentence), (file, place))
    titles = set().union(*map(runs, data.sources["title"]))
    ours = {f"data/{p.name}": p.read_text(encoding="utf-8") for p in project.DATA.rglob("*.csv")}
    ours |= {path.name: "\n".join(plain(text) for _, text in prose(path)) for path in lesson_paths()}
    copied = [
        f"{where}: {' '.join(run)!r} stands in {theirs[run][0]} line {theirs[run][1][0]}"
        for where, text in ours.items()
        for run in runs(text) & theirs.keys() - titles
    ]
    assert not copied, report(copied, "say it in your own words")


# --- the frame of a lesson ---------------------------------------------------------------------------------------


def asked(cells: list[dict], positions: dict[str, int]) -> list[int]:
    """The numbers of the questions of a lesson, in the order in which a reader meets them."""
    html = " ".join(text for _, text in outputs({"cells": cells}, "text/html"))
    return [positions[id] for id in re.findall(r'data-item="([^"]+)"', html)]


@each_lesson
def test_questions_are_numbered_in_the_order_in_which_they_stand(path, data):
    """Planted: the first cell with a question stands last."""
    positions = data.items.set_index("id")["position"].astype(int).to_dict()
    cells = read_notebook(path)["cells"]
    numbers = asked(cells, positions)
    assert numbers == list(range(1, len(numbers) + 1)) and numbers
    with_questions = [cell for cell in cells if asked([cell], positions)]
    assert len(with_questions) > 1 and asked([*with_questions[1:], with_questions[0]], positions) != numbers


@each_lesson
def test_frame(path, data, rows):
    """Opening as in data/lessons.csv, sections in their order, cards, questions where they belong
    (tests/lessons/frame.py).
    """
    row = data.lessons.set_index("id").loc[path.stem]
    made = frame.sections(frame.cells(read_notebook(path)))
    time_line = f"**Time** {row['minutes_core']} minutes for the core path, {row['minutes_all']} for everything."
    own = data.items[(data.items["lesson"] == path.stem) & (data.items["place"] != TEST)]
    wrong = frame.order_problems(made)
    wrong += frame.opening_problems(
        made, row["title"], time_line, row["last_checked"], "00_start_here.ipynb#Get-help-now"
    )
    wrong += frame.card_problems(made) + frame.use_first_problems(made, use_first(rows), UNSURE)
    if not any(section.heading == frame.FIRST for section in made):
        wrong += frame.idea_problems(made)
        wrong += frame.question_problems(
            made, own["place"].tolist(), is_case=any("cases." in part.code for part in made)
        )
    wrong += frame.article_problems(made, is_about_articles=path.stem.startswith(ABOUT_ARTICLES))
    assert not wrong, report([f"{path.name} {problem}" for problem in wrong], "as in the template of `make lesson`")


def use_first(rows) -> dict[str, str]:
    """``table:id`` → yes or no, for the rows that say whether they are to be used first."""
    return {f"{table}:{id}": row["use_first"] for (table, id), row in rows.items() if "use_first" in row}


def test_the_template_has_the_frame_of_a_lesson():
    found = re.findall(r"^## (.+)$", TEMPLATE, re.MULTILINE)
    assert [words for words in found if "[write" not in words] == [*frame.BEFORE, *frame.AFTER]


@pytest.fixture(scope="session")
def counted():
    return minutes.count_all()


@each_lesson
def test_minutes_are_counted(path, data, counted):
    """What data/lessons.csv says, and so every place that prints it, is what `make minutes` counts."""
    row, count = data.lessons.set_index("id").loc[path.stem], counted[path.stem]
    printed = (row["minutes_core"], row["minutes_all"])
    assert printed == count.printed, (
        f"{path.name} takes {count.core:.0f} minutes for the core path and {count.everything:.0f} for everything; "
        f"data/lessons.csv says {printed}. Fix: `make minutes`"
    )


def test_the_core_path_of_the_course_takes_six_hours_at_most(data, counted):
    found = max(data.lessons["minutes_core"].sum(), sum(each.core for each in counted.values()))
    assert found <= CORE_MINUTES, (
        f"The core path of data/lessons.csv takes {found:.0f} minutes (at most {CORE_MINUTES}). Fix: move text to a "
        "fold, or questions to the place more; then `make minutes`"
    )


@each_notebook
def test_headings_are_one_title_and_no_level_is_left_out(path):
    found = headings(path)
    wrong = [
        f"{path.name}: {words!r} is of level {level} and follows a heading of level {before}"
        for (before, _), (level, words) in itertools.pairwise(found)
        if level > before + 1 or level == 1
    ]
    assert not wrong and found[0][0] == 1, report(wrong, "one title of level 1, and each level below the one before it")


@each_lesson
def test_objectives_are_three_to_five_and_each_is_tested(path, data):
    made = frame.sections(frame.cells(read_notebook(path)))
    text = next((section.text for section in made if section.heading == frame.OBJECTIVES), "")
    objectives = [int(number) for number in re.findall(r"^(\d)\. ", text, re.MULTILINE)]
    assert objectives == list(range(1, len(objectives) + 1)) and 3 <= len(objectives) <= 5, (
        f"{path.name} has the objectives {objectives}. Fix: number three to five of them, from 1"
    )
    own = data.items[data.items["lesson"] == path.stem]
    tested, in_lesson = set(own["objective"]), set(own.loc[own["place"] != TEST, "objective"])
    wrong = [f"{path.name}: no question tests objective {number}" for number in sorted(set(objectives) - in_lesson)]
    wrong += [
        f"{path.name}: a question tests objective {number}, which is none"
        for number in sorted(tested - set(objectives))
    ]
    assert not wrong, report(wrong, "data/items/items.csv, column objective; then `make update`")


@each_lesson
def test_every_question_of_a_lesson_is_shown(path, data):
    shown = "".join(html for _, html in outputs(read_notebook(path), "text/html"))
    own = data.items[(data.items["lesson"] == path.stem) & (data.items["place"] != TEST)]
    missing = [id for id in own["id"] if f'data-item="{id}"' not in shown]
    assert not missing, (
        f"{path.name} does not show the questions {missing}. Fix: add questions.quiz(...), make notebooks"
    )


def test_the_glossary_has_every_term_and_links_the_lessons_that_use_it(data):
    (glossary,) = (path for path in NOTEBOOKS if path.stem == "glossary")
    html = "".join(html for _, html in outputs(read_notebook(glossary), "text/html"))
    entries = dict(re.findall(r'<dt id="term-([\w-]+)">.*?</dt>(<dd>.*?</dd>)', html, re.DOTALL))
    assert set(entries) == set(data.glossary["id"])
    wrong = [
        f"{glossary.name}: {term} is used in {used}, and the entry links to {linked}"
        for term, entry in entries.items()
        for used in [lessons_by_term().get(term, [])]
        for linked in [re.findall(r'href="(\w+)\.ipynb"', entry)]
        if used != linked
    ]
    assert not wrong, report(wrong, "`make notebooks`")


def test_every_lesson_is_listed_and_every_listed_lesson_is_there(data):
    listed, there = data.lessons["id"].tolist(), [path.stem for path in lesson_paths()]
    assert listed == there, (
        f"data/lessons.csv lists {listed}, and notebooks/ holds {there}. Fix: a row per lesson, in order"
    )


@each_notebook
def test_links_between_lessons_lead_somewhere(path):
    for cell, text in prose(path):
        for name, anchor in re.findall(r"\]\(([\w.]+\.ipynb)(#[^)]*)?\)", text):
            target = project.NOTEBOOKS / name
            assert target.is_file(), f"{path.name}, cell {cell}: no lesson {name}"
            ids = [heading.replace(" ", "-") for _, heading in headings(target)]
            ids += re.findall(r'id="([^"]+)"', "".join(html for _, html in outputs(read_notebook(target), "text/html")))
            assert not anchor or anchor[1:] in ids, f"{path.name}, cell {cell}: {name} has no place {anchor}"


@each_lesson
def test_terms_link_to_the_glossary_once(path, data):
    text = "".join(text for _, text in prose(path))
    linked = re.findall(r"#term-([\w-]+)\)", text)
    wrong = [
        f"{path.name} looks for {place!r} outside the glossary"
        for place in re.findall(r"\((?!glossary\.ipynb)([\w.]*#term-[\w-]+)\)", text)
    ]
    wrong += [f"{path.name} links {term!r} more than once" for term in sorted(set(linked)) if linked.count(term) > 1]
    wrong += [
        f"{path.name} links {term!r}, which data/glossary.csv lacks" for term in set(linked) - set(data.glossary["id"])
    ]
    assert not wrong, report(
        wrong,
        "link the first use of a term to glossary.ipynb#term-ID, ID being that of its row in data/glossary.csv",
    )


@each_lesson
def test_reading_grade(path, data):
    """Flesch-Kincaid at most 8 with words of exam and glossary read as "word"; natural sentences, not clipped ones."""
    texts = [text for _, text in prose(path)]
    if any("[write" in text for text in texts):
        pytest.skip(f"NOT RUN: {path.name} is still to be written")
    names = (data.glossary["term"], data.treatments["label"], data.treatments["brand"], data.symptoms["label_clinical"])
    terms = {term for column in names for term in column if term} | set(EXAM_WORDS)
    found = frame.reading(texts, terms)
    print(f"{path.stem}: grade {found.grade:.1f}, median sentence {found.median:g} words, {found.clipped:.0f} % short")
    wrong = [f"{path.name} {problem}" for problem in frame.reading_problems(found)]
    assert not wrong, report(wrong, "plain words in whole sentences, as you would say them at the station")


# --- the notebook as a file --------------------------------------------------------------------------------------


@each_notebook
def test_cells_ran_once_from_top_to_bottom_with_nothing_on_stderr(path):
    code = [cell for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]
    wrong = []
    for number, cell in enumerate(code, start=1):
        if cell["execution_count"] != number:
            wrong.append(
                at(path, cell["id"], f"has run as number {cell['execution_count']} and stands as number {number}")
            )
        if not cell["outputs"]:
            wrong.append(at(path, cell["id"], "shows nothing"))
        for output in cell["outputs"]:
            if output["output_type"] in ("stream", "error"):
                said = "".join(output.get("text", output.get("evalue", "")))[:80]
                wrong.append(at(path, cell["id"], f"shows {output.get('name', 'an error')}: {said!r}"))
            elif output.get("execution_count", number) != number:
                wrong.append(at(path, cell["id"], f"shows the output of run {output['execution_count']}"))
    assert not wrong, report(wrong, AGAIN)


@each_notebook
def test_code_is_short_folded_and_defines_nothing(path):
    wrong = []
    for cell in read_notebook(path)["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"]).replace(OUTSIDE, "").removeprefix("try:\n")
            if len(source.splitlines()) > 15:
                wrong.append(at(path, cell["id"], f"has {len(source.splitlines())} lines of code (at most 15)"))
            if re.search(r"^\s*(def|class) ", source, re.MULTILINE):
                wrong.append(at(path, cell["id"], "defines something; that belongs in utils/"))
            if "hide-input" not in cell["metadata"].get("tags", []) or not cell["metadata"].get("jupyter", {}).get(
                "source_hidden"
            ):
                wrong.append(at(path, cell["id"], "is not folded (tag hide-input and jupyter.source_hidden)"))
    assert not wrong, report(wrong, AGAIN)


@each_notebook
def test_every_output_has_an_html_form_and_every_image_alt_text(path):
    notebook, wrong = read_notebook(path), []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if lost := {"text/html", "text/plain"} - set(output.get("data", {})):
                wrong.append(at(path, cell["id"], f"has an output without {' and '.join(sorted(lost))}"))
    styles = [cell for cell, html in outputs(notebook, "text/html") if html == explorer.style_element()]
    if styles != [next(cell["id"] for cell in notebook["cells"] if cell["cell_type"] == "code")]:
        wrong.append(at(path, "1", f"shows the stylesheet in the cells {styles}, not once in the first that has code"))
    if "<style" in json.dumps(notebook["metadata"]):  # each view would add it to the page, where all copies are matched
        wrong.append(at(path, "the state of the widgets", "holds the stylesheet once more, and lessons open slowly"))
    for cell, html in outputs(notebooks.without_widgets(notebook), "text/html"):
        for image in re.findall(r"<img[^>]*>", html):
            alt = re.search(r'alt="([^"]*)"', image)
            if not alt or len(alt[1]) <= 40:
                wrong.append(at(path, cell, f"has a picture with the alt text {alt and alt[1]!r}"))
        for address in re.findall(r'(?:src|href)="([^"]+)"', html):
            own = address.startswith(("data:image/svg+xml,", "http://", "https://", "#")) or address.endswith(".ipynb")
            if not own:
                wrong.append(at(path, cell, f"leads to {address[:80]}"))
        for element in ("<script", "<style"):
            if element in html:
                wrong.append(at(path, cell, f"holds {element}>"))
    assert not wrong, report(wrong, "show it with utils.charts, utils.html, an explorer or a question; " + AGAIN)


@each_lesson
def test_each_live_face_finds_its_models_and_has_its_form_below(path):
    """So that no saved lesson opens with a lost model, and no host without widgets shows nothing."""
    notebook, wrong, seen = read_notebook(path), [], set()
    state = notebook["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    for cell in notebook["cells"]:
        shown = [output.get("data", {}) for output in cell.get("outputs", [])]
        for data, below in zip(shown, [*shown[1:], {}], strict=False):
            if not (id := data.get(notebooks.WIDGET_VIEW, {}).get("model_id")):
                continue
            if id in seen:
                wrong.append(at(path, cell["id"], f"shows the model {id[:8]} that another cell shows"))
            if id not in state:
                wrong.append(at(path, cell["id"], f"shows the model {id[:8]}, which is not saved"))
            if not re.match('<section class="mbc-(explorer|quiz)"', "".join(below.get("text/html", ""))):
                wrong.append(at(path, cell["id"], "has live controls and no form below them"))
            seen.add(id)
    for id in set(re.findall("IPY_MODEL_([0-9a-f]+)", str(state))) - set(state):
        wrong.append(at(path, "any", f"needs the model {id[:8]}, which is not saved"))
    assert not wrong, report(wrong, AGAIN)


def test_files_are_light_on_average():
    """Each byte is sent and read before the first picture shows, also over a hub's line."""
    mean = sum(path.stat().st_size for path in NOTEBOOKS) / len(NOTEBOOKS)
    assert mean <= MOST_BYTES_IN_THE_MEAN, (
        f"The notebooks have {mean:,.0f} bytes in the mean (at most {MOST_BYTES_IN_THE_MEAN:,}). "
        "Fix: fewer or simpler pictures in panels"
    )


@each_notebook
def test_file_is_light_and_canonical(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) <= MOST_BYTES, (
        f"{path.name} has {len(text.encode()):,} bytes (at most {MOST_BYTES:,}). Fix: fewer or simpler "
        "pictures in panels"
    )
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebooks.canonical(notebook) == text, f"{path.name} is not in canonical form. Fix: {AGAIN}"


def test_csv_files_are_utf8_with_plain_line_ends():
    for path in project.DATA.rglob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw and raw.endswith(b"\n") and not raw.startswith(b"\xef\xbb\xbf"), (
            f"{path.name} has line ends of Windows, a byte order mark or no line end. Fix: save it as UTF-8 with LF"
        )
        list(csv.reader(raw.decode("utf-8").splitlines()))
