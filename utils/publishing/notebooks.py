"""Notebooks as files: run them, write them in one canonical form, and give a learner a copy of their own."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import nbformat.sign
from nbclient import NotebookClient

from utils.project import LEARNER_COPY, NOTEBOOKS

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
_CELL_KEEPS = ("tags", "jupyter", "mystnb")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def lesson_paths(folder: Path = NOTEBOOKS, ending: str = "ipynb") -> list[Path]:
    """The lessons, in course order; with ``ending``, files made of them."""
    return sorted(folder.glob(f"[0-9][0-9]_*.{ending}"))


def execute(path: Path) -> nbformat.NotebookNode:
    """The notebook freshly run from top to bottom in its own folder, with widget state. The file is left alone.

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
    """The notebook as text in the form that is committed: same content, same bytes.

    Keeps what a reader sees (sources, outputs, widget state, tags, folding); drops what differs from run to run
    (timings, interpreter version).
    """
    content = json.loads(nbformat.writes(notebook))
    widgets = content["metadata"].get("widgets", {})
    for saved in widgets.values():
        for model in saved["state"].values():
            model["state"] = saved_traits(model["state"])
    content["metadata"] = {"kernelspec": _KERNEL, "language_info": _LANGUAGE} | (
        {"widgets": widgets} if widgets else {}
    )
    for cell in content["cells"]:
        cell["metadata"] = {key: cell["metadata"][key] for key in _CELL_KEEPS if key in cell["metadata"]}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def saved_traits(state: dict) -> dict:
    """The state of a widget model as it is saved: without traits that are not set, as JupyterLab itself saves it.

    What is chosen stays, also where nothing is: the browser's own default of it is another one.
    """
    return {name: value for name, value in state.items() if value is not None or name.endswith("index")}


def without_widgets(notebook: dict) -> dict:
    """A copy of a notebook for hosts with a stylesheet of their own and no widgets: of each output only the HTML form."""
    notebook = json.loads(json.dumps(notebook))
    notebook["metadata"].pop("widgets", None)
    for cell in notebook["cells"]:
        if "outputs" in cell:
            cell["outputs"] = [output for output in cell["outputs"] if not _only_live(output.get("data", {}))]
    return notebook


def _only_live(data: dict) -> bool:
    return WIDGET_VIEW in data or "".join(data.get("text/html", "")).startswith("<style>")


def rerun(folder: Path = NOTEBOOKS, only: str = "") -> list[Path]:
    """Run every lesson whose name begins with ``only``, write it back in canonical form; the paths that changed."""
    changed = []
    for path in lesson_paths(folder):
        if not path.name.startswith(only):
            continue
        text = canonical(execute(path))
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def copy_for_learner(source: Path = NOTEBOOKS, target: Path = LEARNER_COPY) -> list[str]:
    """Bring the learner's copy up to date and never lose what a learner changed; returns a line per thing worth saying.

    A lesson that is not there yet is copied. One that the learner left as it was is replaced by a newer version. One
    that the learner changed stays; when there is a newer version, the learner's goes to a file beside it.
    """
    target.mkdir(exist_ok=True)
    ledger_path, said = target / ".copied.json", []
    ledger = json.loads(ledger_path.read_text(encoding="utf-8")) if ledger_path.exists() else {}
    for lesson in lesson_paths(source):
        copy, fresh = target / lesson.name, _digest(lesson)
        if copy.exists() and ledger.get(lesson.name) != fresh:
            if _digest(copy) not in {fresh, ledger.get(lesson.name)}:
                kept = _free_name(copy)
                copy.rename(kept)
                said.append(f"{lesson.name} has a new version; yours is kept as {kept.name}")
            else:
                copy.unlink()
        if not copy.exists():
            shutil.copyfile(lesson, copy)
            ledger[lesson.name] = fresh
    ledger_path.write_text(json.dumps(ledger, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return said


def trust(folder: Path) -> None:
    """Sign the lessons of a folder for this user's Jupyter, so that saved explorers show before a cell is run."""
    signer = nbformat.sign.NotebookNotary()
    try:
        for path in lesson_paths(folder):
            signer.sign(nbformat.read(path, as_version=4))
    finally:
        signer.store.close()


def _free_name(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem} (mine {number}).ipynb")).exists():
        number += 1
    return kept


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
