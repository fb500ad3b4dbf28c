"""A lesson on paper, as HTML: nothing but the core path, answers at its end, nothing cut in half, every source once."""

from __future__ import annotations

import contextlib
import re

import pytest
from bs4 import Tag

from tests.browser import pairwise
from tests.helpers import LESSONS, editable, parsed
from utils.publishing import paper
from utils.publishing.paper import CorePath, core_path
from utils.tables.rules.questions import MORE, TEST
from utils.ui.elements import ACTION_FOLDS, COUNTED_FOLD, OPEN_ON_PAPER, VERDICT_FOLD

UNREVIEWED = "Not reviewed by a clinician"
TELLS = re.compile(r"Incorrect:|Correct:|Answer:|Model answer|Common mistake")


def test_a_second_time_only_papers_of_lessons_that_are_no_more_are_removed(tmp_path, monkeypatch):
    """A stand-in for the browser: it writes what it would print."""

    class Printer:
        def print_html(self, html, title, size, target):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(f"{title} {size}", encoding="utf-8")
            return target

        def print_page(self, path, size, target):
            return self.print_html("", path.stem, size, target)

    monkeypatch.setattr(paper, "printing", lambda: contextlib.nullcontext(Printer()))
    page = "<html><body><article><section><h1>A lesson</h1></section></article></body></html>"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "00_a.html").write_text(page, encoding="utf-8")
    for write in (paper.write_handouts, paper.write_pages):
        folder = tmp_path / write.__name__
        for name in ("a4/99_gone.pdf", "a4/pocket_cards/99_gone.pdf", "letter/mine.pdf", "letter/00_mine.docx"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
        written = write(tmp_path / "site", folder)
        mine = {folder / "letter" / name for name in ("mine.pdf", "00_mine.docx")}
        assert {path for path in folder.rglob("*") if path.is_file()} == {*written, *mine}
        assert {path.parent.name for path in written} == {"letter", "a4"}


def early_answers(core: CorePath) -> list[str]:
    """What a handout tells of its answers before their pages."""
    return TELLS.findall(parsed(core.body + core.pocket_card).get_text(" "))


def left_out(core: CorePath, page: Tag, items: list[str]) -> list[str]:
    """What the core path should hold and does not, and what it holds and should not."""
    body, answers = parsed(core.body), parsed(core.answers)
    issues = [f"question {id}" for id in {*items} ^ {form["data-item"] for form in body.select("[data-item]")}]
    numbers = [form.select_one("legend b, .mbc-stem b").get_text().strip(". ") for form in body.select("[data-item]")]
    answered = [line.get_text().removeprefix("Question ") for line in answers.select(".mbc-number")]
    issues += [f"answer to {place}" for place in numbers if answered.count(place) != 1]
    issues += [f"fold {fold.summary.get_text()!r}" for fold in body.select("details") + answers.select("details")]
    for line in body.select(".mbc-on-page"):
        issues += [f"{fold!r} is folded away" for fold in OPEN_ON_PAPER if fold in line.get_text()]
    for explorer in body.select(".mbc-explorer"):
        whole = page.select_one(f'.mbc-explorer[aria-label="{explorer["aria-label"]}"]')
        printed = innermost(explorer)
        issues += [] if printed else [f"no panel of {explorer['aria-label']}"]
        for part in printed:
            own = [lines(other) for other in innermost(whole) if heading(other) == heading(part)]
            issues += [] if lines(part) in own else [f"cut: {heading(part)}"]
    return issues


def innermost(explorer) -> list:
    """The panels of an explorer that hold no other."""
    return [part for part in explorer.select(".mbc-panel") if not part.select(".mbc-panel")]


def heading(part) -> str:
    return next((found.get_text() for found in part.find_all(["h3", "h4"])), "")


def lines(part) -> list[str]:
    """The lines of the lists of a panel that are in sight while its folds are closed."""
    return [words(item) for item in part.find_all("li") if not item.find_parent("details") and not unfolded(item)]


def unfolded(item) -> bool:
    return any("mbc-unfolded" in parent.get("class", "").split() for parent in item.parents)


def words(element) -> str:
    """The words of an element without numbers of sources and what is folded."""
    copy = editable(element)
    for part in copy.select("sup, details, .mbc-unfolded, .mbc-on-page"):
        part.extract()
    return " ".join(copy.get_text(" ").split())


def source_issues(core: CorePath, page: Tag) -> list[str]:
    """Numbers that lead nowhere, sources listed twice or never named, and sources that the page does not have."""
    links = parsed(core.body + core.answers).select(".mbc-mark a, .mbc-printed-source")
    named = {int(link["href"].removeprefix("#source-")) for link in links}
    issues = [f"number {link.get_text()} at {link['href']}" for link in links if number(link) != link["href"]]
    issues += [f"{place} is not {'named' if place <= len(core.sources) else 'listed'}" for place in unlike(core, named)]
    known = {item.decode_contents() for item in page.find_all("li")}
    issues += [f"not on the page: {source[:60]}" for source in core.sources if source not in known]
    return issues + [f"twice: {source[:60]}" for source in core.sources if core.sources.count(source) > 1]


def number(link) -> str:
    return f"#source-{link.get_text().rstrip('*')}"


def unlike(core: CorePath, named: set[int]) -> set[int]:
    return named ^ set(range(1, len(core.sources) + 1))


@pytest.mark.built
@pytest.mark.parametrize("lesson", pairwise.by_day(LESSONS, turn=1, every=6))
def test_a_handout_is_the_core_path_with_answers_at_its_end(pages, data, lesson):
    text = (pages / f"{lesson.stem}.html").read_text(encoding="utf-8")
    core, page = core_path(text), parsed(text).find("article")
    rows = data.items[(data.items["lesson"] == lesson.stem) & ~data.items["place"].isin([MORE, TEST])]
    assert left_out(core, page, list(rows["id"])) == []
    assert early_answers(core) == []
    assert source_issues(core, page) == []
    assert parsed(paper.handout(core)).select("main > *")[-1].h2.get_text() == "Answers"
    assert bool(core.pocket_card) == ('id="pocket-card"' in text)
    if core.pocket_card:
        assert UNREVIEWED in core.pocket_card and UNREVIEWED in paper.pocket_card(core)


ITEM = (
    '<section class="mbc-quiz"><form class="mbc-item" data-item="who"><fieldset>'
    "<legend><b>2.</b> Whom do you call?</legend>"
    '<label><input type="radio"> <span>a) Nobody</span></label></fieldset>'
    "<details><summary>Show the answer</summary><p><b>Answer: a</b></p><p>Incorrect: why.</p>"
    "</details></form></section>"
)
MARK = '<sup class="mbc-mark"><a aria-label="source {0}{2}" href="#{1}">{0}{3}</a></sup>'
ACTIONS_FOLD = ACTION_FOLDS["Now", "Call", "Do not"]
PANEL = (
    '<div class="mbc-option-0" data-tens="0" data-units="{0}"><div class="mbc-panel"><h3>{1}</h3><ul class="mbc-list">'
    "<li>Fever: call.{2}<details><summary>{4}</summary><ul class='mbc-steps'><li>Now: go.</li></ul></details></li></ul>"
    "<details><summary>What the articles say</summary>Much.</details>"
    '<details><summary>Sources (1)</summary><ol class="mbc-source-list"><li id="p{0}-1">{3}</li></ol>'
    "</details></div></div>"
)


def panel(place: int, name: str, source: str, star: str = "") -> str:
    words_of_star = ", check with a clinician first" if star else ""
    return PANEL.format(place, name, MARK.format(1, f"p{place}-1", words_of_star, star), source, ACTIONS_FOLD)


def lesson_page(task: str = "", item: str = ITEM, more: str = "More questions") -> str:
    labels = "".join(f"<label><input type='radio'> <span>{name}</span></label>" for name in ("Bone", "Lung", "Liver"))
    panels = panel(0, "Bone", "CDC") + panel(1, "Lung", "NCI", "*") + panel(2, "Liver", "CDC")
    return (
        f'<article><section><h1>Sites</h1><section id="one"><h2>One</h2><p><strong>Try this:</strong> {task}</p>'
        '<section aria-label="Sites" class="mbc-explorer"><div class="mbc-controls"><fieldset class="mbc-control-0">'
        f'<legend>Where?</legend><div class="mbc-options">{labels}</div></fieldset></div><div>{panels}</div></section>'
        f'{item}<p>See <a href="glossary.html#term-x">x</a>.</p></section>'
        f'<section id="more"><h2>{more}</h2>{ITEM.replace("who", "other")}</section>'
        f'<section id="pocket-card"><h2>Pocket card</h2><p>Call. {UNREVIEWED}.</p></section>'
        '</section><section class="mbc-answers"><h2>Answers</h2>Answer: z</section></article>'
    )


def test_an_explorer_prints_its_first_choice_or_what_the_task_names():
    first, named = core_path(lesson_page()), core_path(lesson_page("open <em>liver</em>, then <em>Lung</em>."))
    assert [h3.get_text() for h3 in parsed(first.body).select("h3")] == ["Bone"]
    assert [h3.get_text() for h3 in parsed(named.body).select("h3")] == ["Lung", "Liver"]
    assert "Where? Printed here: Bone. Also on the page: Lung; Liver." in parsed(first.body).get_text()
    assert "Where? Printed here: Lung; Liver. Also on the page: Bone." in parsed(named.body).get_text()


def test_what_to_do_now_is_printed_open_and_what_is_left_out_is_named():
    body = parsed(core_path(lesson_page()).body)
    assert body.select_one("li > .mbc-unfolded .mbc-steps").get_text() == "Now: go."
    assert body.select_one(".mbc-on-page").get_text() == "On the page: What the articles say."
    assert body.find("details") is None and {VERDICT_FOLD, COUNTED_FOLD} < {*OPEN_ON_PAPER}


def test_sources_are_listed_once_under_one_run_of_numbers_and_stars_stay():
    core = core_path(lesson_page("<em>Bone</em>, <em>Lung</em>, <em>Liver</em>"))
    links = parsed(core.body).select(".mbc-mark a")
    assert core.sources == ["CDC", "NCI"] and [link.get_text() for link in links] == ["1", "2*", "1"]
    assert links[1]["aria-label"] == "source 2, check with a clinician first" and links[1]["href"] == "#source-2"
    assert 'id="source-2">NCI<' in paper.handout(core)


def test_answers_questions_and_the_pocket_card_each_stand_in_their_place():
    core = core_path(lesson_page())
    assert early_answers(core) == [] and "Answer: a" in core.answers and "Question 2" in core.answers
    assert "other" not in core.body and "Answer: z" not in paper.handout(core)
    assert parsed(core.body).select(".mbc-item .mbc-box") and not parsed(core.body).find_all(["input", "a"])[1:]
    assert core.pocket_card == f"<p>Call. {UNREVIEWED}.</p>" and "Pocket card" not in core.body
    html = paper.booklet([core, core._replace(title="Two & more")])
    assert html.count(UNREVIEWED) == 2 and "Two &amp; more" in html and 'href="#card-2"' in html


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (lesson_page(item=ITEM.replace("details", "div")), "message early"),
        (lesson_page(more="Further questions"), "question other"),
        (lesson_page(item=ITEM * 2), "answer to 2"),
        (lesson_page(item="").replace(ACTIONS_FOLD, "What now"), "steps"),
    ],
    ids=["an answer beside its question", "a further question", "a number twice", "steps under another name"],
)
def test_a_planted_defect_is_seen(page, message):
    core = core_path(page)
    issues = left_out(core, parsed(page).find("article"), ["who"]) + ["message early"] * bool(early_answers(core))
    issues += ["steps"] * (not parsed(core.body).select(".mbc-unfolded .mbc-steps"))
    assert [issue for issue in issues if message in issue], issues


def test_half_a_panel_is_seen():
    page = lesson_page()
    core, article = core_path(page), parsed(page).find("article")
    assert left_out(core, article, ["who"]) == []
    assert "cut: Bone" in left_out(core._replace(body=core.body.replace("Fever: call.", "Fever")), article, ["who"])


def test_a_planted_source_defect_is_seen():
    page = lesson_page()
    core, article = core_path(page), parsed(page).find("article")
    assert source_issues(core, article) == []
    assert source_issues(core._replace(sources=["CDC", "CDC"]), article)
    assert source_issues(core._replace(sources=["Another"]), article)
    assert source_issues(core._replace(body=core.body.replace("#source-1", "#source-7")), article)
