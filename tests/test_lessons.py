"""Gates over the committed lessons: what a reader sees in them, apart from charts, explorers and questions."""

from __future__ import annotations

import csv
import itertools
import re

import pytest
import textstat
from support import lesson_paths, outputs, read_notebook

from utils import citations, notebooks, tables

MOST_BYTES = 1_500_000
SECTIONS = ("What you will be able to do", "Check yourself", "What's next")
LESSON_SECTIONS = (*SECTIONS, "In practice", "Summary", "Sources")
each_lesson = pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)


def prose(path) -> list[tuple[str, str]]:
    """(cell id, text) of the Markdown cells."""
    return [
        (cell["id"], "".join(cell["source"]))
        for cell in read_notebook(path)["cells"]
        if cell["cell_type"] == "markdown"
    ]


def plain(text: str) -> str:
    """Markdown as a reader reads it: link texts, no comments, no marks."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return re.sub(r"[*_>`]", "", text)


def headings(path) -> list[tuple[int, str]]:
    found = []
    for _, text in prose(path):
        found += [(len(m[1]), m[2].strip()) for m in re.finditer(r"^(#+) (.+)$", text, re.MULTILINE)]
    return found


# --- facts and figures -------------------------------------------------------------------------------------------


def unproved_numbers(text: str, data) -> list[str]:
    """Numbers of a text that no row stands behind.

    A figure in prose is followed by the row it comes from: ``50–60 %<!-- statistics:liver-share -->``. An invented one
    says so: ``58<!-- invented -->``.
    """
    text = re.sub(r"\]\([^)]*\)", "]", text)  # addresses
    text = re.sub(r"^\s*\d+\. ", "", text, flags=re.MULTILINE)  # list numbers
    text = re.sub(r"\*\*Time\*\* \d+ minutes: \d+ reading, \d+ doing\.|Last checked: [\d-]+\.", "", text)  # test_frame
    bad = []
    pattern = r"((?<![A-Za-z\d])\d[\d,.]*(?:[–-]\d[\d,.]*)?)\s*(?:%|\+|[a-z]+)?(?:<!-- ([^>]*?) -->)?"
    for figure, source in re.findall(pattern, text):
        stated = {float(part.replace(",", "").rstrip(".")) for part in re.split("[–-]", figure)}
        if source == "invented":
            continue
        table, _, row_id = (source or "").partition(":")
        frame = getattr(data, table, None)
        row = frame[frame["id"] == row_id] if frame is not None else None
        if row is None or row.empty:
            bad.append(f"{figure} names no row")
        elif table == "statistics" and stated != {row["low"].item(), row["high"].item()}:
            bad.append(f"{figure} is not the figure of {source}")
        elif table != "statistics" and not stated <= citations.digits(" ".join(map(str, row.iloc[0]))):
            bad.append(f"{figure} does not stand in {source}")
    return bad


@each_lesson
def test_every_number_in_prose_comes_from_a_row(path, data):
    wrong = [f"{path.name}, cell {cell}: {bad}" for cell, text in prose(path) for bad in unproved_numbers(text, data)]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("bone 70 %<!-- statistics:bone-share -->", []),
        ("bone 71 %<!-- statistics:bone-share -->", ["71 is not the figure of statistics:bone-share"]),
        ("liver 50–61 %<!-- statistics:liver-share -->", ["50–61 is not the figure of statistics:liver-share"]),
        ("bone 70 %", ["70 names no row"]),
        ("bone 70 %<!-- statistics:nothing -->", ["70 names no row"]),
        ("at 38.0<!-- practice:fever-call --> call", []),
        ("at 39<!-- practice:fever-call --> call", ["39 does not stand in practice:fever-call"]),
        ("Rosa is 58<!-- invented -->", []),
        ("HER2 and [a link](00_x.ipynb#a-1)", []),
    ],
)
def test_planted_numbers(text, bad, data):
    assert unproved_numbers(text, data) == bad


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", citations.normalise(text))
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_no_sentence_of_an_article_is_copied(articles, data):
    """No run of eight words of an article stands in the tables or lessons (titles of the articles are named as such)."""
    theirs = {}
    for file in data.sources["file"]:
        for place, sentence in citations.read_article(articles / file).items():
            theirs |= dict.fromkeys(runs(sentence), (file, place))
    titles = set().union(*map(runs, data.sources["title"]))
    ours = {f"data/{p.name}": p.read_text(encoding="utf-8") for p in tables.DATA.rglob("*.csv")}
    ours |= {path.name: "\n".join(plain(text) for _, text in prose(path)) for path in lesson_paths()}
    copied = [
        (where, " ".join(run), theirs[run])
        for where, text in ours.items()
        for run in runs(text) & theirs.keys() - titles
    ]
    assert copied == []


# --- the frame of a lesson ---------------------------------------------------------------------------------------


@each_lesson
def test_frame(path, data):
    """Title, minutes and date as in data/lessons.csv; who it is for; sections; says that no clinician has reviewed it."""
    row = data.lessons.set_index("id").loc[path.stem]
    text = "\n".join(text for _, text in prose(path))
    found = headings(path)
    assert found[0] == (1, row["title"])
    minutes = f"{row['minutes_reading'] + row['minutes_doing']} minutes: {row['minutes_reading']} reading, {row['minutes_doing']} doing."
    assert f"**Time** {minutes}" in text and "**For** " in text
    assert f"Last checked: {row['last_checked']}." in text
    assert "Not yet reviewed by a clinician" in text
    assert (2, "Get help now") in found or "(00_start_here.ipynb#Get-help-now)" in text
    for section in SECTIONS if path.stem.startswith("00") else LESSON_SECTIONS:
        assert (2, section) in found, section


@each_lesson
def test_headings_are_one_title_and_no_level_is_left_out(path):
    levels = [level for level, _ in headings(path)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@each_lesson
def test_objectives_are_three_to_five_and_each_is_tested(path, data):
    text = next(text for _, text in prose(path) if "## What you will be able to do" in text)
    objectives = [int(number) for number in re.findall(r"^(\d)\. ", text, re.MULTILINE)]
    assert objectives == list(range(1, len(objectives) + 1)) and 3 <= len(objectives) <= 5
    tested = set(data.items.loc[data.items["lesson"] == path.stem, "objective"])
    assert tested == set(objectives)


@each_lesson
def test_every_question_of_a_lesson_is_shown(path, data):
    shown = "".join(html for _, html in outputs(read_notebook(path), "text/html"))
    missing = [id for id in data.items.loc[data.items["lesson"] == path.stem, "id"] if f'data-item="{id}"' not in shown]
    assert not missing, (
        f"{path.name} does not show the questions {missing}. Mend: add questions.quiz(...), make notebooks"
    )


def test_every_lesson_is_listed_and_every_listed_lesson_is_there(data):
    assert data.lessons["id"].tolist() == [path.stem for path in lesson_paths()]


@each_lesson
def test_links_between_lessons_lead_somewhere(path):
    for cell, text in prose(path):
        for name, anchor in re.findall(r"\]\(([\w.]+\.ipynb)(#[^)]*)?\)", text):
            target = notebooks.NOTEBOOKS / name
            assert target.is_file(), f"{path.name}, cell {cell}: no lesson {name}"
            ids = [heading.replace(" ", "-") for _, heading in headings(target)]
            ids += re.findall(r'id="([^"]+)"', "".join(html for _, html in outputs(read_notebook(target), "text/html")))
            assert not anchor or anchor[1:] in ids, f"{path.name}, cell {cell}: {name} has no place {anchor}"


@each_lesson
def test_terms_link_to_the_glossary_once(path, data):
    linked = re.findall(r"#term-([\w-]+)\)", "".join(text for _, text in prose(path)))
    assert len(linked) == len(set(linked))
    assert set(linked) <= set(data.glossary["id"])


@each_lesson
def test_reading_grade(path, data, record_property):
    """Flesch-Kincaid of the lesson text: at most 9, and at most 8 with glossary terms read as "word"."""
    text = "\n\n".join(plain(t) for _, t in prose(path))
    text = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\s*(?:\d+\.|-) (.*[^.?!])$", r"\1.", text, flags=re.MULTILINE)
    terms = "|".join(sorted(map(re.escape, data.glossary["term"]), key=len, reverse=True))
    raw = textstat.flesch_kincaid_grade(text)
    eased = textstat.flesch_kincaid_grade(re.sub(rf"\b(?:{terms})s?\b", "word", text, flags=re.IGNORECASE))
    print(f"{path.stem}: Flesch-Kincaid {raw:.1f}, with glossary terms replaced {eased:.1f}")
    assert raw <= 9 and eased <= 8


# --- the notebook as a file --------------------------------------------------------------------------------------


@each_lesson
def test_cells_ran_once_from_top_to_bottom_without_a_word_on_stderr(path):
    code = [cell for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        assert cell["outputs"], f"{path.name}, cell {cell['id']} shows nothing"
        assert not [o for o in cell["outputs"] if o["output_type"] in ("stream", "error")], cell["id"]
        numbers = {o["execution_count"] for o in cell["outputs"] if o["output_type"] == "execute_result"}
        assert numbers <= {cell["execution_count"]}, cell["id"]


@each_lesson
def test_code_is_short_folded_and_defines_nothing(path):
    for cell in read_notebook(path)["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            assert len(source.splitlines()) <= 15, cell["id"]
            assert not re.search(r"^\s*(def|class) ", source, re.MULTILINE), cell["id"]
            assert "hide-input" in cell["metadata"]["tags"] and cell["metadata"]["jupyter"]["source_hidden"], cell["id"]


@each_lesson
def test_every_output_has_an_html_form_and_every_image_words(path):
    notebook = read_notebook(path)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            assert {"text/html", "text/plain"} <= set(output["data"]), cell["id"]
    for cell, html in outputs(notebook, "text/html"):
        for image in re.findall(r"<img[^>]*>", html):
            assert len(re.search(r'alt="([^"]*)"', image)[1]) > 40, cell
        for address in re.findall(r'(?:src|href)="([^"]+)"', html):
            assert address.startswith(("data:image/svg+xml;base64,", "http://", "https://", "#")) or address.endswith(
                ".ipynb"
            ), address
        assert "<script" not in html and "<style" not in html, cell


@each_lesson
def test_file_is_light_and_canonical(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebooks.canonical(notebook) == text, f"{path.name} is not in canonical form: make notebooks"


def test_csv_files_are_utf8_with_plain_line_ends():
    for path in tables.DATA.rglob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw and raw.endswith(b"\n") and not raw.startswith(b"\xef\xbb\xbf"), path.name
        list(csv.reader(raw.decode("utf-8").splitlines()))
