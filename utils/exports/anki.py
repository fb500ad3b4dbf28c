"""An Anki deck of terms and questions. Ids are stable, so that importing it again updates the learner's cards."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup, escape

from utils import ui
from utils.archive import zip_bytes
from utils.errors import CourseError, missing_package
from utils.questions import html_form
from utils.questions.bank import Item

_CSS = (
    ".card { font: 1.1rem/1.5 sans-serif; text-align: left; max-width: 40rem; margin: 0 auto; } "
    ".small { font-size: .85rem; opacity: .85; } "
    "td, th { border: 1px solid; padding: .2rem .4rem; text-align: left; } "
    "table { border-collapse: collapse; }"
)
NOTE = "Not reviewed by a clinician, unless a part says so. It teaches; it is no advice for one person."
_BACK = f'{{{{FrontSide}}}}<hr id="answer">{{{{Back}}}}<p class="small">{NOTE}</p>'


def build_package(items: Sequence[Item], glossary: pd.DataFrame, title: str, timestamp: int) -> bytes:
    """An .apkg package with a card per term and per item.

    Parameters
    ----------
    items : sequence of Item
        The questions.
    glossary : pandas.DataFrame
        Rows of ``glossary``; columns id, term, definition.
    title : str
        Title of the deck.
    timestamp : int
        Seconds since 1970 that stand for the time of the package.

    Returns
    -------
    bytes
        The package; the same input gives the same bytes.

    Raises
    ------
    CourseError
        If genanki is not installed.
    """
    try:
        import genanki
    except ImportError:
        raise CourseError(missing_package("Exports need", "genanki", "exports")) from None
    model = genanki.Model(
        _number("model of the course"),
        "MBC course",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Id"}],
        templates=[{"name": "Card", "qfmt": "{{Front}}", "afmt": _BACK}],
        css=_CSS,
    )
    deck = genanki.Deck(_number(f"deck {title}"), title)
    cards = [(f"term-{row.id}", row.term, row.definition, ["term"]) for row in glossary.itertuples()]
    cards += [(item.id, front(item), html_form.key(item), _tags(item)) for item in items]
    for card_id, question, answer, tags in cards:
        fields = [str(escape(question)), str(escape(answer)), card_id]
        deck.add_note(genanki.Note(model=model, fields=fields, tags=tags, guid=genanki.guid_for("mbc-course", card_id)))
    database = sqlite3.connect(":memory:")
    genanki.Package(deck).write_to_db(database.cursor(), timestamp, itertools.count(timestamp * 1000))
    database.commit()
    content = database.serialize()
    database.close()
    return zip_bytes({"collection.anki2": content, "media": "{}"})


def front(item: Item) -> Markup:
    """The question as HTML without controls: a card is answered in one's head."""
    paragraph = Markup("<p>{}</p>").format
    lines = [Markup("<p>{} <em>{}</em></p>").format(item.stem, html_form.task(item)), html_form.exhibit(item)]
    if item.type == "numeric":
        lines.append(paragraph(f"____ {item.key_number.unit}"))
    for part in item.parts:
        lines.append(paragraph(part.text.replace("{}", "____")))
        lines.append(ui.bullets(html_form.label(item, option) for option in part.options))
    lines.append(ui.bullets(html_form.label(item, option) for option in item.options))
    return ui.joined(lines)


def _tags(item: Item) -> list[str]:
    tags = ("lesson-" + item.lesson[:2], item.type, item.difficulty, item.client_need, item.judgment)
    return [tag.replace(" ", "-") for tag in tags if tag != "none"]


def _number(name: str) -> int:
    """A number that is always the same for a name: Anki identifies decks and models by numbers."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8")).digest()[:4]) | 1 << 30
