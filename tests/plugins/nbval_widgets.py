"""What nbval does not look at, compared in nbval's own run: no lesson is executed a second time for it.

nbval compares the outputs of a cell as text, type by type. This plugin (loaded by pyproject.toml) adds, after each
cell:

- widget state: the comm messages are kept where nbval's ``RunningKernel.get_message`` reads them, and the models made
  so far are compared with ``metadata.widgets`` of the committed notebook, by their ids;
- the outputs as they stand: their number, order, kind and metadata, and which model a widget view shows;
- pictures byte by byte where that was promised: on Linux with the Python and packages that the lock names. Elsewhere
  they are taken out on both sides (tests/plugins/sanitize.cfg) and the values that were read back from them are
  compared.

A failure names notebook, cell and the first difference, and the command that fixes it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell, coalesce_streams

from utils.publishing import notebooks

HERE = Path(__file__).resolve().parent
SANITIZE = HERE / "sanitize.cfg"
PICTURE = re.compile(r'data:image/svg\+xml,[^"]+')
STATE = "application/vnd.jupyter.widget-state+json"
DRAWS = ("matplotlib", "numpy", "contourpy", "pandas", "ipywidgets")  # what the bytes of an output depend on


class Stale(AssertionError):
    """A committed output is not what its cell gives now."""


@cache
def other_machine() -> str:
    """Why pictures cannot be compared byte by byte here; empty where they can."""
    if sys.platform != "linux" or sys.version_info[:2] != (3, 11):
        return f"{sys.platform}, Python {sys.version_info.major}.{sys.version_info.minor}"
    lock = (HERE.parent.parent / "requirements.lock").read_text(encoding="utf-8")
    for name in DRAWS:
        if f"\n{name}=={version(name)} " not in f"\n{lock}":
            return f"{name} {version(name)} is not the locked one"
    return ""


class Models:
    """The widget models of one running notebook, as a page that shows it would hold them."""

    def __init__(self):
        self.states: dict[str, dict] = {}
        self.buffers: dict[str, list] = {}
        self.touched: set[str] = set()

    def hear(self, message: dict) -> None:
        """Take in a message of the kernel; anything but a comm message with state is left alone."""
        content = message["content"]
        if message["msg_type"] not in ("comm_open", "comm_msg") or "state" not in content.get("data", {}):
            return
        name, data = content["comm_id"], content["data"]
        self.states.setdefault(name, {}).update(data["state"])
        self.touched.add(name)
        if data.get("buffer_paths"):
            self.buffers[name] = data["buffer_paths"]

    def made(self) -> list[str]:
        """Ids of the models."""
        return [name for name, state in self.states.items() if "_model_name" in state]

    def changed(self) -> dict[str, dict]:
        """The models made or changed since the last call, as a notebook saves them, by their ids.

        Only those: reading all of a lesson's state after each cell took longer than the cells.
        """
        whole = {
            name: {
                "model_module": state["_model_module"],
                "model_module_version": state["_model_module_version"],
                "model_name": state["_model_name"],
                "state": notebooks.saved_traits(state),
            }
            for name, state in ((name, self.states[name]) for name in self.made() if name in self.touched)
        }
        self.touched.clear()  # the next cell answers for its own
        return whole


def first_difference(ours: object, theirs: object, place: str = "") -> str:
    """Where two JSON values differ first, in words; empty if nowhere. ``ours`` is fresh, ``theirs`` is committed."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in [*theirs, *(key for key in ours if key not in theirs)]:
            here = f"{place}.{key}" if place else str(key)
            if key not in theirs:
                return f"{here} is new: {_short(ours[key])}"
            if key not in ours:
                return f"{here} is committed and no longer made: {_short(theirs[key])}"
            if found := first_difference(ours[key], theirs[key], here):
                return found
        return ""
    if isinstance(ours, list) and isinstance(theirs, list):
        for number, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
            if found := first_difference(mine, other, f"{place}[{number}]"):
                return found
        return (
            "" if len(ours) == len(theirs) else f"{place} has {len(theirs)} parts committed and {len(ours)} made afresh"
        )
    if ours == theirs and type(ours) is type(theirs):
        return ""
    if isinstance(ours, str) and isinstance(theirs, str):
        at = next(
            (i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs))
        )
        return f"{place} reads {_short(theirs, at)} committed and {_short(ours, at)} made afresh"
    return f"{place} is {_short(theirs)} committed and {_short(ours)} made afresh"


def _short(value: object, at: int = 0) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    start = max(0, at - 40)
    cut = text[start : at + 60]
    return repr(f"{'…' if start else ''}{cut}{'…' if at + 60 < len(text) else ''}")


def compare_models(models: Models, committed: dict[str, dict], last: bool) -> str:
    """The first difference between the models made or changed since the last call and the committed ones, in words.

    ``last``: no further cell will make any, so that a committed model which nothing made is a difference too.
    """
    for name, fresh in models.changed().items():
        what = f"widget {name[:8]} ({fresh['model_name']})"
        if name not in committed:
            return f"{what} is new: the committed notebook saved {len(committed)} widgets"
        if name in models.buffers or "buffers" in committed[name]:
            return f"{what} carries binary data, which these lessons do not use and this comparison does not read"
        if found := first_difference(_comparable(fresh), _comparable(committed[name]), what + ":"):
            return found
    made = models.made()
    if last and len(made) != len(committed):
        return f"the committed notebook saved {len(committed)} widgets, and its cells made {len(made)}"
    return ""


def compare_outputs(fresh: list, committed: list) -> str:
    """The first difference between a cell's outputs and the committed ones, in words."""
    for number, (mine, theirs) in enumerate(zip(fresh, committed, strict=False), start=1):
        mine, theirs = _plain(mine), _plain(theirs)
        if found := first_difference(_comparable(mine), _comparable(theirs), f"output {number}:"):
            return found
    if len(fresh) != len(committed):
        return f"{len(committed)} outputs are committed and {len(fresh)} were made"
    return ""


def _plain(output: dict) -> dict:
    kept = json.loads(json.dumps(output))
    kept.pop(
        "execution_count", None
    )  # nbval asks the kernel not to count; tests/lessons/test_lessons.py checks the counts
    return kept


def _comparable(value: object) -> object:
    """A JSON value with its pictures taken out, where their bytes depend on the machine."""
    return without_pictures(value) if other_machine() else value


def without_pictures(value: object) -> object:
    """A JSON value with each picture in its texts replaced by the word PICTURE."""
    if isinstance(value, dict):
        return {key: without_pictures(each) for key, each in value.items()}
    if isinstance(value, list):
        return [without_pictures(each) for each in value]
    return PICTURE.sub("PICTURE", value) if isinstance(value, str) else value


# --- hooks of pytest --------------------------------------------------------------------------------------------------


def pytest_configure(config) -> None:
    """Pictures are taken out before nbval compares, but only on a machine that may draw other bytes."""
    if config.option.nbval and config.option.nbval_sanitize_with is None and other_machine():
        config.option.nbval_sanitize_with = str(SANITIZE)


def pytest_report_header(config) -> str | None:
    if not config.option.nbval:
        return None
    why = other_machine()
    return f"lessons: pictures compared {f'by the values read back from them ({why})' if why else 'byte by byte'}"


def _listen(kernel, models: Models) -> None:
    """From now on ``models`` hears every message that nbval reads from this kernel."""
    read = kernel.get_message

    def get_message(stream, timeout=None):
        message = read(stream, timeout=timeout)
        if stream == "iopub":
            models.hear(message)
        return message

    kernel.get_message = get_message


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item) -> Iterator[None]:
    """Around each cell that nbval runs: listen, and compare when nbval found nothing."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    notebook = item.parent
    if not hasattr(notebook, "mbc_models"):
        notebook.mbc_models = Models()
        state = notebook.nb.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
        notebook.mbc_committed = json.loads(json.dumps(state))  # plain dicts, once for all cells
        _listen(notebook.kernel, notebook.mbc_models)
    try:
        done = yield
    except BaseException:
        notebook.mbc_models.touched.clear()  # this cell is red already; the next one answers for its own
        raise
    cells = [cell for cell in notebook.nb.cells if cell.cell_type == "code"]
    models = notebook.mbc_models
    last = item.cell_num == len(cells) - 1
    found = compare_models(models, notebook.mbc_committed, last) or compare_outputs(
        item.test_outputs, coalesce_streams(item.cell.outputs)
    )
    if found:
        raise Stale(found)
    return done


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Say where and how to fix it, and show the first difference instead of a whole page twice."""
    report = yield
    if isinstance(item, IPyNbCell) and call.excinfo is not None and report.failed:
        path = item.parent.path
        said = str(call.excinfo.value)
        fresh = item.test_outputs
        if not isinstance(call.excinfo.value, Stale):
            errors = [output for output in fresh or [] if output["output_type"] == "error"]
            if errors:
                said = f"the cell fails with {errors[0]['ename']}: {errors[0]['evalue']}"
            elif fresh is not None and (difference := compare_outputs(fresh, coalesce_streams(item.cell.outputs))):
                said = difference
            else:
                said = str(item.repr_failure(call.excinfo))
        report.longrepr = (
            f"{path.name}, cell {item.cell.get('id', item.cell_num)}: {said}\n"
            f"Fix: correct the table, the code or the cell that changed it; if the change is meant, "
            f"`make notebooks ONLY={path.name[:2]}`, look at the lesson and commit it."
        )
    return report
