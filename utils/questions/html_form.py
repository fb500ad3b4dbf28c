"""A question as ONE HTML form of plain controls, and its folded key: what travels to every host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.questions import scoring
from utils.questions.bank import Finding, Item, Option, Part
from utils.statements.case_charts import Reading

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
LETTERED = {"single", "multiple", "select-n", "bow-tie", "ordering"}  # other types identify options by their text
NO_PLACE = "does not belong"
BLANK = Markup("<p>My answer and my reason: ______________________________</p>")  # in place of a key


def task(item: Item) -> str:
    """What to do, in a few words."""
    return f"Choose {item.choose}." if item.type == "select-n" else TASKS[item.type]


def stem(item: Item) -> Markup:
    """What a live question begins with: its number, stem and task, and the chart."""
    return Markup('<p class="mbc-stem">{}</p>{}').format(legend(item), exhibit(item))


def control_label(text: str) -> Markup:
    """The line above a control of a live question."""
    return Markup('<p class="mbc-control-label">{}</p>').format(text)


def place(position: str) -> str:
    """A place in an order as it is shown. ``position``: as the bank has it, or ``no``."""
    return NO_PLACE if position == "no" else position


def label(item: Item, option: Option) -> str:
    """An option as shown."""
    return f"{option.letter}) {option.text}" if item.type in LETTERED else option.text


def form(item: Item, with_key: bool = True, in_test: bool = False) -> Markup:
    """The whole form: chart, stem, controls, and the folded key with a rationale per option; or a line to write on.

    ``in_test``: the key comes after the last question of the test, and not here. ``method="dialog"``: Enter in a
    field sends nothing anywhere and leaves the page as it is.
    """
    fold = Markup() if in_test else ui.folded("Show the answer and the reasons", key(item))
    marking = Markup(' data-marking="{}"').format(scoring.encode(scoring.marking(item)))
    return Markup(
        '<form class="mbc-item" method="dialog" data-item="{id}"{marking}{former}>'
        "<fieldset><legend>{legend}</legend>{exhibit}{controls}</fieldset>{key}</form>"
    ).format(
        id=item.id,
        former=Markup(' data-former="{}"').format(item.former_id) if item.former_id else "",
        marking=marking if with_key else "",
        legend=legend(item),
        exhibit=exhibit(item),
        controls=_controls(item),
        key=fold if with_key else BLANK,
    )


def legend(item: Item) -> Markup:
    """Number, stem and task."""
    return Markup("<b>{}.</b> {} <em>{}</em>").format(item.number, item.stem, task(item))


def exhibit(item: Item) -> Markup:
    """The patient chart of a question as a table, a row per finding and a column per time; empty if it has none."""
    return _chart(item.exhibit)


def story(item: Item) -> Markup:
    """The case that a question asks about: its title, the person, what is new, and the chart so far; empty if none."""
    if not item.story:
        return Markup()
    return Markup("<p><b>Case: {}.</b> {}</p><p>{}</p>{}").format(
        item.story.title, item.story.person, item.story.new, _chart(item.story.chart)
    )


def _chart(findings: Sequence[Finding | Reading]) -> Markup:
    if not findings:
        return Markup()
    frame = pd.DataFrame(findings)
    times, findings = frame["time"].unique(), frame["finding"].unique()
    wide = frame.pivot(index="finding", columns="time", values="value").reindex(index=findings, columns=times)
    table = ui.table(wide.fillna("").reset_index(), "Chart (invented)", ["Finding", *times])
    return Markup('<div class="mbc-exhibit">{}</div>').format(table)


def _controls(item: Item) -> Markup:
    if item.type == "numeric":
        return Markup('<label>Your answer: <input type="number" step="any" name="{}"> {}</label>').format(
            item.id, item.key_number.unit
        )
    if item.type == "ordering":
        return ui.joined(_step(item, option) for option in item.options)
    if item.type in ("cloze", "rationale"):
        return Markup("<p>{}</p>").format(ui.joined((_blank(item, part) for part in item.parts), " "))
    choices = [_choices(item, group) for group in item.groups]
    if not item.parts:
        return choices[0]
    css = Markup(' class="mbc-row"') if item.type.startswith("matrix") else ""
    return ui.joined(
        Markup("<fieldset{}><legend>{}</legend>{}</fieldset>").format(css, _part_legend(item, part), inputs)
        for part, inputs in zip(item.parts, choices, strict=True)
    )


def _part_legend(item: Item, part: Part) -> str:
    if item.type != "bow-tie":
        return part.text
    return Markup("{} <em>Choose {}.</em>").format(part.text, "one" if part.choose == 1 else part.choose)


def _choices(item: Item, group: Part) -> Markup:
    choice = Markup('<label><input type="{type}" name="{name}" value="{value}"> <span>{text}</span></label>')
    input_type, name = "radio" if group.choose == 1 else "checkbox", scoring.control_name(item, group.id)
    return ui.joined(
        choice.format(type=input_type, name=name, value=o.letter, text=label(item, o)) for o in group.options
    )


def _step(item: Item, option: Option) -> Markup:
    positions = [(position, place(position)) for position in item.positions]
    return Markup("<label>{} <span>{}</span></label>").format(
        _select(scoring.control_name(item, option.letter), positions), label(item, option)
    )


def _blank(item: Item, part: Part) -> Markup:
    before, after = part.text.split("{}")
    # on paper a drop-down list shows nothing: there, and where no stylesheet arrives, its choices follow it
    return Markup('<label>{before}{select}<span class="mbc-choices"> ({choices})</span>{after}</label>').format(
        before=before,
        select=_select(scoring.control_name(item, part.id), [(option.letter, option.text) for option in part.options]),
        choices=" / ".join(option.text for option in part.options),
        after=after,
    )


def _select(name: str, options: list[tuple[str, str]]) -> Markup:
    entries = ui.joined(Markup('<option value="{}">{}</option>').format(*option) for option in options)
    return Markup('<select name="{}"><option value="">…</option>{}</select>').format(name, entries)


def key(item: Item) -> Markup:
    """The key with a rationale for every option, and the evidence for it."""
    if item.type == "numeric":
        answers = [(_number_key(item), [_verdict(f"{n.value}:", n.correct, n.rationale) for n in item.numbers])]
    elif item.type == "ordering":
        in_order = sorted((o for o in item.options if o.correct), key=lambda o: o.mark)
        answers = [(", ".join(o.letter for o in in_order), [feedback(item, o) for o in item.options])]
    else:
        answers = [_group_answer(item, group) for group in item.groups]
    return ui.joined(_answer(*answer) for answer in answers) + evidence_note(item)


def _answer(answer_key: str, feedbacks: list[Markup]) -> Markup:
    return Markup("<p><b>Answer: {}</b></p>{}").format(answer_key, ui.bullets(feedbacks))


def _group_answer(item: Item, group: Part) -> tuple[str, list[Markup]]:
    return _group_key(item, group), [feedback(item, option) for option in group.options]


def _group_key(item: Item, group: Part) -> str:
    correct = ", ".join(o.letter if item.type in LETTERED else o.text for o in group.options if o.correct)
    if "{}" in group.text:
        return group.text.replace("{}", correct)
    return f"{group.text} – {correct}" if group.text else correct


def _number_key(item: Item) -> str:
    number = item.key_number
    accepted = f" ({number.low} to {number.high} counts)" if number.tolerance else ""
    return f"{number.value} {number.unit}{accepted}"


def feedback(item: Item, option: Option) -> Markup:
    """Verdict and rationale of an option; the verdict is a sign, a word and a color."""
    if item.type == "ordering":
        return Markup("<b>{}) {}.</b> {}").format(option.letter, _position(option.mark), option.rationale)
    return _verdict(
        f"{option.letter})" if item.type in LETTERED else f"{option.text}:", option.correct, option.rationale
    )


def _position(mark: str) -> str:
    return "Does not belong" if mark == "no" else f"Place {mark}"


def _verdict(label_text: str, correct: bool, rationale: str) -> Markup:
    name = Markup("<b>{}</b> ").format(label_text) if label_text else Markup()
    css, sign, word = ("right", "✓", "Correct:") if correct else ("wrong", "✗", "Incorrect:")
    verdict = Markup('<b class="mbc-verdict mbc-{}"><span aria-hidden="true">{}</span> {}</b>').format(css, sign, word)
    return Markup("{}{} {}").format(name, verdict, rationale)


def evidence_note(item: Item) -> Markup:
    """What supports the key, and who has reviewed the question, as a paragraph."""
    return Markup('<p class="mbc-source">Evidence: {}. {}</p>').format(item.evidence_html, item.review_text)


class SingleChoice(NamedTuple):
    """A choice of one option: what is asked, the options as shown, and the feedback on each (HTML).

    ``name`` is that of the control in the form, and ``values`` are what it says for each option.
    """

    label: str
    options: list[str]
    feedbacks: list[Markup]
    short: bool  # fits on one line
    name: str
    values: tuple[str, ...]


def live_parts(item: Item) -> list[SingleChoice | Markup]:
    """The choices of a question one by one; a choice of several answers is a form of its own, as HTML."""
    if item.type == "ordering":
        positions = [place(position) for position in item.positions]
        return [
            SingleChoice(
                label(item, option),
                positions,
                _step_feedbacks(item, option),
                short=True,
                name=scoring.control_name(item, option.letter),
                values=item.positions,
            )
            for option in item.options
        ]
    parts = []
    for group in item.groups:
        if group.choose == 1:
            question = _part_legend(item, group).replace("{}", "____")
            texts = [label(item, option) for option in group.options]
            feedbacks = [feedback(item, option) for option in group.options]
            short, name = item.type in ("matrix-single", "cloze"), scoring.control_name(item, group.id)
            values = tuple(option.letter for option in group.options)
            parts.append(SingleChoice(question, texts, feedbacks, short, name, values))
        else:
            fold = ui.folded("Show the answer and the reasons", _answer(*_group_answer(item, group)))
            group_form = Markup(
                '<form class="mbc-item" method="dialog"><fieldset><legend>{}</legend>{}</fieldset>{}</form>'
            )
            parts.append(group_form.format(_part_legend(item, group), _choices(item, group), fold))
    return parts


def _step_feedbacks(item: Item, option: Option) -> list[Markup]:
    """The feedback on each position that a step of an ordering question can be given."""
    return [
        _verdict(f"{_position(p)}:" if p == option.mark else "", p == option.mark, option.rationale)
        for p in item.positions
    ]


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
        choices = " / ".join(label(item, option) for option in part.options)
        lines.append(f"   {part.text.replace('{}', '____')} ({choices})")
    return "\n".join(lines)
