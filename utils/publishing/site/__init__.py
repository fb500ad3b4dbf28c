"""The static pages: the committed notebooks as HTML that needs no server, no kernel, no network and no script."""

from __future__ import annotations

import functools
import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from utils.errors import CourseError, missing_package
from utils.project import FOR_INSTRUCTORS, NOTEBOOKS, UNNUMBERED
from utils.publishing.notebooks import lesson_paths, without_widgets
from utils.publishing.site import offline, pages, postprocess, search_index
from utils.publishing.site import output as output_folder
from utils.publishing.site.launch_links import LaunchLinks
from utils.questions import html_form, pre_post_test, quiz
from utils.questions.bank import Item
from utils.tables import loader
from utils.ui.elements import joined
from utils.ui.explorer import STYLESHEET

HERE = Path(__file__).parent
_WITH_KEY = re.compile(r'data-item=\\"([\w-]+)\\" data-marking')  # a question in the JSON of a notebook
_ANSWER = Markup('<div class="mbc-answer"><p>{}</p>{}</div>').format
_OTHERS = "|".join(name for name in UNNUMBERED if name not in FOR_INSTRUCTORS)
_NAME = rf"(\d\d_\w+|{_OTHERS})"  # of a notebook that has a page
_NOTEBOOK_LINK = re.compile(rf"\[([^\]]+)\]\({_NAME}\.ipynb(#[\w-]+)?\)")
_MODEL = re.compile(r'<section class="mbc-case-answer" aria-label="([^"]*)">(.*?)</section>', re.DOTALL)
_AT_THE_END = r'<div class="mbc-model"><h3>\1</h3>\2</div>'
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE_PROMPTS = {"code_prompt_show": "See the code of this page", "code_prompt_hide": "Hide the code"}
_ID = re.compile(r'\sid="([^"]+)"')


def build(output: Path, notebooks: Path = NOTEBOOKS, launch_links: LaunchLinks | None = None) -> Path:
    """Write the pages of all lessons to ``output`` and return it. Notebooks are never run here.

    Parameters
    ----------
    output : Path
        Folder of the pages: a new or an empty one, or that of an earlier site, whose files are replaced.
    notebooks : Path
        Folder of the lessons.
    launch_links : LaunchLinks, optional
        Where the lessons can be opened and run; each page then links there.

    Returns
    -------
    Path
        ``output``.

    Raises
    ------
    CourseError
        If ``output`` holds files and no site of this course, if Sphinx is not installed or warns of anything, if a
        page would load something from another site, or if a lesson shows a question that is not in the tables.
    """
    output_folder.require_ours(output)
    code = frame_code()
    with tempfile.TemporaryDirectory() as folder:
        source, built = Path(folder, "source"), Path(folder, "built").resolve()
        _write_frame(source)
        # A student copy contains no answers, and so no test with its key.
        _write_source(source, lesson_paths(notebooks), launch_links, with_tests=notebooks == NOTEBOOKS)
        _run_sphinx(source, built)
        data = loader.load_all()
        search_index.add_index(built, search_index.synonyms(data.search_words, data.treatments))
        postprocess.finish_pages(built, code)
        offline.make_installable(built, pages.COURSE)
        output_folder.replace(built, output)
    return output


@functools.cache
def frame_code() -> postprocess.FrameCode:
    """The code that pages may run: that of a site built here from our own files alone, before any content is read.

    Returns
    -------
    postprocess.FrameCode
        The scripts and styles, made once.

    Raises
    ------
    CourseError
        As ``build`` does.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, built = Path(folder, "source"), Path(folder, "built").resolve()
        _write_frame(source)
        (source / "index.md").write_text("# Frame\n", encoding="utf-8")
        _run_sphinx(source, built)
        return postprocess.frame_code(built)


def _run_sphinx(source: Path, built: Path) -> None:
    try:
        from sphinx.cmd.build import build_main
    except ImportError:
        raise CourseError(missing_package("Building the pages needs", "Sphinx", "site")) from None
    if build_main(["-q", "-W", "--keep-going", "-b", "html", str(source), str(built)]):
        raise CourseError("Sphinx warned while building the pages; see its message above.")


def _write_frame(folder: Path) -> None:
    """Write what Sphinx reads for any page: settings, templates, styles and scripts."""
    (folder / "_static").mkdir(parents=True)
    (folder / "context.json").write_text(json.dumps({"live": {}, "answers": {}, "tests": {}}), encoding="utf-8")
    shutil.copyfile(HERE / "conf.py", folder / "conf.py")
    shutil.copytree(HERE / "furo", folder / "_templates")
    for path in (STYLESHEET, *HERE.glob("*.css"), *HERE.glob("*.js")):
        shutil.copyfile(path, folder / "_static" / path.name)
    shutil.copytree(HERE / "search", folder / "_static" / "search")


def _write_source(folder: Path, paths: list[Path], launch_links: LaunchLinks | None, with_tests: bool) -> None:
    """Write the content that Sphinx reads: the lessons, and the pages made from the tables."""
    notebooks = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}
    links = {name: launch_links.for_file(f"notebooks/{name}.ipynb") for name in notebooks} if launch_links else {}
    data = loader.load_all()
    tests = {pre_post_test.PAGE: pre_post_test.page(data)} if with_tests else {}
    sources = {f"{name}.md": text for name, text in {**pages.make_pages(data, notebooks, tests), **tests}.items()}
    sources |= {f"{name}.ipynb": _page(notebook) for name, notebook in notebooks.items()}
    questions = {}
    for name in notebooks:
        if ids := _WITH_KEY.findall(sources[f"{name}.ipynb"]):
            questions[name] = quiz(name, data, only=ids).items
    questions |= {
        page: [item for form in pre_post_test.TESTS for item in pre_post_test.questions(form, data)] for page in tests
    }
    answers = {name: f"{_answers(items)}{_model_answers(notebooks.get(name))}" for name, items in questions.items()}
    linked = _test_links(list(data.lessons["id"])) if with_tests else {}
    sources["context.json"] = json.dumps({"live": links, "answers": answers, "tests": linked})
    for name, text in sources.items():
        (folder / name).write_text(text, encoding="utf-8")
    for path in HERE.glob("*.md"):
        shutil.copyfile(path, folder / path.name)


def _test_links(lessons: list[str]) -> dict[str, list[tuple[str, str, str]]]:
    """Lesson → what its page says of the tests of the course: text, label and address of each link, in order."""
    before, after = (
        (f"Test yourself {title.lower()}", f"{pre_post_test.PAGE}.html#{title.lower().replace(' ', '-')}")
        for title in pre_post_test.TESTS.values()
    )
    links = {lesson: [("What do you know already?", *before), ("All lessons done?", *after)] for lesson in lessons}
    return links | {lessons[-1]: [("You have reached the end of the lessons.", *after)]}


def _page(notebook: dict) -> str:
    """A notebook as Sphinx reads it: without widgets, its code in one fold, links to pages instead of notebooks."""
    notebook = _with_code_last(without_widgets(notebook))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = _NOTEBOOK_LINK.sub(_link, "".join(cell["source"]))
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"]["text/html"] = re.sub(
                    rf'href="{_NAME}\.ipynb', r'href="\1.html', "".join(output["data"]["text/html"])
                )
    return json.dumps(notebook)


def _with_code_last(notebook: dict) -> dict:
    """The notebook with all its code in one cell at its end, each piece below the heading that it belongs to."""
    cells, pieces, heading = [], [], ""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = next(reversed(_HEADING.findall(source)), heading)
        elif cell["cell_type"] == "code":
            pieces.append(f"# --- {heading}\n{source}")
            cell = cell | {"metadata": cell["metadata"] | {"tags": ["remove-input"]}}
        cells.append(cell)
    if pieces:
        code = {"cell_type": "code", "id": "code-of-the-page", "execution_count": None, "outputs": []}
        metadata = {"tags": ["hide-input"], "mystnb": _CODE_PROMPTS}
        cells.append(code | {"metadata": metadata, "source": "\n\n".join(pieces)})
    return notebook | {"cells": cells}


def _answers(items: Iterable[Item]) -> Markup:
    """The answers to a page's questions, printed at its end."""
    return joined(_ANSWER(html_form.legend(item), html_form.key(item)) for item in items)


def _model_answers(notebook: dict | None) -> str:
    """The model answers to the steps of cases that a lesson shows, printed after the answers to its questions."""
    cells = notebook["cells"] if notebook else ()
    outputs = ("".join(output.get("data", {}).get("text/html", "")) for c in cells for output in c.get("outputs", ()))
    answers = "".join(match.expand(_AT_THE_END) for html in outputs for match in _MODEL.finditer(html))
    # The page holds the ids of their sources already, where the step is: here they are others, and links lead to these.
    for id in dict.fromkeys(_ID.findall(answers)):
        for place in (f' id="{id}"', f' href="#{id}"'):
            answers = answers.replace(place, f'{place[:-1]}-printed"')
    return answers


def _link(match: re.Match) -> str:
    """A link between notebooks as one between pages."""
    label, name, fragment = match[1], match[2], match[3] or ""
    return f'<a href="{name}.html{fragment}">{label}</a>'
