"""What each command of the collection does; `utils/cli.py` reads their options."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from utils.errors import CourseError, DataError, command, summary
from utils.project import DATA, LEARNER_COPY, NOTEBOOKS, ROOT


def try_to_write(folder: Path) -> None:
    """Raise OSError, before minutes of work, if ``folder`` or what it would be made in cannot be written to."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from None


def check(data: Path, fix: bool = False, every: bool = False) -> int:
    """Check the tables, and the lessons against them; report each issue with its fix. Only --fix changes files."""
    from utils.publishing import class_links, lesson_files
    from utils.tables import cues, figures, loader, question_evidence, reviews, unshown

    # for maintainers: their issues do not stop a lesson from running
    later = [figures.figure_issues, lesson_files.lesson_issues, class_links.class_issues]
    later += [question_evidence.evidence_issues, cues.cue_issues]
    notices: list[str] = []
    repaired = False
    try:
        repaired = fix and _repair_form(data)
        issues = loader.check(data)
        if not issues:
            review_issues, notices = reviews.review_issues(data, _paragraph_digests)
            issues = [*(issue for look in later for issue in look(data)), *review_issues]
    except DataError as error:
        issues = error.issues
    lines = list(map(str, issues)) if every else summary(issues)
    for line in (*notices, *lines):
        print(line)
    for name, places in ({} if issues else lesson_files.open_places(data)).items():
        print(f"Still to write: {name} has {places} place(s) with [write: ...].")
    count = "No issues" if not issues else "1 issue" if len(issues) == 1 else f"{len(issues):,} issues"
    unchanged = " No file was changed." if issues and not repaired else ""
    grouped = f" To list every one: {command('check', 'ALL=yes', '--all')}." if len(lines) != len(issues) else ""
    print(f"{count} found in data/.{unchanged}{grouped}")
    for kind, rows in ({} if issues else unshown.unshown_rows(data)._asdict()).items():
        for file, ids in rows.items():
            print(
                f"Shown {kind.replace('_', ' ')}: {file}, {len(ids)} row{'s' if len(ids) > 1 else ''}: {', '.join(ids)}"
            )
    return 1 if issues else 0


def _repair_form(data: Path) -> bool:
    """Show what changes in the form of each table that can be repaired, then change it; whether any was."""
    from utils.tables import repair

    found = repair.repairs(data)
    for each in found:
        print(each)
        each.write()
    print(
        f"{len(found)} file(s) repaired in form; no cell content changed."
        if found
        else "No file can be repaired in form; none was changed."
    )
    return bool(found)


def _paragraph_digests() -> Mapping[tuple[str, str], str]:
    """The fingerprints of the lessons' paragraphs; computed only if one of them was reviewed."""
    from utils.publishing import notebooks, review

    return review.paragraph_digests(notebooks.lesson_paths())


def list_ages(table: str, subject: str, before: int | None, data: Path) -> None:
    """List the rows supported by reference pages by subject and age, oldest first: what to check again."""
    from utils.tables import ages, loader

    print(ages.age_report(ages.row_ages(loader.raw(data), table, subject, before)))


def mark_compared(items: Sequence[str], data: Path) -> None:
    """After you compared the questions that `check` lists with their rows: print both again and clear the issues."""
    from utils.tables import question_evidence

    lines_by_item = question_evidence.items_to_compare(items, data)
    for item_id, lines in lines_by_item.items():
        print(f"{item_id}: " + "\n".join(lines))
    question_evidence.mark_compared(list(lines_by_item), data)
    print(f"Marked {len(lines_by_item)} question(s) as compared with their rows, in data/{question_evidence.FILE}.")


def list_items(data: Path) -> None:
    """Print the question bank in numbers: types, places of keys, and what a reader who opens no stem would score."""
    from utils.questions.item_table import item_report
    from utils.tables import loader

    print(item_report(loader.load_all(data)))


def verify(data: Path, sources: Path) -> int:
    """Check every citation against the articles, if you have them."""
    from utils.tables import citations, loader

    report = citations.verify(loader.load_all(data), sources)
    print(report)
    return 1 if report.issues else 0


def coverage(data: Path, sources: Path) -> int:
    """Count the sentences of the articles that a row cites, and list those that none does."""
    from utils.tables import citations, loader

    report = citations.coverage(loader.load_all(data), sources)
    print(report)
    return 1 if report.uncovered else 0


def cite(words: str, table: str, row: str, add: bool, data: Path, sources: Path) -> None:
    """Find the sentence that contains some words and print its citation; with --add, save it."""
    from utils.tables import citations, loader

    if not words.strip():
        given = '"a few of its words"'
        raise CourseError(f"Name a few words of the sentence. Fix: run {command('cite', f'WORDS={given}', given)}.")
    matches = citations.find(words, loader.load("sources", data, whole=False), sources)
    for place, sentence in matches:
        print(citations.csv_line(table or "TABLE", row or "ROW", place), f"    {sentence}", sep="\n")
    if add:
        if len(matches) > 1:
            raise CourseError(
                f"Nothing was written: {len(matches)} sentences contain these words. Fix: add words until only one "
                "does."
            )
        if not (table and row):
            raise CourseError(
                "Nothing was written: a citation needs its row. Fix: name TABLE and ROW (without make: --table and "
                "--row); for a sentence that no row needs, give the table none and, as the row, the reason."
            )
        citations.add(table, row, matches[0][0], loader.raw(data), data)
        print("Added to data/citations.csv.")


def update(sources: Path) -> int:
    """After a change to data/: check it, write data/README.md, rerun the lessons, verify the citations."""
    from utils.tables import dictionary

    if check(DATA):
        return 1
    if dictionary.write(DATA):
        print("changed: data/README.md")
    rerun_notebooks()
    return verify(DATA, sources)


def rerun_notebooks(only: str = "") -> None:
    """Rerun the lessons and save them in standard form."""
    from utils.publishing import notebooks

    changed = dict.fromkeys([*notebooks.rerun(only=only), *_count_minutes(only)])
    for path in changed:
        print(f"changed: {path.relative_to(ROOT)}")
    print(f"{len(changed)} file(s) changed.")


def count_minutes() -> None:
    """Count how long each lesson takes, and write it where it is printed: lessons, data/lessons.csv, README."""
    from utils.publishing import minutes

    for path in _count_minutes():
        print(f"changed: {path.relative_to(ROOT)}")
    counted = minutes.count_all()
    for id, each in counted.items():
        print(f"{id}: {each.core:.0f} minutes for the core path, {each.everything:.0f} for everything")
    core, everything = (sum(each[place] for each in counted.values()) for place in (0, 1))
    print(f"All together: {core:.0f} minutes for the core path, {everything:.0f} for everything")


def _count_minutes(only: str = "") -> list[Path]:
    """Write the minutes; where they changed, rerun the lessons that list all lessons. The files that changed."""
    from utils.publishing import minutes, notebooks

    changed = minutes.write(only=only)
    if changed:
        changed += [path for lesson in notebooks.with_course_map() for path in notebooks.rerun(only=lesson.stem)]
    return list(dict.fromkeys(changed))


def create_lesson(name: str, title: str) -> None:
    """Begin a new lesson from the template, with its rows in the tables and its line in README."""
    from datetime import date

    from utils.publishing import new_lesson

    for path in new_lesson.create(name, title, date.today().isoformat()):
        print(f"written: {path.relative_to(ROOT)}")
    print(f"Next: replace each [write: ...], then run {command('update')}. See CONTRIBUTING, Add a lesson.")


def review(filled: Path | None, output: Path, data: Path) -> None:
    """List every statement for clinicians in dist/review.csv and .html; with --in, read a filled list back."""
    from utils.publishing import filled_review, notebooks, review
    from utils.tables import loader

    tables = loader.load_all(data)
    if filled is None:
        _print_written(review.write_review_list(tables, output))
        return
    digests = review.all_digests(tables, notebooks.lesson_paths())
    added, present = filled_review.add_reviews(filled, digests, data)
    print(f"Added {added} review(s) to data/reviews.csv; it already had {present} of those in the list.")


def write_class_kit(only: str, output: Path) -> None:
    """Write everything for a class to dist/classroom/: plans, slides, handouts, copies, keys, tests, rubrics, polls."""
    from utils.exports import paper
    from utils.publishing import kit, slides
    from utils.tables import loader

    papers = paper.class_papers(data := loader.load_all(), [path.stem for path in slides.lessons_named(only)])
    print(f"The class kit is in {output}. Open {kit.write_kit(data, output, papers, only)}.")


def write_slides(only: str, output: Path) -> None:
    """Write each lesson as slides (PowerPoint), with the plan in the notes, to dist/classroom/slides/."""
    from utils.publishing import kit, slides
    from utils.tables import loader

    written = slides.write_decks(loader.load_all(), output / kit.SLIDES, only)
    _print_written(written)
    if not all((output / kit.INSTRUCTOR / f"{path.stem}.html").is_file() for path in written):
        pages = output / kit.INSTRUCTOR
        print(f"Links in the speaker's notes lead to pages in {pages}. To write them, run {command('classroom')}.")


def copy_articles(sources: Path, output: Path) -> None:
    """If your class has the articles, copy them from --sources to articles/, which git ignores."""
    from utils.tables import article_files, loader

    number = len(article_files.copy_articles(loader.load_all(), sources, output))
    print(f"Copied {number} articles to {output.name}/. They are not part of the project: do not redistribute them.")


def write_exports(lesson: str, output: Path) -> None:
    """Write the questions and the two tests for learning platforms, Anki, spreadsheets and paper to dist/exports/."""
    from utils import exports
    from utils.tables import loader

    data = loader.load_all()
    _print_written(exports.write_all(data, output, lesson))
    if not lesson and output == ROOT / "dist" / "exports" and exports.record_cards(data):
        print(
            "Flash cards have changed since the last deck: utils/exports/anki_cards.csv, which has the time of each "
            "change, is updated. Keep it (commit it), so that Anki updates these cards and no others."
        )


def write_scorm(lesson: str, output: Path) -> None:
    """Write each lesson, and the course, as SCORM 1.2 packages for learning platforms to dist/scorm/."""
    from utils.publishing import scorm, site
    from utils.tables import loader

    with tempfile.TemporaryDirectory() as folder:
        _print_written(scorm.write_packages(loader.load_all(), site.build(Path(folder, "site")), output, lesson))


def lab(edit: bool, prepare: bool, rest: Sequence[str]) -> int:
    """Open JupyterLab on the first lesson: in your own copy, or with --edit in the originals."""
    from utils.publishing import notebooks

    folder = NOTEBOOKS if edit else LEARNER_COPY
    _try_home()
    for message in [] if edit else notebooks.copy_for_learner():
        print(message)
    notebooks.require_course(folder)
    notebooks.trust(folder)
    if prepare:
        print(f"The lessons are ready in {folder.name}/.")
        return 0
    first = notebooks.lesson_paths(folder)[0].name
    jupyterlab = [sys.executable, "-m", "jupyterlab", "--ServerApp.root_dir", str(folder)]
    # Jupyter refuses to run as root without this; in a container the user is usually root.
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return subprocess.call(
        [*jupyterlab, "--LabApp.default_url", f"/lab/tree/{first}", *as_root, *rest], env=quiet_environment(os.environ)
    )


def _try_home() -> None:
    """Raise CourseError if JupyterLab cannot write to the folders of its settings and of what is running."""
    from jupyter_core import paths

    for folder in (paths.jupyter_config_dir(), paths.jupyter_data_dir(), paths.jupyter_runtime_dir()):
        try:
            try_to_write(Path(folder))
        except OSError as error:
            raise CourseError(
                f"JupyterLab cannot write to {folder} ({error.strerror}). "
                "Fix: name a home folder that you can write to: HOME=folder"
            ) from None


def quiet_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` for a JupyterLab that neither asks to fetch news nor looks for updates.

    A lesson needs no network, and a pop-up in the corner is not what a student came for.
    """
    path = [str(ROOT / "utils" / "jupyter_config"), *filter(None, [environment.get("JUPYTER_CONFIG_PATH")])]
    return {**environment, "JUPYTER_CONFIG_PATH": os.pathsep.join(path)}


def build_site(output: Path, repository: str, branch: str, hub: str) -> None:
    """Build the web pages in _site/ from the committed notebooks."""
    pages = _build_pages(output, repository, branch, hub)
    print(f"The pages are in {pages}. Open index.html.")


def write_downloads(output: Path, folder: Path, repository: str, branch: str, hub: str) -> None:
    """Write all pages as one zip, and each lesson as one HTML file, to dist/."""
    from utils.publishing.site import downloads

    pages = _build_pages(output, repository, branch, hub)
    _print_written([downloads.write_zip(pages, folder), *downloads.write_single_files(pages, folder / "single")])


def write_handouts(output: Path, folder: Path, full: bool, repository: str, branch: str, hub: str) -> None:
    """Write handouts of the core path and pocket cards to dist/pdf/, or with --full whole pages to dist/pdf/full/."""
    from utils.publishing import paper

    pages = _build_pages(output, repository, branch, hub)
    written = paper.write_pages(pages, folder / "pdf" / "full") if full else paper.write_handouts(pages, folder / "pdf")
    for path in written:
        print(f"written: {path} ({paper.page_count(path)} pages)")


def serve(output: Path, host: str, port: int, repository: str, branch: str, hub: str) -> None:
    """Build the pages and serve them over HTTP, to this computer only unless --host says otherwise."""
    from utils.publishing.site import server

    with server.PageServer(host, port) as running:
        pages = _build_pages(output, repository, branch, hub)
        addresses = server.addresses(host, running.port)
        print("The pages are at", *addresses, "(press Ctrl+C to stop)", flush=True)
        if len(addresses) > 1:
            _print_if_possible(server.qr_code(addresses[-1]))
        try:
            running.serve(pages)
        except KeyboardInterrupt:
            print()


def print_launch_links(repository: str, branch: str, hub: str) -> None:
    """Print links that open the lessons live, as Markdown: on Binder, and with --hub on a JupyterHub."""
    from utils.publishing.site.launch_links import LaunchLinks
    from utils.tables import loader

    launch_links = LaunchLinks(repository, branch, hub)
    for row in loader.load("lessons").itertuples():
        links = launch_links.for_lesson(row.id)
        print(f"- {row.title}: " + ", ".join(f"[{label}]({address})" for label, address in links))
    print(f"\n{launch_links.needed()}")


def run_benchmarks() -> int:
    """Run the benchmarks and print ratios from this one run."""
    names = sorted(path.stem for path in (ROOT / "tests" / "bench").glob("[a-z]*.py") if path.stem != "test_bench")
    return max(subprocess.call([sys.executable, "-m", f"tests.bench.{name}"], cwd=ROOT) for name in names)


def _build_pages(output: Path, repository: str, branch: str, hub: str) -> Path:
    """The folder of the pages, built now; if the repository's address is given, with links that open lessons live."""
    from utils.publishing import site
    from utils.publishing.site.launch_links import LaunchLinks

    return site.build(output, launch_links=LaunchLinks(repository, branch, hub) if repository else None)


def _print_if_possible(drawing: str) -> None:
    """Print what only a terminal with all its characters can show."""
    try:
        drawing.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return
    print(drawing, flush=True)


def _print_written(paths: Sequence[Path]) -> None:
    for path in paths:
        print(f"written: {path}")
