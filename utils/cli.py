"""The commands of the collection: ``python -m utils <command>``. The Makefile calls the same ones."""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from utils import project
from utils.errors import CourseError, DataError
from utils.project import DATA, LEARNER_COPY, NOTEBOOKS, ROOT


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 only when it found nothing wrong."""
    options = vars(_parser().parse_args(arguments))
    command = options.pop("command")
    try:
        return command(**options) or 0
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


def check(data: Path) -> int:
    """Check every table and the review status of questions; list all issues and change no file."""
    from utils.tables import loader, question_reviews

    try:
        issues = loader.check(data) or question_reviews.review_issues(data)
    except DataError as error:
        issues = error.issues
    for issue in issues:
        print(issue)
    count = "No issues" if not issues else "1 issue" if len(issues) == 1 else f"{len(issues)} issues"
    print(f"{count} found in data/.{' No file was changed.' if issues else ''}")
    return 1 if issues else 0


def reviewed(items: Sequence[str], data: Path) -> None:
    """Record that you compared the questions that `check` names with their evidence; print both once more."""
    from utils.tables import question_reviews

    compared = question_reviews.items_to_review(items, data)
    for id, lines in compared.items():
        print(f"{id}: " + "\n".join(lines))
    question_reviews.mark_reviewed(list(compared), data)
    print(f"{len(compared)} question(s) marked as reviewed in data/{question_reviews.FILE}.")


def verify(data: Path, sources: Path) -> int:
    """Every citation against the articles, where they are at hand."""
    from utils.tables import citations, loader

    report = citations.verify(loader.load_all(data), sources)
    print(report)
    return 1 if report.issues else 0


def coverage(data: Path, sources: Path) -> int:
    """Which sentences of the articles a row accounts for, and which are left."""
    from utils.tables import citations, loader

    report = citations.coverage(loader.load_all(data), sources)
    print(report)
    return 1 if report.uncovered else 0


def cite(words: str, table: str, row: str, add: bool, data: Path, sources: Path) -> None:
    """Find the sentence that holds some words; print its citation, or with --add write it down."""
    from utils.tables import citations, loader

    found = citations.find(words, loader.load("sources", data, whole=False), sources)
    rows = [[table or "TABLE", row or "ROW", *place, ""] for place, _ in found]
    for cells, (_, sentence) in zip(rows, found, strict=True):
        print(",".join(map(str, cells)), f"    {sentence}", sep="\n")
    if add:
        if len(rows) > 1 or not (table and row):
            raise CourseError(
                "Nothing was written: --add needs --table, --row and words that stand in one sentence only."
            )
        with (data / "citations.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(rows[0])
        print("Added to data/citations.csv.")


def update(sources: Path) -> int:
    """After a change to data/: check it, write the data dictionary, run the lessons again, verify citations."""
    from utils.tables import dictionary

    if check(DATA):
        return 1
    if dictionary.write(DATA):
        print("changed: data/README.md")
    notebooks()
    return verify(DATA, sources)


def notebooks(only: str = "") -> None:
    """Run every lesson and write it back in canonical form."""
    from utils.publishing import notebooks

    changed = notebooks.rerun(only=only)
    for path in changed:
        print(f"changed: {path.relative_to(ROOT)}")
    print(f"{len(changed)} lesson(s) changed.")


def review(output: Path) -> None:
    """Write every statement a learner reads, with room for a reviewer's verdict, to dist/review.csv and .html."""
    from utils.publishing import review
    from utils.tables import loader

    _written(review.write_review_list(loader.load_all(), output))


def classroom(output: Path) -> None:
    """Write a student copy without answers and an instructor copy with the lesson plan, from the same lessons, to dist/."""
    from utils.explorers import appraisal
    from utils.publishing import classroom
    from utils.tables import loader

    data = loader.load_all()
    for folder in classroom.write_copies(data, output, score_sheets=appraisal.desk(data, with_scores=False).html):
        print(f"written: {folder}/ (open index.html)")


def articles(sources: Path, output: Path) -> None:
    """Copy the five articles from --sources to articles/, for a class that has them; git ignores that folder."""
    from utils.tables import article_files, loader

    copies = article_files.copy_articles(loader.load_all(), sources, output)
    print(f"{len(copies)} articles are in {output.name}/. They are not part of the project: do not pass them on.")


def exports(lesson: str, output: Path) -> None:
    """Write the questions for learning platforms (QTI, Moodle, GIFT), Anki, spreadsheets and paper to dist/exports/."""
    from utils import exports
    from utils.tables import loader

    _written(exports.write_all(loader.load_all(), output, lesson))


def lab(edit: bool, prepare: bool, rest: Sequence[str]) -> int:
    """Open JupyterLab on the first lesson: on the learner's copy, or with --edit on the originals."""
    from utils.publishing import notebooks

    folder = NOTEBOOKS if edit else LEARNER_COPY
    for line in [] if edit else notebooks.copy_for_learner():
        print(line)
    notebooks.trust(folder)
    if prepare:
        print(f"The lessons are ready in {folder.name}/.")
        return 0
    first = notebooks.lesson_paths(folder)[0].name
    command = [sys.executable, "-m", "jupyterlab", "--ServerApp.root_dir", str(folder)]
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # in a container, mostly
    return subprocess.call(
        [*command, "--LabApp.default_url", f"/lab/tree/{first}", *root, *rest], env=quiet_environment(os.environ)
    )


def quiet_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` for a JupyterLab that neither asks whether it may fetch news nor looks for a newer version.

    A lesson needs no network, and a question in a corner is not the one that a student came for.
    """
    path = [str(ROOT / "utils" / "jupyter_config"), *filter(None, [environment.get("JUPYTER_CONFIG_PATH")])]
    return {**environment, "JUPYTER_CONFIG_PATH": os.pathsep.join(path)}


def site(output: Path, repository: str, branch: str, hub: str) -> None:
    """Write the static pages to _site/ from the committed notebooks."""
    print(f"The pages are in {_built(output, repository, branch, hub)}. Open index.html.")


def pack(output: Path, folder: Path, repository: str, branch: str, hub: str) -> None:
    """Write the pages as one zip, and each lesson as one HTML file, to dist/."""
    from utils.publishing.site import downloads

    pages = _built(output, repository, branch, hub)
    _written([downloads.write_zip(pages, folder), *downloads.write_single_files(pages, folder / "single")])


def pdf(output: Path, folder: Path, repository: str, branch: str, hub: str) -> None:
    """Write each lesson as a tagged PDF handout to dist/pdf/."""
    from utils.publishing.site import pdf

    _written(pdf.write_handouts(_built(output, repository, branch, hub), folder / "pdf"))


def serve(output: Path, host: str, port: int, repository: str, branch: str, hub: str) -> None:
    """Build the pages and answer for them over http: to this machine only, unless --host says otherwise."""
    from utils.publishing.site import server

    with server.create_server(_built(output, repository, branch, hub), host, port) as running:
        print("The pages are at", *server.addresses(host, running.server_port), "(Ctrl+C ends it)", flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()


def links(repository: str, branch: str, hub: str) -> None:
    """Print addresses that open the lessons live, as Markdown: on Binder, and with --hub on a JupyterHub."""
    from utils.publishing.site.launch_links import LaunchLinks
    from utils.tables import loader

    live = LaunchLinks(repository, branch, hub)
    for row in loader.load("lessons").itertuples():
        ways = ", ".join(f"[{label}]({address})" for label, address in live.for_file(f"notebooks/{row.id}.ipynb"))
        print(f"- {row.title}: {ways}")


def bench() -> int:
    """Print the benchmarks: ratios from one run."""
    names = sorted(path.stem for path in (ROOT / "tests" / "bench").glob("[a-z]*.py") if path.stem != "test_bench")
    return max(subprocess.call([sys.executable, "-m", f"tests.bench.{name}"], cwd=ROOT) for name in names)


def _built(output: Path, repository: str, branch: str, hub: str) -> Path:
    """The pages, built now; with links that open lessons live, where the address of the repository is given."""
    from utils.publishing import site
    from utils.publishing.site.launch_links import LaunchLinks

    return site.build(output, live=LaunchLinks(repository, branch, hub) if repository else None)


def _written(paths: Sequence[Path]) -> None:
    for path in paths:
        print(f"written: {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m utils", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, function: Callable, *shared: argparse.ArgumentParser) -> Callable:
        """Add a command; what comes back adds an option that this command alone has."""
        command = commands.add_parser(name, help=function.__doc__.splitlines()[0], parents=shared)
        command.set_defaults(command=function)
        return command.add_argument

    def option(*names: str, **settings) -> argparse.ArgumentParser:
        """An option that several commands share."""
        shared = argparse.ArgumentParser(add_help=False)
        shared.add_argument(*names, **settings)
        return shared

    def folder(name: str, default: Path, what: str) -> argparse.ArgumentParser:
        shown = f"{default.relative_to(ROOT)}/"
        return option(name, type=Path, default=default, help=f"{what} (default: {shown})")

    data = folder("--data", DATA, "folder of the tables")
    sources = option("--sources", type=Path, default=project.articles_folder(), help="folder with the five articles")
    output = folder("--output", ROOT / "_site", "folder of the pages")
    dist = folder("--folder", ROOT / "dist", "folder to write")
    made = folder("--output", ROOT / "dist", "folder to write")
    address = "address of the repository: adds links that open lessons live"
    live = (
        option("--repository", default="", help=address),
        option("--branch", default="main", help="its branch (default: main)"),
        option("--hub", default="", help="address of your JupyterHub with nbgitpuller, if you have one"),
    )
    own = add("lab", lab)
    own("--edit", action="store_true", help="open the originals instead of your own copy")
    own("--prepare", action="store_true", help="copy and trust the lessons, but open nothing")
    own("rest", nargs="*", help="further options for JupyterLab, after --")
    add("check", check, data)
    add("reviewed", reviewed, data)("items", nargs="*", help="ids of the questions (default: all that check names)")
    add("verify", verify, data, sources)
    add("coverage", coverage, data, sources)
    own = add("cite", cite, data, sources)
    own("words", help="a few words of the sentence")
    own("--table", default="", help="table of the row the sentence is for")
    own("--row", default="", help="id of that row")
    own("--add", action="store_true", help="write the citation to data/citations.csv")
    add("notebooks", notebooks)("--only", default="", help="only the lessons whose name begins so, such as 04")
    add("update", update, sources)
    add("site", site, output, *live)
    add("zip", pack, output, dist, *live)
    add("pdf", pdf, output, dist, *live)
    own = add("serve", serve, output, *live)
    own("--host", default="127.0.0.1", help="0.0.0.0 lets others on the network read (default: 127.0.0.1)")
    own("--port", type=int, default=8123, help="(default: 8123)")
    add("links", links, *live)
    add("review", review, made)
    add("classroom", classroom, made)
    beside = option("--sources", type=Path, default=project.SHARED_ARTICLES, help="folder with the five articles")
    add("articles", articles, beside, folder("--output", project.ARTICLES, "folder to write"))
    own = add("exports", exports, folder("--output", ROOT / "dist" / "exports", "folder to write"))
    own("--lesson", default="", help="only the lesson whose name begins so, such as 04 (default: all)")
    add("bench", bench)
    return parser
