"""The PDFs as they are printed: pages, tags, bookmarks, alt texts, and answers on the last pages only."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from markupsafe import Markup
from pypdf import PdfReader

from tests.browser import pairwise
from tests.helpers import LESSONS, alts
from utils.publishing import paper
from utils.publishing.paper.printer import SIZES, Printer

pytestmark = [pytest.mark.browser, pytest.mark.built]

MOST = 10  # pages of a handout
# The longest core paths: cards, the care of each harm, and every reason to call with its steps, none of them cut.
LONGER = {"06_treatment": 13, "04_sites_and_symptoms": 11}
POINTS = {"Letter": (612, 792), "A4": (595, 842)}
UNREVIEWED = "Not reviewed by a clinician."  # the line at the foot of each page goes on: ", unless a part says so"
TELLS = re.compile(r"Incorrect\s*:|Correct\s*:|Answer\s*:|Model answer")


@pytest.fixture
def printed(chromium, tmp_path):
    """``printed(html, title, size)``: the PDF that the browser prints."""
    context = chromium.new_context(java_script_enabled=False, offline=True)
    printer = Printer(context)

    def to_pdf(html: str, title: str = "A lesson", size: str = "Letter") -> PdfReader:
        return PdfReader(BytesIO(printer.print_html(html, title, size, tmp_path / "out.pdf").read_bytes()))

    yield to_pdf
    context.close()


def elements(pdf: PdfReader) -> list[tuple[str, dict]]:
    """(type, element) of every element of the structure tree."""
    found, left = [], [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while left:
        element = left.pop().get_object()
        if isinstance(element, list):
            left += element
        elif isinstance(element, dict):
            found.append((str(element.get("/S", "")), element))
            left += [element["/K"]] if "/K" in element else []
    return found


def bookmarks(pdf: PdfReader, outline=None) -> list[tuple[str, int]]:
    """(title, index of the page) of every bookmark, in order."""
    found = []
    for entry in pdf.outline if outline is None else outline:
        if isinstance(entry, list):
            found += bookmarks(pdf, entry)
        else:
            found.append((entry.title, pdf.get_destination_page_number(entry)))
    return found


def issues(pdf: PdfReader, html: str, size: str = "Letter") -> list[str]:
    """What a reader of the PDF would miss: tags, language, bookmarks, alt texts, the size of the paper."""
    root, tree = pdf.trailer["/Root"], elements(pdf)
    missing = (
        [] if root.get("/MarkInfo", {}).get("/Marked") and str(root.get("/Lang", "")).startswith("en") else ["marked"]
    )
    tagged = {element["/Pg"].get_object()["/StructParents"] for _, element in tree if "/Pg" in element}
    for number, page in enumerate(pdf.pages, 1):
        if page.get("/StructParents") not in tagged:
            missing.append(f"page {number}: no tags")
        sides = zip(page.mediabox[2:], POINTS[size], strict=True)
        if any(abs(float(side) - wanted) > 2 for side, wanted in sides):  # a browser rounds to whole dots
            missing.append(f"page {number}: not {size}")
        if not page.extract_text().strip():
            missing.append(f"page {number}: empty")
    texts = sorted(" ".join(str(element.get("/Alt", "")).split()) for kind, element in tree if kind == "/Figure")
    if texts != sorted(" ".join(text.split()) for text in alts(html)) or "" in texts:
        missing.append(f"alt texts: {texts}")
    headings = [" ".join(title.split()) for title in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", html, re.DOTALL)]
    marked = [title for title, _ in bookmarks(pdf)]
    return missing + [f"no bookmark for {title}" for title in headings if plain(title) not in map(plain, marked)]


def plain(title: str) -> str:
    text = re.sub(r"<[^>]+>", "", title).replace("&amp;", "&")
    return re.sub(r"\W+", " ", text).strip()


def answer_issues(pdf: PdfReader) -> list[str]:
    """Whether answers stand on the last pages and on no other."""
    (first,) = [page for title, page in bookmarks(pdf) if title == "Answers"]
    texts = [page.extract_text() for page in pdf.pages]
    early = [f"page {number} tells an answer" for number, text in enumerate(texts[:first], 1) if TELLS.search(text)]
    late = [title for title, page in bookmarks(pdf) if page >= first and title != "Answers"]
    return (
        early + [f"{title} after the answers begin" for title in late] + ([] if TELLS.search(texts[-1]) else ["none"])
    )


def too_long(pdf: PdfReader, most: int) -> list[str]:
    return [f"{len(pdf.pages)} pages, at most {most}"] if len(pdf.pages) > most else []


def card_issues(pdf: PdfReader) -> list[str]:
    """Whether a pocket card is one page that says that nobody has reviewed it."""
    unsaid = [number for number, page in enumerate(pdf.pages, 1) if UNREVIEWED not in text_of(page)]
    return too_long(pdf, 1) + [f"page {number} does not say that nobody has reviewed it" for number in unsaid]


def text_of(page) -> str:
    return " ".join(page.extract_text().split())


def cores(pages: Path, lessons) -> dict[str, paper.CorePath]:
    return {path.stem: paper.core_path((pages / f"{path.stem}.html").read_text(encoding="utf-8")) for path in lessons}


@pytest.mark.parametrize("lesson", pairwise.by_day(LESSONS, turn=5, every=6))
def test_a_handout_is_short_tagged_and_has_its_answers_last(pages, printed, lesson):
    """By day two lessons on Letter; at night each, on both papers, and the longest may be longer."""
    core = cores(pages, [lesson])[lesson.stem]
    html = paper.handout(core)
    for size in SIZES:
        pdf = printed(html, core.title, size)
        assert issues(pdf, html, size) == []
        assert answer_issues(pdf) == []
        assert too_long(pdf, LONGER.get(lesson.stem, MOST)) == []


@pytest.mark.nightly
def test_only_the_lessons_that_are_named_are_longer(pages, printed):
    longer = [path for path in LESSONS if path.stem in LONGER]
    for name, core in cores(pages, longer).items():
        assert too_long(printed(paper.handout(core), core.title), MOST), f"{name} fits: take it off the list."


@pytest.mark.parametrize("size", SIZES)
def test_pocket_cards_are_one_page_each_and_a_booklet(pages, printed, size, request):
    """By day the cards of a quarter of the lessons; the booklet then has those."""
    few = LESSONS if request.config.option.nightly else LESSONS[1::4]
    lessons = [core for core in cores(pages, few).values() if core.pocket_card]
    for core in lessons:
        html = paper.pocket_card(core)
        pdf = printed(html, core.title, size)
        assert card_issues(pdf) == [] and issues(pdf, html, size) == []
    html = paper.booklet(lessons)
    pdf = printed(html, "Pocket cards", size)
    assert issues(pdf, html, size) == [] and booklet_issues(pdf, [core.title for core in lessons]) == []


def booklet_issues(pdf: PdfReader, titles: list[str]) -> list[str]:
    """Whether a booklet has its list, then one page for each lesson, each of which says that nobody has reviewed it."""
    places = [(plain(title), number) for title, number in bookmarks(pdf)]
    wanted = [("Pocket cards", 0), *((plain(title), number) for number, title in enumerate(titles, 1))]
    missing = [] if places == wanted else [f"bookmarks {places}"]
    missing += [] if len(pdf.pages) == len(wanted) else [f"{len(pdf.pages)} pages for {len(titles)} cards"]
    return missing + [f"page {n}" for n, page in enumerate(pdf.pages[1:], 2) if UNREVIEWED not in text_of(page)]


PICTURE = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20width='9'%20height='9'%3E%3Ccircle%20r='9'/%3E%3C/svg%3E"
CARD = Markup(f"<ul><li>Call.</li></ul><p>{UNREVIEWED}</p>")
SMALL = paper.CorePath(
    "Bone",
    Markup(f'<h2>One</h2><p>Look.</p><img src="{PICTURE}" alt="A bone">'),
    [Markup("CDC")],
    CARD,
    Markup("<p>Answer: a</p>"),
)


def test_planted_defects_are_seen(printed):
    html = paper.handout(SMALL)
    pdf = printed(html)
    assert issues(pdf, html) == [] == answer_issues(pdf) and too_long(pdf, 2) == []
    assert any("alt texts" in missing for missing in issues(printed(html.replace('alt="A bone"', 'alt=""')), html))
    assert "no bookmark for One" in issues(printed(html.replace("h2>", "p>")), html)
    assert issues(pdf, html, "A4")[:2] == ["page 1: not A4", "page 2: not A4"]
    early = paper.handout(SMALL._replace(body=SMALL.body + Markup("<p>Incorrect: no.</p>")))
    assert answer_issues(printed(early)) == ["page 1 tells an answer"]
    assert too_long(printed(html.replace("Look.", "Look. " * 3000)), 2)
    assert card_issues(printed(paper.pocket_card(SMALL))) == []
    assert card_issues(printed(paper.pocket_card(SMALL._replace(pocket_card=CARD.replace("Call.", "Call. " * 900)))))
    assert card_issues(printed(paper.pocket_card(SMALL._replace(pocket_card=Markup("<p>Call.</p>")))))
    two = paper.booklet([SMALL, SMALL._replace(title="Lung")])
    assert booklet_issues(printed(two), ["Bone", "Lung"]) == []
    assert booklet_issues(printed(two.replace("break-before: page", "")), ["Bone", "Lung"])


def test_the_command_writes_both_papers_and_the_same_bytes_again(pages, tmp_path):
    """In a process of its own: Playwright runs here already."""
    lesson = min(LESSONS[1:], key=lambda path: (pages / f"{path.stem}.html").stat().st_size)
    few = tmp_path / "few"
    few.mkdir()
    (few / f"{lesson.stem}.html").write_bytes((pages / f"{lesson.stem}.html").read_bytes())
    (few / "_static").symlink_to(pages / "_static", target_is_directory=True)
    code = (
        "import sys, pathlib; from utils.publishing import paper; few, folder = map(pathlib.Path, sys.argv[1:]); "
        "paper.write_handouts(few, folder / 'a'); paper.write_handouts(few, folder / 'b'); "
        "paper.write_pages(few, folder / 'a' / 'full')"
    )
    subprocess.run([sys.executable, "-c", code, few, tmp_path], check=True)
    names = [f"{lesson.stem}.pdf", "pocket_cards.pdf", f"pocket_cards/{lesson.stem}.pdf"]
    for size in ("letter", "a4"):
        first, second = tmp_path / "a" / size, tmp_path / "b" / size
        assert sorted(path.relative_to(first).as_posix() for path in first.rglob("*.pdf")) == names
        assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)
        whole, core = tmp_path / "a" / "full" / size / names[0], first / names[0]
        assert paper.page_count(core) == len(PdfReader(core).pages) < paper.page_count(whole)
        assert b"/StructTreeRoot" in whole.read_bytes() and PdfReader(whole).outline
