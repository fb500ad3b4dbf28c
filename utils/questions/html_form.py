"""A question as ONE HTML form of plain controls, and its folded key: what travels to every host."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from utils import ui
from utils.questions import scoring
from utils.questions.bank import Item, Option, Part

TASKS = {
    "single": "Choose one.",
    "multiple": "Choose all that apply.",
    "matrix-single": "Choose one in each row.",
    "matrix-multiple": "Choose all that apply in each row.",
    "cloze": "Choose the words for each blank.",
    "rationale": "Choose the words for each blank. They count only together.",
    "ordering": "Choose the place of each step.",
    "bow-tie": "Answer all three.",
    "numeric": "Write a number.",
}
LETTERED = {"single", "multiple", "select-n", "bow-tie", "ordering"}  # elsewhere options are known by their words
NO_PLACE = "does not belong"


def task(item: Item) -> str:
    """What to do, in a few words."""
    return f"Choose {item.choose}." if item.type == "select-n" else TASKS[item.type]


def label(item: Item, option: Option) -> str:
    """An option as shown."""
    return f"{option.letter}) {option.text}" if item.type in LETTERED else option.text


def form(item: Item) -> str:
    """The whole form: chart, stem, controls, and the folded key with a reason for every option.

    ``method="dialog"``: Enter in a field sends nothing anywhere and leaves the page as it is.
    """
    return (
        f'<form class="mbc-item" method="dialog" data-item="{ui.text(item.id)}" data-marking="{scoring.encoded(scoring.marking(item))}">'
        f"<fieldset><legend>{legend(item)}</legend>{exhibit(item)}{_controls(item)}</fieldset>"
        + ui.folded("Show the answer and the reasons", key(item))
        + "</form>"
    )


def legend(item: Item) -> str:
    """Number, stem and task as HTML."""
    return f"<b>{item.number}.</b> {ui.text(item.stem)} <em>{task(item)}</em>"


def exhibit(item: Item) -> str:
    """The chart of a question as a table, a row per finding and a column per time; empty if it has none."""
    if not item.exhibit:
        return ""
    frame = pd.DataFrame(item.exhibit)
    times, findings = frame["time"].unique(), frame["finding"].unique()
    wide = frame.pivot(index="finding", columns="time", values="value").reindex(index=findings, columns=times).fillna("")  # fmt: skip
    table = ui.table(wide.reset_index(), "Chart (invented)", ["Finding", *times])
    return f'<div class="mbc-exhibit">{table}</div>'


def _controls(item: Item) -> str:
    if item.type == "numeric":
        unit = ui.text(item.key_number.unit)
        return f'<label>Your answer: <input type="number" step="any" name="{ui.text(item.id)}"> {unit}</label>'
    if item.type == "ordering":
        return "".join(_step(item, option) for option in item.options)
    if item.type in ("cloze", "rationale"):
        return f"<p>{' '.join(_blank(item, part) for part in item.parts)}</p>"
    groups = [_choices(item, group) for group in item.groups]
    if not item.parts:
        return groups[0]
    row = ' class="mbc-row"' if item.type.startswith("matrix") else ""
    return "".join(
        f"<fieldset{row}><legend>{_part_legend(item, part)}</legend>{group}</fieldset>"
        for part, group in zip(item.parts, groups, strict=True)
    )


def _part_legend(item: Item, part: Part) -> str:
    if item.type != "bow-tie":
        return ui.text(part.text)
    return f"{ui.text(part.text)} <em>Choose {'one' if part.choose == 1 else part.choose}.</em>"


def _choices(item: Item, group: Part) -> str:
    kind, name = "radio" if group.choose == 1 else "checkbox", ui.text(scoring.control(item, group.id))
    return "".join(
        f'<label><input type="{kind}" name="{name}" value="{o.letter}"> <span>{ui.text(label(item, o))}</span></label>'
        for o in group.options
    )


def _step(item: Item, option: Option) -> str:
    shown = [(place, NO_PLACE if place == "no" else place) for place in item.places]
    return f"<label>{_select(scoring.control(item, option.letter), shown)} <span>{ui.text(label(item, option))}</span></label>"


def _blank(item: Item, part: Part) -> str:
    before, after = map(ui.text, part.text.split("{}"))
    select = _select(scoring.control(item, part.id), [(option.letter, option.text) for option in part.options])
    # on paper a closed list shows nothing: there, and where no stylesheet arrives, its words stand behind it
    words = ui.text(" / ".join(option.text for option in part.options))
    return f'<label>{before}{select}<span class="mbc-choices"> ({words})</span>{after}</label>'


def _select(name: str, options: list[tuple[str, str]]) -> str:
    rows = "".join(f'<option value="{ui.text(value)}">{ui.text(shown)}</option>' for value, shown in options)
    return f'<select name="{ui.text(name)}"><option value="">…</option>{rows}</select>'


def key(item: Item) -> str:
    """The key with a reason for every option, and what it rests on, as HTML."""
    if item.type == "numeric":
        answers = [(_number_key(item), [_verdict(f"{n.value}:", n.correct, n.rationale) for n in item.numbers])]
    elif item.type == "ordering":
        right = sorted((o for o in item.options if o.correct), key=lambda o: o.mark)
        answers = [(", ".join(o.letter for o in right), [reason(item, o) for o in item.options])]
    else:
        answers = [_group(item, group) for group in item.groups]
    return "".join(_told(*answer) for answer in answers) + rests(item)


def _told(right: str, reasons: list[str]) -> str:
    return f"<p><b>Answer: {ui.text(right)}</b></p>{ui.bullets(reasons)}"


def _group(item: Item, group: Part) -> tuple[str, list[str]]:
    return _group_key(item, group), [reason(item, option) for option in group.options]


def _group_key(item: Item, group: Part) -> str:
    right = ", ".join(o.letter if item.type in LETTERED else o.text for o in group.options if o.correct)
    if "{}" in group.text:
        return group.text.replace("{}", right)
    return f"{group.text} – {right}" if group.text else right


def _number_key(item: Item) -> str:
    number = item.key_number
    value, off = float(number.value), number.tolerance
    range_ = f" ({value - off:.10g} to {value + off:.10g} counts)" if off else ""
    return f"{number.value} {number.unit}{range_}"


def reason(item: Item, option: Option) -> str:
    """Verdict and reason of an option as HTML; the verdict is a word, not a colour."""
    if item.type == "ordering":
        return f"<b>{ui.text(option.letter)}) {_place(option.mark)}.</b> {ui.text(option.rationale)}"
    return _verdict(
        f"{option.letter})" if item.type in LETTERED else f"{option.text}:", option.correct, option.rationale
    )


def _place(mark: str) -> str:
    return "Does not belong" if mark == "no" else f"Place {mark}"


def _verdict(name: str, correct: bool, rationale: str) -> str:
    return f"<b>{ui.text(name)}{' ' if name else ''}{'Right.' if correct else 'Not right.'}</b> {ui.text(rationale)}"


def rests(item: Item) -> str:
    """Where the key comes from, as HTML."""
    return f'<p class="mbc-source">Rests on: {item.linked}.</p>'


class Pick(NamedTuple):
    """One thing chosen from several: what is asked (HTML), the options as shown, and the reason of each (HTML)."""

    label: str
    options: list[str]
    reasons: list[str]
    short: bool  # fits on one line


def picks(item: Item) -> list[Pick | str]:
    """The choices of a question one by one; a choice of several answers is a form of its own, as HTML."""
    if item.type == "ordering":
        shown = [NO_PLACE if place == "no" else place for place in item.places]
        return [
            Pick(
                ui.text(label(item, o)),
                shown,
                [_verdict(f"{_place(p)}:" if p == o.mark else "", p == o.mark, o.rationale) for p in item.places],
                True,
            )
            for o in item.options
        ]
    found = []
    for group in item.groups:
        if group.choose == 1:
            asked = _part_legend(item, group).replace("{}", "____")
            shown = [label(item, option) for option in group.options]
            reasons = [reason(item, option) for option in group.options]
            found.append(Pick(asked, shown, reasons, item.type in ("matrix-single", "cloze")))
        else:
            fold = ui.folded("Show the answer and the reasons", _told(*_group(item, group)))
            fields = f"<fieldset><legend>{_part_legend(item, group)}</legend>{_choices(item, group)}</fieldset>"
            found.append(f'<form class="mbc-item" method="dialog">{fields}{fold}</form>')
    return found


def plain(item: Item) -> str:
    """The question as text, without its key."""
    lines = [f"{item.number}. {item.stem} {task(item)}"]
    lines += [f"   {f.time}, {f.finding}: {f.value}" for f in item.exhibit]
    if item.type == "numeric":
        lines.append(f"   ____ {item.key_number.unit}")
    elif item.type == "ordering":
        lines += [f"   __ {label(item, option)}" for option in item.options]
    elif not item.parts:
        lines[0] += " " + " ".join(label(item, option) for option in item.options)
    for part in item.parts:
        shown = " / ".join(label(item, option) for option in part.options)
        lines.append(f"   {part.text.replace('{}', '____')} ({shown})")
    return "\n".join(lines)
