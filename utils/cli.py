"""The commands of the collection: ``python -m utils <command>``. The Makefile calls the same ones."""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from utils.errors import CourseError, DataError
from utils.project import ARTICLES, LEARNER_COPY, NOTEBOOKS, ROOT


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 only when it found nothing wrong."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


def check(options) -> int:
    """Every table against datapackage.json and the rules, and questions whose facts changed; all faults, none mended."""
    from utils.tables import loader, question_reviews

    try:
        faults = loader.check(options.data) or question_reviews.flags(options.data)
    except DataError as error:
        faults = error.faults
    for fault in faults:
        print(fault)
    print(f"{len(faults)} fault(s) in data/. Nothing was changed." if faults else "data/ is sound: no fault found.")
    return 1 if faults else 0


def reviewed(options) -> int:
    """You compared the questions that `check` names with their rows: print both once more and take the flags away."""
    from utils.tables import question_reviews

    compared = question_reviews.to_compare(options.items, options.data)
    for id, lines in compared.items():
        print(f"{id}: " + "\n".join(lines))
    question_reviews.mark(list(compared), options.data)
    print(f"{len(compared)} question(s) marked as compared with their rows in data/{question_reviews.FILE}.")
    return 0


def verify(options) -> int:
    """Every citation against the articles, where they are at hand."""
    from utils.tables import citations, loader

    report = citations.verify(loader.load_all(options.data), options.sources)
    print(report)
    return 1 if report.faults else 0


def coverage(options) -> int:
    """Which sentences of the articles a row accounts for, and which are left."""
    from utils.tables import citations, loader

    report = citations.coverage(loader.load_all(options.data), options.sources)
    print(report)
    return 1 if report.rest else 0


def cite(options) -> int:
    """Find the sentence that holds some words; print its citation, or with --add write it down."""
    from utils.tables import citations, loader

    found = citations.find(options.words, loader.load("sources", options.data, whole=False), options.sources)
    rows = [[options.table or "TABLE", options.row or "ROW", *place, ""] for place, _ in found]
    for row, (_, sentence) in zip(rows, found, strict=True):
        print(",".join(map(str, row)), f"    {sentence}", sep="\n")
    if options.add:
        if len(rows) > 1 or not (options.table and options.row):
            raise CourseError(
                "Nothing was written: --add needs --table, --row and words that stand in one sentence only."
            )
        with (options.data / "citations.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(rows[0])
        print("Added to data/citations.csv.")
    return 0


def update(options) -> int:
    """After a change to data/: check it, write the data dictionary, run the lessons again, verify citations."""
    from utils.tables import dictionary

    if check(options):
        return 1
    if dictionary.write(options.data):
        print("changed: data/README.md")
    notebooks(options)
    return verify(options)


def notebooks(options) -> int:
    """Run every lesson and write it back in canonical form."""
    from utils.publishing import notebooks as nb

    changed = nb.rerun(only=options.only)
    for path in changed:
        print(f"changed: {path.relative_to(ROOT)}")
    print(f"{len(changed)} lesson(s) changed.")
    return 0


def review(options) -> int:
    """Write every statement a learner reads, with room for a reviewer's verdict, to dist/review.csv and .html."""
    from utils.publishing import review as reviewing
    from utils.tables import loader

    for path in reviewing.write(loader.load_all(), options.output):
        print(f"written: {path}")
    return 0


def classroom(options) -> int:
    """Write a student copy without answers and an instructor copy with the lesson plan, from the same lessons, to dist/."""
    from utils.publishing import classroom as making
    from utils.tables import loader

    for folder in making.write(loader.load_all(), options.output):
        print(f"written: {folder}/ (open index.html)")
    return 0


def articles(options) -> int:
    """Copy the five articles from --sources to articles/, for a class that has them; git ignores that folder."""
    from utils.tables import article_files, loader

    copies = article_files.copy_articles(loader.load_all(), options.sources, options.output)
    print(
        f"{len(copies)} articles are in {options.output.name}/. They are not part of the project: do not pass them on."
    )
    return 0


def exports(options) -> int:
    """Write the questions for learning platforms (QTI, Moodle, GIFT), Anki, spreadsheets and paper to dist/exports/."""
    from utils import exports as making
    from utils.tables import loader

    for path in making.write(loader.load_all(), options.output, options.lesson):
        print(f"written: {path}")
    return 0


def lab(options) -> int:
    """Open JupyterLab on the first lesson: on the learner's copy, or with --edit on the originals."""
    from utils.publishing import notebooks as nb

    folder = NOTEBOOKS
    if not options.edit:
        folder = LEARNER_COPY
        for line in nb.copy_for_learner():
            print(line)
    nb.trust(folder)
    if options.prepare:
        print(f"The lessons are ready in {folder.name}/.")
        return 0
    first = nb.lessons(folder)[0].name
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # in a container, mostly
    return subprocess.call(
        [
            sys.executable,
            "-m",
            "jupyterlab",
            "--ServerApp.root_dir",
            str(folder),
            "--LabApp.default_url",
            f"/lab/tree/{first}",
            *root,
            *options.rest,
        ],
        env=at_home(os.environ),
    )


def at_home(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` for a JupyterLab that neither asks whether it may fetch news nor looks for a newer version.

    A lesson needs no network, and a question in a corner is not the one that a student came for.
    """
    path = [str(ROOT / "utils" / "jupyter_config"), *filter(None, [environment.get("JUPYTER_CONFIG_PATH")])]
    return {**environment, "JUPYTER_CONFIG_PATH": os.pathsep.join(path)}


def site(options) -> int:
    """Write the static pages to _site/ from the committed notebooks."""
    print(f"The pages are in {_built(options)}. Open index.html.")
    return 0


def zip_(options) -> int:
    """Write the pages as one zip, and each lesson as one HTML file, to dist/."""
    from utils.publishing.site import downloads

    pages = _built(options)
    print(f"written: {downloads.pack(pages, options.folder)}")
    for path in downloads.single_files(pages, options.folder / "single"):
        print(f"written: {path}")
    return 0


def pdf(options) -> int:
    """Write each lesson as a tagged PDF handout to dist/pdf/."""
    from utils.publishing.site import pdf

    for path in pdf.write(_built(options), options.folder / "pdf"):
        print(f"written: {path}")
    return 0


def serve(options) -> int:
    """Build the pages and answer for them over http: to this machine only, unless --host says otherwise."""
    from utils.publishing.site import server

    with server.server(_built(options), options.host, options.port) as running:
        print("The pages are at", *server.addresses(options.host, running.server_port), "(Ctrl+C ends it)", flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


def links(options) -> int:
    """Print addresses that open the lessons live, as Markdown: on Binder, and with --hub on a JupyterHub."""
    from utils.tables import loader

    live = _live(options)
    for row in loader.load("lessons").itertuples():
        ways = ", ".join(f"[{label}]({address})" for label, address in live.links(f"notebooks/{row.id}.ipynb"))
        print(f"- {row.title}: {ways}")
    return 0


def _built(options) -> Path:
    """The pages, built now."""
    from utils.publishing import site as builder

    return builder.build(options.output, live=_live(options) if options.repository else None)


def _live(options):
    from utils.publishing.site.launch_links import Live

    return Live(options.repository, options.branch, options.hub)


def bench(options) -> int:
    """Print the benchmarks: ratios from one run."""
    scripts = sorted((ROOT / "tests" / "bench").glob("[a-z]*.py"))
    return max(subprocess.call([sys.executable, str(script)]) for script in scripts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m utils", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(function, *extra) -> argparse.ArgumentParser:
        command = commands.add_parser(function.__name__.rstrip("_"), help=function.__doc__.splitlines()[0])
        command.set_defaults(run=function)
        for names, settings in extra:
            command.add_argument(*names, **settings)
        return command

    data = (["--data"], {"type": Path, "default": ROOT / "data", "help": "folder of the tables (default: data/)"})
    sources = (["--sources"], {"type": Path, "default": ARTICLES, "help": "folder with the five articles"})
    add(
        lab,
        (["--edit"], {"action": "store_true", "help": "open the originals instead of your own copy"}),
        (["--prepare"], {"action": "store_true", "help": "copy and trust the lessons, but open nothing"}),
        (["rest"], {"nargs": "*", "help": "further options for JupyterLab, after --"}),
    )
    add(check, data)
    add(reviewed, data, (["items"], {"nargs": "*", "help": "ids of the questions (default: all that check names)"}))
    add(verify, data, sources)
    add(coverage, data, sources)
    add(
        cite,
        data,
        sources,
        (["words"], {"help": "a few words of the sentence"}),
        (["--table"], {"default": "", "help": "table of the row the sentence is for"}),
        (["--row"], {"default": "", "help": "id of that row"}),
        (["--add"], {"action": "store_true", "help": "write the citation to data/citations.csv"}),
    )
    add(notebooks, (["--only"], {"default": "", "help": "only the lessons whose name begins so, such as 04"}))
    add(update, sources).set_defaults(data=ROOT / "data", only="")
    output = (["--output"], {"type": Path, "default": ROOT / "_site", "help": "folder of the pages (default: _site/)"})
    folder = (["--folder"], {"type": Path, "default": ROOT / "dist", "help": "folder to write (default: dist/)"})
    live = (
        (["--repository"], {"default": "", "help": "address of the repository: adds links that open lessons live"}),
        (["--branch"], {"default": "main", "help": "its branch (default: main)"}),
        (["--hub"], {"default": "", "help": "address of your JupyterHub with nbgitpuller, if you have one"}),
    )
    add(site, output, *live)
    add(zip_, output, folder, *live)
    add(pdf, output, folder, *live)
    add(
        serve,
        output,
        (["--host"], {"default": "127.0.0.1", "help": "0.0.0.0 lets others on the network read (default: 127.0.0.1)"}),
        (["--port"], {"type": int, "default": 8123, "help": "(default: 8123)"}),
        *live,
    )
    add(links, *live)
    add(review, (["--output"], {"type": Path, "default": ROOT / "dist", "help": "folder to write (default: dist/)"}))
    add(classroom, (["--output"], {"type": Path, "default": ROOT / "dist", "help": "folder to write (default: dist/)"}))
    add(
        articles,
        sources,
        (["--output"], {"type": Path, "default": ROOT / "articles", "help": "folder to write (default: articles/)"}),
    )
    add(
        exports,
        (["--lesson"], {"default": "", "help": "only the lesson whose name begins so, such as 04 (default: all)"}),
        (
            ["--output"],
            {"type": Path, "default": ROOT / "dist" / "exports", "help": "folder to write (default: dist/exports/)"},
        ),
    )
    add(bench)
    return parser
