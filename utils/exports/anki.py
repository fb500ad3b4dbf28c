"""An Anki deck of terms and questions. Importing it again updates the cards that changed since, and no other."""

from __future__ import annotations

import hashlib
import itertools
import re
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup, escape

from utils import ui
from utils.archive import zip_bytes
from utils.errors import CourseError, missing_package
from utils.exports.flatten import NOTE
from utils.questions import html_form
from utils.questions.bank import Item

_CSS = (
    ".card { font: 1.1rem/1.5 sans-serif; text-align: left; max-width: 40rem; margin: 0 auto; } "
    ".small { font-size: .85rem; opacity: .85; } "
    "td, th { border: 1px solid; padding: .2rem .4rem; text-align: left; } "
    "table { border-collapse: collapse; }"
)
_BACK = f'{{{{FrontSide}}}}<hr id="answer">{{{{Back}}}}<p class="small">{NOTE}</p>'
RECORD = Path(__file__).with_name("anki_cards.csv")  # the cards of the last deck that was made
_LOOK = "look of the cards"  # in the record: the template and its style
_FIRST_NOTE = 1_700_000_000_000  # notes are numbered from here; Anki knows them again by their globally unique ids


class Card(NamedTuple):
    """A note of the deck: its sides as HTML, and its tags."""

    id: str
    front: str
    back: str
    tags: list[str]

    @property
    def digest(self) -> str:
        """A fingerprint of everything that the card shows."""
        return _digest(self.front, self.back, *self.tags)


class Recorded(NamedTuple):
    """How a card was when a deck was last made: the fingerprint of what it shows, and since when (seconds)."""

    digest: str
    changed: int


def build_package(
    items: Sequence[Item],
    glossary: pd.DataFrame,
    title: str,
    timestamp: int,
    record: Mapping[str, Recorded] | None = None,
) -> bytes:
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
        Seconds since 1970: the time given to a change since the last deck.
    record : mapping of str to Recorded, optional
        The cards of the last deck, as ``read_record`` gives them, which is what is used without it.

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
    deck = genanki.Deck(_number(f"deck {title}"), title, description=NOTE)
    all_cards = cards(items, glossary)
    times = updated_record(all_cards, timestamp, read_record() if record is None else record)
    changed = {}  # globally unique id → when its card changed
    for card in all_cards:
        guid = genanki.guid_for("mbc-course", card.id)
        changed[guid] = times[card.id].changed
        deck.add_note(genanki.Note(model=model, fields=[card.front, card.back, card.id], tags=card.tags, guid=guid))
    database = sqlite3.connect(":memory:")
    genanki.Package(deck).write_to_db(database.cursor(), times[_LOOK].changed, itertools.count(_FIRST_NOTE))
    # Anki takes over a card that it has already only where its time is newer
    database.executemany("update notes set mod = ? where guid = ?", [(time, guid) for guid, time in changed.items()])
    database.execute("update cards set mod = (select mod from notes where notes.id = cards.nid)")
    database.commit()
    content = database.serialize()
    database.close()
    return zip_bytes({"collection.anki2": content, "media": "{}"})


def cards(items: Sequence[Item], glossary: pd.DataFrame) -> list[Card]:
    """A card per term and per item, with nothing in its text that Anki would run."""
    sides = [(f"term-{row.id}", row.term, row.definition, ["term"]) for row in glossary.itertuples()]
    sides += [(item.id, front(item), html_form.key(item), _tags(item)) for item in items]
    return [
        Card(id, _neutral(escape(front_html)), _neutral(escape(back_html)), tags)
        for id, front_html, back_html, tags in sides
    ]


def _neutral(markup: Markup) -> str:
    r"""HTML without ``[sound:x]``, ``[latex]`` or the ``\(`` of a formula, which Anki would run; it reads the same."""
    return re.sub(r"\\([(\[])", r"\\<span>\1</span>", str(markup)).replace("[", "&#91;")


def updated_record(all_cards: Sequence[Card], timestamp: int, record: Mapping[str, Recorded]) -> dict[str, Recorded]:
    """The record with these cards: one that shows what it showed keeps its time, any other gets a newer one."""
    digests = {card.id: card.digest for card in all_cards} | {_LOOK: _digest(_CSS, _BACK)}
    updated = dict(record)
    for id, digest in digests.items():
        last = record.get(id)
        if last is None or last.digest != digest:
            updated[id] = Recorded(digest, max(timestamp, last.changed + 1) if last else timestamp)
    return updated


def read_record(path: Path = RECORD) -> dict[str, Recorded]:
    """The cards of the last deck; none if there was no deck."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return {id: Recorded(digest, int(changed)) for id, digest, changed in (line.split(",") for line in lines)}


def write_record(record: Mapping[str, Recorded], path: Path = RECORD) -> bool:
    """Write the cards of a deck for the next one to compare with; whether this changed the file."""
    lines = ["id,digest,changed", *(f"{id},{each.digest},{each.changed}" for id, each in sorted(record.items()))]
    text = "\n".join(lines) + "\n"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def _digest(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode("utf-8")).hexdigest()[:16]


def front(item: Item) -> Markup:
    """The question as HTML without controls: a card is answered in one's head."""
    paragraph = Markup("<p>{}</p>").format
    lines = [
        html_form.story(item),
        Markup("<p>{} <em>{}</em></p>").format(item.stem, html_form.task(item)),
        html_form.exhibit(item),
    ]
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
