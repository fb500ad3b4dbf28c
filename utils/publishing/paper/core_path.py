"""What paper shows of a lesson: its core path, made from the finished page by pure functions.

The core path is what ``minutes`` counts as such: text, cards, one panel of each explorer, and the questions in
a section. What a page does by script, fold or link, paper does by place: answers at the end, one list of sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from markupsafe import Markup

from utils.publishing.class_links import MORE, POCKET, SOURCES
from utils.ui.elements import OPEN_ON_PAPER, PUBLISHERS_FOLD, SOURCES_FOLD

TASK = "Try this"  # begins the paragraph that says which choice of the next explorer to open
_ON_SCREEN_ONLY = (
    "div.cell > details.hide, a.headerlink, script, .mbc-all-open, .mbc-jump, .mbc-live, .mbc-student-copy, "
    ".mbc-chart details:has(.mbc-table), .mbc-picture details:has(.mbc-table)"
)


class CorePath(NamedTuple):
    """A lesson on paper: its title, and HTML of its parts in the order in which they are printed."""

    title: str
    body: Markup
    sources: list[Markup]
    pocket_card: Markup  # without its heading; empty for a lesson without one
    answers: Markup

    def without_answers(self) -> CorePath:
        """The same lesson for those who are to answer it."""
        return self._replace(answers=Markup())


def core_path(page: str) -> CorePath:
    """The core path of a lesson.

    Parameters
    ----------
    page : str
        The finished page of the lesson, as HTML.

    Returns
    -------
    CorePath
        Its answers are in no other part, and each source is listed once, under the number that the markers have.
    """
    article = BeautifulSoup(page, "html.parser").find("article")
    entries = {item["id"]: item.decode_contents() for item in article.find_all("li", id=True)}
    _remove(_sections(article, MORE))
    _remove(article.find_all(class_="mbc-answers"))
    for explorer in article.find_all(class_="mbc-explorer"):
        _keep_choices(explorer)
    _remove(article.select(_ON_SCREEN_ONLY))
    _remove(article.find_all(string=lambda text: isinstance(text, Comment)))
    answers = _answers(article)
    for part in (article, answers):
        _list_sources_in_sight(part, entries)
        _unfold(part)
        _as_print(part)
    pocket = _sections(article, POCKET)
    pocket_card = "".join(_without_heading(section) for section in pocket)
    _remove(pocket)
    last = _sections(article, SOURCES)
    _remove(heading for section in last for heading in section.find_all("h2"))
    title = article.h1.extract().get_text().strip()
    sources = _number_sources((article, answers), entries)
    _keep_links_in((article, answers))

    body, card, keys = map(Markup, (article.decode_contents(), pocket_card, answers.decode_contents()))
    return CorePath(title, body, [Markup(source) for source in sources], card, keys)  # noqa: S704


def _sections(article: Tag, heading: str) -> list[Tag]:
    """The sections of the second level with this heading."""
    return [h2.parent for h2 in article.find_all("h2") if h2.contents[0].get_text().strip() == heading]


def _without_heading(section: Tag) -> str:
    _remove(section.find_all("h2"))
    return section.decode_contents()


def _remove(elements: Iterable[Tag | NavigableString]) -> None:
    for element in list(elements):
        element.extract()


def _new(name: str, css: str, *contents: Tag | str) -> Tag:
    tag = BeautifulSoup("", "html.parser").new_tag(name, attrs={"class": css})
    tag.extend(contents)
    return tag


# explorers


def _keep_choices(explorer: Tag) -> None:
    """Keep the panels of one choice, or of those that the task before the explorer names; say what else there is."""
    task = _task(explorer)
    chosen_here = []
    for number, control in enumerate(explorer.select(".mbc-controls > *")):
        labels = [label.get_text().strip() for label in control.select(".mbc-options label, option")]
        named = [place for place, label in enumerate(labels) if label.casefold() in task]
        kept = named or [0]
        for panel in explorer.find_all(class_=f"mbc-option-{number}"):
            if not any(_shows(panel, place) for place in kept):
                panel.extract()
        chosen_here.append(_choice(control.select_one("legend, .mbc-control-label"), labels, kept))
        control.extract()
    controls = explorer.select_one(".mbc-controls")
    if controls:
        controls.replace_with(*chosen_here)


def _task(explorer: Tag) -> set[str]:
    """The words in italics of the task between the explorer before and this one."""
    for tag in explorer.find_all_previous(lambda tag: tag.name == "p" or "mbc-explorer" in tag.get("class", ())):
        if tag.name != "p":
            break
        if tag.get_text().startswith(TASK):
            return {word.get_text().strip().casefold() for word in tag.select("em")}
    return set()


def _shows(panel: Tag, place: int) -> bool:
    """Whether a panel belongs to the option at this place; see ``course.css`` on its digits."""
    return str(place // 10) in panel["data-tens"] and str(place % 10) in panel["data-units"]


def _choice(legend: Tag | None, labels: list[str], kept: list[int]) -> Tag:
    question = legend.get_text().strip() if legend else ""
    here = "; ".join(labels[place] for place in kept)
    others = "; ".join(label for place, label in enumerate(labels) if place not in kept)
    paragraph = _new("p", "mbc-choice", _new("b", "mbc-legend", question), f" Printed here: {_ended(here)}")
    if others:
        paragraph.append(f" Also on the page: {_ended(others)}")
    return paragraph


def _ended(text: str) -> str:
    return text if text.rstrip('"”’').endswith((".", "?", "!")) else f"{text}."


# answers


def _answers(article: Tag) -> Tag:
    """What a question's fold and the steps of a case hold, taken out of the lesson, in the order of the lesson."""
    answers = _new("div", "mbc-answers-list")
    for part in article.select(".mbc-item, .mbc-case-answer"):
        entry = _new("div", "mbc-answer")
        if "mbc-item" in part["class"]:
            number = part.select_one("legend b, .mbc-stem b").get_text().strip()
            entry.append(_new("p", "mbc-number", f"Question {number.rstrip('.')}"))
        else:
            entry.append(_new("p", "mbc-number", part["aria-label"]))
        for fold in part.find_all("details", recursive=False):
            summary = fold.find("summary", recursive=False).extract()
            if "mbc-item" not in part["class"]:
                entry.append(_new("p", "mbc-label", summary.get_text()))
            entry.extend(list(fold.contents))
            fold.extract()
        answers.append(entry)
        if "mbc-item" not in part["class"]:
            part.extract()
    return answers


# folds, controls


def _is_source_fold(fold: Tag) -> bool:
    line = fold.find("summary").get_text().strip()
    return line.split(" (")[0] in (SOURCES_FOLD, PUBLISHERS_FOLD)


def _list_sources_in_sight(part: Tag, entries: dict[str, str]) -> None:
    """Where a block names its sources in a fold without markers, put their numbers there instead."""
    for fold in [fold for fold in part.select("details") if _is_source_fold(fold)]:
        line = _new("span", "mbc-printed-sources")
        for item in fold.find_all("li"):
            if "id" in item.attrs:
                continue
            place = f"paper-{len(entries)}"
            entries[place] = item.decode_contents()
            link = _new("a", "mbc-printed-source", "?")
            link["href"] = f"#{place}"
            line.extend([", " if line.contents else " Sources: ", link])
        if line.contents:
            fold.replace_with(line, ".")
        else:
            fold.extract()


def _unfold(part: Tag) -> None:
    """Print what belongs to the statement above a fold; of any other fold, that the page has it."""
    for fold in part.select("details"):
        if not _is_in(fold, part):  # it went with the fold around it
            continue
        summary = fold.find("summary").get_text().strip()
        if summary in OPEN_ON_PAPER:
            fold.find("summary").extract()
            fold.name, fold["class"] = "div", "mbc-unfolded"
            continue
        before = fold.find_previous_sibling()
        if "mbc-again" in fold.get("class", ()):
            fold.extract()
        elif before is not None and "mbc-on-page" in before.get("class", ()):
            before.string = f"{before.get_text().rstrip('.')}; {summary}."
            fold.extract()
        else:
            fold.replace_with(_new("p", "mbc-on-page", f"On the page: {summary}."))


def _is_in(element: Tag, part: Tag) -> bool:
    return any(parent is part for parent in element.parents)


def _as_print(part: Tag) -> None:
    """Controls as paper has them, boxes to tick and lines to write on; and no figure around a picture.

    A browser tags both as a figure, and the outer one would have no alt text.
    """
    for tag in part.find_all(["figure", "figcaption"]):
        tag["class"] = [*tag.get("class", ()), f"mbc-{tag.name}"]
        tag.name = "div"
    for control in part.select("input, select"):
        kind = control.get("type", "text") if control.name == "input" else "select"
        if kind in ("radio", "checkbox"):
            control.replace_with(_new("span", f"mbc-box mbc-{kind}"))
        else:
            control.replace_with(_new("span", "mbc-blank"))


# sources, links


def _number_sources(parts: Iterable[Tag], entries: dict[str, str]) -> list[str]:
    """Give every marker the number of its source in one list, and return the list."""
    numbers: dict[str, int] = {}
    for part in parts:
        for link in part.select(".mbc-mark a, .mbc-printed-source"):
            entry = entries[link["href"].removeprefix("#")]
            number = numbers.setdefault(entry, len(numbers) + 1)
            star = "*" if link.get_text().endswith("*") else ""
            if "aria-label" in link.attrs:
                _, *rest = link["aria-label"].split(",")
                link["aria-label"] = ",".join([f"source {number}", *rest])
            link["href"], link.string = f"#source-{number}", f"{number}{star}"
    return list(numbers)


def _keep_links_in(parts: Iterable[Tag]) -> None:
    """Links to other pages, and to places that are not printed, become text."""
    parts = list(parts)
    places = {tag["id"] for part in parts for tag in part.select("[id]")}
    for part in parts:
        for link in part.select("a[href]"):
            address = link["href"]
            if address.startswith(("http://", "https://", "#source-")) or address.removeprefix("#") in places:
                continue
            link.unwrap()
