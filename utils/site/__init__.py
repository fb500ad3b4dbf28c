"""The static pages: the committed notebooks as HTML that needs no server, no kernel, no network and no script."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path

from utils import tables
from utils.explorers import STYLESHEET
from utils.faults import CourseError
from utils.notebooks import NOTEBOOKS, lessons

CONF = Path(__file__).parent
_LESSON_LINK = re.compile(r"\[([^\]]+)\]\((\d\d_\w+)\.ipynb(#[\w-]+)?\)")


def build(output: Path, notebooks: Path = NOTEBOOKS) -> Path:
    """Write the pages of all lessons to ``output`` (replaced) and return it. Notebooks are never run here.

    Raises CourseError when Sphinx is not installed or warns of anything.
    """
    try:
        from sphinx.cmd.build import build_main
    except ImportError:
        raise CourseError(
            "Building the pages needs Sphinx. Run `make site`, or install the group `dev` of pyproject.toml."
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        source, built = Path(folder, "source"), Path(folder, "built")
        source.mkdir()
        shutil.copyfile(CONF / "conf.py", source / "conf.py")
        static = source / "_static"
        static.mkdir()
        shutil.copyfile(STYLESHEET, static / STYLESHEET.name)
        shutil.copyfile(CONF / "course.js", static / "course.js")
        names = [path.stem for path in lessons(notebooks)]
        (source / "index.md").write_text(_index(names), encoding="utf-8")
        for path in lessons(notebooks):
            (source / path.name).write_text(_page(path), encoding="utf-8")
        if build_main(["-q", "-W", "--keep-going", "-b", "html", str(source), str(built)]):
            raise CourseError("Sphinx warned while building the pages; its message stands above.")
        for leftover in (".doctrees", ".buildinfo", "objects.inv"):
            path = built / leftover
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(built, output)
    return output


def _page(path: Path) -> str:
    """A notebook as Sphinx gets it: without widget state, and with links to pages instead of notebooks."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"].pop("widgets", None)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = _LESSON_LINK.sub(r'<a href="\2.html\3">\1</a>', "".join(cell["source"]))
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"]["text/html"] = re.sub(
                    r'href="(\d\d_\w+)\.ipynb', r'href="\1.html', "".join(output["data"]["text/html"])
                )
    return json.dumps(notebook)


def _index(names: list[str]) -> str:
    """The first page: what this is, and the lessons."""
    about = tables.load("lessons")
    rows = "\n".join(
        f"- [{row.title}]({row.id}.ipynb) ({row.minutes_reading + row.minutes_doing} minutes): {row.about}"
        for row in about.itertuples()
        if row.id in names
    )
    toc = "\n".join(names)
    return f"""# Metastatic breast cancer: reading, numbers, practice

A course for nursing students, built from five health articles for the public and the references beside them.
Choose a lesson. No program, no account and no network is needed.

{rows}

No clinician has reviewed the content yet. It teaches; it is no advice for one person.

Code: MIT. Text and data: CC BY 4.0.

```{{toctree}}
:hidden:

{toc}
```
"""
