"""Notebooks as files: run them, save them in one standard form, and give learners their own copy."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import nbformat.sign
from nbclient import NotebookClient

from utils.errors import CourseError
from utils.project import LEARNER_COPY, NOTEBOOKS, ROOT, UNNUMBERED

_KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_LANGUAGE_INFO = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
_KEPT_CELL_METADATA = ("tags", "jupyter", "mystnb", "slideshow")
_MAP = "course_map("  # a lesson whose code calls this lists all lessons
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def lesson_paths(folder: Path = NOTEBOOKS, ending: str = "ipynb") -> list[Path]:
    """The files of the lessons in ``folder``, in course order; with another ``ending``, files made from them."""
    return sorted(folder.glob(f"[0-9][0-9]_*.{ending}"))


def keep_only(kept: Collection[str], folder: Path, ending: str) -> None:
    """Remove from ``folder`` what was made from lessons that no longer exist: files with names not among ``kept``."""
    for path in lesson_paths(folder, ending):
        if path.name not in kept:
            path.unlink()


def with_course_map(folder: Path = NOTEBOOKS) -> list[Path]:
    """The lessons whose code lists all lessons, with their minutes."""
    return [path for path in lesson_paths(folder) if _MAP in path.read_text(encoding="utf-8")]


def notebook_paths(folder: Path = NOTEBOOKS) -> list[Path]:
    """The lessons in ``folder``, in course order, then the notebooks that are not lessons, such as the glossary."""
    others = (folder / f"{name}.ipynb" for name in UNNUMBERED)
    return [*lesson_paths(folder), *filter(Path.is_file, others)]


def execute(path: Path) -> nbformat.NotebookNode:
    """The notebook, run from top to bottom in its own folder, with widget state. The file is not changed.

    Raises nbclient's CellExecutionError when a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        store_widget_state=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    return notebook


def canonical(notebook: nbformat.NotebookNode) -> str:
    """The notebook as text in the standard form that is committed: same content, same bytes.

    Keeps what a reader sees (sources, outputs, widget state, tags, folding, the slide of a cell); drops what differs
    between runs (timings, interpreter version).
    """
    content = json.loads(nbformat.writes(notebook))
    widgets = content["metadata"].get("widgets", {})
    for saved in widgets.values():
        for model in saved["state"].values():
            model["state"] = saved_traits(model["state"])
    content["metadata"] = {"kernelspec": _KERNELSPEC, "language_info": _LANGUAGE_INFO} | (
        {"widgets": widgets} if widgets else {}
    )
    for cell in content["cells"]:
        cell["metadata"] = {key: cell["metadata"][key] for key in _KEPT_CELL_METADATA if key in cell["metadata"]}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def saved_traits(state: dict) -> dict:
    """The state of a widget model as it is saved: without traits that are not set, as JupyterLab itself saves it.

    The chosen option stays, even if it is "none": the browser's own default is another one.
    """
    return {name: value for name, value in state.items() if value is not None or name.endswith("index")}


def without_widgets(notebook: dict) -> dict:
    """A copy of a notebook for hosts with their own stylesheet and no widgets: only the HTML form of each output."""
    notebook = json.loads(json.dumps(notebook))
    notebook["metadata"].pop("widgets", None)
    for cell in notebook["cells"]:
        if "outputs" in cell:
            cell["outputs"] = [output for output in cell["outputs"] if not _needs_widgets(output.get("data", {}))]
    return notebook


def _needs_widgets(data: dict) -> bool:
    return WIDGET_VIEW in data or "".join(data.get("text/html", "")).startswith("<style>")


def rerun(folder: Path = NOTEBOOKS, only: str = "") -> list[Path]:
    """Run the notebooks whose names start with ``only`` and save them in standard form; the paths that changed.

    Raises CourseError if there is no such notebook.
    """
    changed, paths = [], [path for path in notebook_paths(folder) if path.name.startswith(only)]
    if not paths:
        names = ", ".join(path.stem for path in notebook_paths(folder))
        raise CourseError(f"No lesson has a name that starts with {only!r}. Fix: use the beginning of {names}.")
    for path in paths:
        text = canonical(execute(path))
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def copy_for_learner(source: Path = NOTEBOOKS, target: Path = LEARNER_COPY) -> list[str]:
    """Update the learner's copy without losing what the learner changed; a message for each file that was set aside.

    A missing lesson is copied, and names the Python here, as JupyterLab would note when the lesson is opened: so it has
    no unsaved changes before the learner makes one. A lesson that the learner did not change is replaced by a newer
    version. A lesson that the learner changed stays; if there is a newer version, the learner's is renamed and kept
    next to it.
    """
    target.mkdir(exist_ok=True)
    digests_path, messages = target / ".copied.json", []
    copied_digests = _copied_digests(digests_path)
    for lesson in notebook_paths(source):
        copy, digest, copied = target / lesson.name, _digest(lesson), copied_digests.get(lesson.name)
        if copy.exists() and copied == digest:
            continue
        newer = _written_beside(copy, _for_this_python(lesson))
        if copy.exists() and _digest(copy) not in (digest, copied):
            kept = _free_path(copy)
            copy.rename(kept)
            why = "has a new version" if copied else "was copied again"
            messages.append(f"{lesson.name} {why}; yours is kept as {kept.name}")
        newer.replace(copy)
        copied_digests[lesson.name] = digest
    _written_beside(digests_path, json.dumps(copied_digests, indent=1, sort_keys=True) + "\n").replace(digests_path)
    return messages


def _copied_digests(path: Path) -> dict:
    """Name of a lesson → what it said when it was copied; nothing if the list is missing or damaged.

    Then every copy that is not as the lesson is now counts as the learner's own work.
    """
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return listed if isinstance(listed, dict) else {}


def _written_beside(path: Path, text: str) -> Path:
    """A new file next to ``path``, to be put in its place: until it is whole, nothing of ``path`` is lost."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return beside


def require_course(folder: Path) -> None:
    """Raise CourseError if a lesson in ``folder`` would not find this course, because it is not installed here."""
    code = "from utils.project import ROOT; print(ROOT)"
    found = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    if found.stdout.strip() != str(ROOT):
        where = f"find the course in {found.stdout.strip()}" if found.stdout else "not find the course"
        raise CourseError(
            f"The lessons in {folder.name}/ would {where}, because this folder is not installed in {sys.prefix}. "
            "Fix: run `python -m pip install --no-deps --editable .` here, or with conda "
            "`conda env update -f environment.yml`."
        )


def trust(folder: Path) -> None:
    """Sign the lessons of a folder for this user's Jupyter, so that saved explorers appear before a cell is run."""
    signer = nbformat.sign.NotebookNotary()
    try:
        for path in notebook_paths(folder):
            signer.sign(nbformat.read(path, as_version=4))
    finally:
        signer.store.close()


def trust_contents(source: Path = NOTEBOOKS) -> None:
    """Sign what the lessons of ``source`` say, for this user's Jupyter: as they are, and as the learner's copies are.

    A signature belongs to a content, not to a file. So a lesson, however a learner got it, is trusted exactly
    if it is one of ``source``; no file of the learner's is read, and none that differs becomes trusted.
    """
    signer = nbformat.sign.NotebookNotary()
    try:
        for path in notebook_paths(source):
            for text in (path.read_text(encoding="utf-8"), _for_this_python(path)):
                signer.sign(nbformat.reads(text, as_version=4))
    finally:
        signer.store.close()


def _free_path(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem} (mine {number}).ipynb")).exists():
        number += 1
    return kept


def _for_this_python(lesson: Path) -> str:
    """The lesson with the description of its language that a kernel of this Python gives."""
    mode = {"name": "ipython", "version": sys.version_info.major}
    version = sys.version.split()[0]
    return _with_language(lesson, {"codemirror_mode": mode, "nbconvert_exporter": "python", "version": version})


def _with_language(path: Path, more: dict) -> str:
    content = json.loads(path.read_text(encoding="utf-8"))
    content["metadata"]["language_info"] = _LANGUAGE_INFO | more
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _digest(path: Path) -> str:
    """What a notebook says, no matter which Python it names."""
    try:
        content = _with_language(path, {}).encode("utf-8")
    except (ValueError, TypeError, KeyError):  # no longer a notebook
        content = path.read_bytes()
    return hashlib.sha256(content).hexdigest()
