"""The commands of the collection, as the Makefile calls them: python -m utils <command>."""

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
    """Run one command and return its exit code, which is 0 only when the command found nothing wrong."""
    options = vars(_parser().parse_args(arguments))
    command = options.pop("command")
    try:
        return command(**options) or 0
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


def check(data: Path) -> int:
    """Check the tables in data/ and report every issue with how to fix it; nothing is changed."""
    from utils.tables import loader, question_reviews, unshown

    try:
        issues = loader.check(data) or question_reviews.review_issues(data)
    except DataError as error:
        issues = error.issues
    for issue in issues:
        print(issue)
    count = "No issues" if not issues else "1 issue" if len(issues) == 1 else f"{len(issues)} issues"
    print(f"{count} found in data/.{' No file was changed.' if issues else ''}")
    for file, ids in ({} if issues else unshown.unshown_rows(data)).items():
        print(f"Shown in no lesson: {file}, {len(ids)} row{'s' if len(ids) > 1 else ''}: {', '.join(ids)}")
    return 1 if issues else 0


def mark_reviewed(items: Sequence[str], data: Path) -> None:
    """After you compared the questions that `check` lists with their rows: print both again and clear the issues."""
    from utils.tables import question_reviews

    lines_by_item = question_reviews.items_to_review(items, data)
    for item_id, lines in lines_by_item.items():
        print(f"{item_id}: " + "\n".join(lines))
    question_reviews.mark_reviewed(list(lines_by_item), data)
    print(f"Marked {len(lines_by_item)} question(s) as compared with their rows, in data/{question_reviews.FILE}.")


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

    matches = citations.find(words, loader.load("sources", data, whole=False), sources)
    rows = [[table or "TABLE", row or "ROW", *location, ""] for location, _ in matches]
    for cells, (_, sentence) in zip(rows, matches, strict=True):
        print(",".join(map(str, cells)), f"    {sentence}", sep="\n")
    if add:
        if len(rows) > 1 or not (table and row):
            raise CourseError(
                "Nothing was written: --add needs --table, --row, and words that occur in one sentence only."
            )
        with (data / "citations.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(rows[0])
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

    changed = notebooks.rerun(only=only)
    for path in changed:
        print(f"changed: {path.relative_to(ROOT)}")
    print(f"{len(changed)} lesson(s) changed.")


def write_review_list(output: Path) -> None:
    """List every statement a learner reads, with columns for a reviewer's verdict, in dist/review.csv and .html."""
    from utils.publishing import review
    from utils.tables import loader

    _print_written(review.write_review_list(loader.load_all(), output))


def write_class_copies(output: Path) -> None:
    """Write a student copy without answers and an instructor copy with the lesson plans to dist/."""
    from utils.explorers import appraisal
    from utils.publishing import classroom
    from utils.tables import loader

    data = loader.load_all()
    score_sheets = appraisal.desk(data, with_scores=False).html
    for folder in classroom.write_copies(data, output, score_sheets=score_sheets):
        print(f"written: {folder}/ (open index.html)")


def copy_articles(sources: Path, output: Path) -> None:
    """If your class has the articles, copy them from --sources to articles/, which git ignores."""
    from utils.tables import article_files, loader

    copies = article_files.copy_articles(loader.load_all(), sources, output)
    print(
        f"Copied {len(copies)} articles to {output.name}/. They are not part of the project: do not redistribute them."
    )


def write_exports(lesson: str, output: Path) -> None:
    """Write the questions for Canvas, Moodle, Anki, spreadsheets and paper to dist/exports/."""
    from utils import exports
    from utils.tables import loader

    _print_written(exports.write_all(loader.load_all(), output, lesson))


def lab(edit: bool, prepare: bool, rest: Sequence[str]) -> int:
    """Open JupyterLab on the first lesson: in your own copy, or with --edit in the originals."""
    from utils.publishing import notebooks

    folder = NOTEBOOKS if edit else LEARNER_COPY
    for message in [] if edit else notebooks.copy_for_learner():
        print(message)
    notebooks.trust(folder)
    if prepare:
        print(f"The lessons are ready in {folder.name}/.")
        return 0
    first = notebooks.lesson_paths(folder)[0].name
    command = [sys.executable, "-m", "jupyterlab", "--ServerApp.root_dir", str(folder)]
    # Jupyter refuses to run as root without this; in a container the user is mostly root.
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return subprocess.call(
        [*command, "--LabApp.default_url", f"/lab/tree/{first}", *as_root, *rest], env=quiet_environment(os.environ)
    )


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


def write_handouts(output: Path, folder: Path, repository: str, branch: str, hub: str) -> None:
    """Write each lesson as a tagged PDF handout to dist/pdf/."""
    from utils.publishing.site import pdf

    _print_written(pdf.write_handouts(_build_pages(output, repository, branch, hub), folder / "pdf"))


def serve(output: Path, host: str, port: int, repository: str, branch: str, hub: str) -> None:
    """Build the pages and serve them over HTTP, to this computer only unless --host says otherwise."""
    from utils.publishing.site import server

    with server.create_server(_build_pages(output, repository, branch, hub), host, port) as running:
        print("The pages are at", *server.addresses(host, running.server_port), "(press Ctrl+C to stop)", flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()


def print_launch_links(repository: str, branch: str, hub: str) -> None:
    """Print links that open the lessons live, as Markdown: on Binder, and with --hub on a JupyterHub."""
    from utils.publishing.site.launch_links import LaunchLinks
    from utils.tables import loader

    launch_links = LaunchLinks(repository, branch, hub)
    for row in loader.load("lessons").itertuples():
        links = launch_links.for_file(f"notebooks/{row.id}.ipynb")
        print(f"- {row.title}: " + ", ".join(f"[{label}]({address})" for label, address in links))


def run_benchmarks() -> int:
    """Run the benchmarks and print ratios from this one run."""
    names = sorted(path.stem for path in (ROOT / "tests" / "bench").glob("[a-z]*.py") if path.stem != "test_bench")
    return max(subprocess.call([sys.executable, "-m", f"tests.bench.{name}"], cwd=ROOT) for name in names)


def _build_pages(output: Path, repository: str, branch: str, hub: str) -> Path:
    """The folder of the pages, built now; if the repository's address is given, with links that open lessons live."""
    from utils.publishing import site
    from utils.publishing.site.launch_links import LaunchLinks

    return site.build(output, launch_links=LaunchLinks(repository, branch, hub) if repository else None)


def _print_written(paths: Sequence[Path]) -> None:
    for path in paths:
        print(f"written: {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m utils", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, function: Callable, *shared: argparse.ArgumentParser) -> Callable:
        """Add a command; the result adds an option that only this command has."""
        command = commands.add_parser(name, help=function.__doc__.splitlines()[0], parents=shared)
        command.set_defaults(command=function)
        return command.add_argument

    def option(*names: str, **settings) -> argparse.ArgumentParser:
        """An option that several commands share."""
        shared = argparse.ArgumentParser(add_help=False)
        shared.add_argument(*names, **settings)
        return shared

    def folder(name: str, default: Path, description: str) -> argparse.ArgumentParser:
        relative = f"{default.relative_to(ROOT)}/"
        return option(name, type=Path, default=default, help=f"{description} (default: {relative})")

    data = folder("--data", DATA, "folder of the tables")
    sources = option("--sources", type=Path, default=project.articles_folder(), help="folder with the articles")
    pages = folder("--output", ROOT / "_site", "folder for the pages")
    downloads = folder("--folder", ROOT / "dist", "folder to write to")
    output = folder("--output", ROOT / "dist", "folder to write to")
    launch_links = (
        option("--repository", default="", help="address of the repository: adds links that open the lessons live"),
        option("--branch", default="main", help="its branch (default: main)"),
        option("--hub", default="", help="address of your JupyterHub with nbgitpuller, if you have one"),
    )
    add_lab_option = add("lab", lab)
    add_lab_option("--edit", action="store_true", help="open the originals instead of your own copy")
    add_lab_option("--prepare", action="store_true", help="copy the lessons and mark them as trusted, but open nothing")
    add_lab_option("rest", nargs="*", help="more options for JupyterLab, after --")
    add("check", check, data)
    add("reviewed", mark_reviewed, data)(
        "items", nargs="*", help="ids of the questions (default: all that check lists)"
    )
    add("verify", verify, data, sources)
    add("coverage", coverage, data, sources)
    add_cite_option = add("cite", cite, data, sources)
    add_cite_option("words", help="a few words of the sentence")
    add_cite_option("--table", default="", help="table of the row that cites the sentence")
    add_cite_option("--row", default="", help="id of that row")
    add_cite_option("--add", action="store_true", help="save the citation in data/citations.csv")
    add("notebooks", rerun_notebooks)("--only", default="", help="only lessons whose names start with this, such as 04")
    add("update", update, sources)
    add("site", build_site, pages, *launch_links)
    add("zip", write_downloads, pages, downloads, *launch_links)
    add("pdf", write_handouts, pages, downloads, *launch_links)
    add_serve_option = add("serve", serve, pages, *launch_links)
    add_serve_option(
        "--host", default="127.0.0.1", help="0.0.0.0 lets others on the network read the pages (default: 127.0.0.1)"
    )
    add_serve_option("--port", type=int, default=8123, help="port to listen on (default: 8123)")
    add("links", print_launch_links, *launch_links)
    add("review", write_review_list, output)
    add("classroom", write_class_copies, output)
    shared_articles = option("--sources", type=Path, default=project.SHARED_ARTICLES, help="folder with the articles")
    add("articles", copy_articles, shared_articles, folder("--output", project.ARTICLES, "folder to write to"))
    add_exports_option = add(
        "exports", write_exports, folder("--output", ROOT / "dist" / "exports", "folder to write to")
    )
    add_exports_option(
        "--lesson", default="", help="only the lesson whose name starts with this, such as 04 (default: all)"
    )
    add("bench", run_benchmarks)
    return parser
