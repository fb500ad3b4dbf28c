"""What a learner did, in the one format that web pages and JupyterLab share: read it, change it, merge two of them.

Version 2 is ``{version, items: {place: item}, lessons: {page: lesson}, last}``. ``place`` is the id of a question, in a
test of the whole course with the name of its form before it. An ``item`` has ``answer`` (control → values), ``first``
and ``last`` (points, most), ``tries``, ``first_at`` and ``at`` (the days of the first and the last try), and, while a
missed question comes back, ``box`` and ``due`` (a day). ``utils/publishing/site/record.js`` does the same on the pages;
both are checked against ``tests/questions/record_cases.json``. Days are texts such as ``2026-11-29``.
"""

from __future__ import annotations

import json
import math
from datetime import date, timedelta

VERSION = 2
DAYS = (1, 3, 7, 21)  # Leitner's boxes: after how many days a missed question comes back
Record = dict  # as above: it is read from JSON and written as JSON
LessonState = dict  # title, done, questions, points, of, most


def empty() -> Record:
    """The record of somebody who has done nothing yet."""
    return {"version": VERSION, "items": {}, "lessons": {}}


def read(text: str) -> object:
    """What a file says, as JSON; raises ValueError if it is not JSON."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def written(record: Record) -> str:
    """The record as a file holds it."""
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def is_newer(found: object) -> bool:
    """Whether this is a record of a later edition of the course."""
    return isinstance(found, dict) and _is_number(found.get("version")) and found["version"] > VERSION


def upgraded(found: object) -> Record | None:
    """What was found, in the form of today; None if it is not a record. What is not an item in it is left out."""
    if not isinstance(found, dict):
        return None
    record = empty()
    if "version" not in found:  # until November 2026: answers, points, pages
        if not any(isinstance(found.get(name), dict) for name in ("answers", "points", "pages")):
            return None
        for place, answer in _entries(found, "answers"):
            item(record, place)["answer"] = answer if isinstance(answer, dict) else {}
        for place, points in _entries(found, "points"):
            if _is_points(points):
                item(record, place).update(first=points, last=points, tries=1)
        return record
    if isinstance(found["version"], bool) or found["version"] != VERSION:
        return None
    for place, theirs in _entries(found, "items"):
        if not isinstance(theirs, dict) or ("first" in theirs and not _is_points(theirs["first"])):
            continue
        entry = record["items"][place] = dict(theirs)
        entry["answer"] = entry["answer"] if isinstance(entry.get("answer"), dict) else {}
        if not _is_waiting(entry):
            entry.pop("box", None)
            entry.pop("due", None)
    record["lessons"] = {page: lesson for page, lesson in _entries(found, "lessons") if isinstance(lesson, dict)}
    last = found.get("last")
    if isinstance(last, dict) and isinstance(last.get("page"), str):
        record["last"] = last
    return record


def item(record: Record, place: str) -> dict:
    """What is known of a question, to be changed."""
    return record["items"].setdefault(place, {"answer": {}})


def attempt(entry: dict, points: int, most: int, day: str) -> None:
    """Add a try of a question: the first one counts; what is missed comes back, and after four right ones it is done.

    Parameters
    ----------
    entry : dict
        What is known of the question; it is changed.
    points, most : int
        Earned with this try, and the most there are.
    day : str
        The day of the try.
    """
    if "first" not in entry:
        entry.update(first=[points, most], first_at=day)
    entry.update(last=[points, most], tries=entry.get("tries", 0) + 1, at=day)
    if points < most:
        entry.update(box=0, due=day_after(day, DAYS[0]))
    elif "due" in entry and entry["due"] <= day:
        entry["box"] += 1
        if entry["box"] < len(DAYS):
            entry["due"] = day_after(day, DAYS[entry["box"]])
        else:
            del entry["box"], entry["due"]


def merge(mine: Record, theirs: Record) -> None:
    """Add to ``mine`` what it lacks. Whose first try was earlier is not known, so what is in ``mine`` counts."""
    for place, other in theirs["items"].items():
        entry = mine["items"].get(place)
        if entry is None:
            mine["items"][place] = other
        elif "first" not in entry and "first" in other:
            mine["items"][place] = {**other, "answer": {**other["answer"], **entry["answer"]}}
    mine["lessons"] = {**theirs["lessons"], **mine["lessons"]}
    if "last" in theirs:
        mine.setdefault("last", theirs["last"])


def adopt(record: Record, place: str, former: str) -> None:
    """A question was renamed: what was kept under its former id moves to the new one, once."""
    if former in record["items"]:
        old = record["items"].pop(former)
        answer = {name.replace(former, place): values for name, values in old["answer"].items()}
        record["items"].setdefault(place, {**old, "answer": answer})


def day_after(day: str, days: int) -> str:
    """The day that is this many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _is_points(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_number(number) and number >= 0 for number in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_waiting(entry: dict) -> bool:
    """Whether the box and day of a question that comes back are valid."""
    box, due = entry.get("box"), entry.get("due")
    if not (_is_number(box) and box in range(len(DAYS)) and isinstance(due, str)):
        return False
    try:
        return date.fromisoformat(due).isoformat() == due
    except ValueError:
        return False


def _entries(found: dict, name: str) -> list[tuple[str, object]]:
    inside = found.get(name)
    return list(inside.items()) if isinstance(inside, dict) else []


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
