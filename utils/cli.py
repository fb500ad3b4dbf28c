"""The commands of the collection, as the Makefile calls them: python -m utils <command>."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from utils import commands, project
from utils.errors import CourseError, file_problem
from utils.project import DATA, ROOT

WORDS = "MBC_WORDS"  # make passes the words to cite by the environment, where no shell reads them


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code, which is 0 only when the command found nothing wrong."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a character shows its code instead of an error
            stream.reconfigure(errors="backslashreplace")
    options = vars(_parser().parse_args(arguments))
    run = options.pop("command")
    try:
        for name in {"output", "folder"} & options.keys():
            commands.try_to_write(options[name])
        returned = run(**options) or 0
        sys.stdout.flush()
        return returned
    except BrokenPipeError:  # the reader of the output has seen enough, such as `head`
        with Path(os.devnull).open("w", encoding="utf-8") as nothing:
            os.dup2(nothing.fileno(), sys.stdout.fileno())
    except CourseError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(file_problem(error), file=sys.stderr)
    return 1


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, as those of the commands themselves are."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}. Fix: run `{self.prog} --help`, which lists its options.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m utils", description=__doc__.splitlines()[0])
    group = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, function: Callable, *shared: argparse.ArgumentParser) -> Callable:
        """Add a command; the result adds an option that only this command has."""
        added = group.add_parser(name, help=function.__doc__.splitlines()[0], parents=shared)
        added.set_defaults(command=function)
        return added.add_argument

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
    tag = f"v{project.version()}"
    launch_links = (
        option("--repository", default="", help="address of the repository: adds links that open the lessons live"),
        option("--branch", default=tag, help=f"its tag or branch (default: {tag}, the tag of this version)"),
        option("--hub", default="", help="address of your JupyterHub with nbgitpuller, if you have one"),
    )
    add_lab_option = add("lab", commands.lab)
    add_lab_option("--edit", action="store_true", help="open the originals instead of your own copy")
    add_lab_option("--prepare", action="store_true", help="copy the lessons and mark them as trusted, but open nothing")
    add_lab_option("rest", nargs="*", help="more options for JupyterLab, after --")
    add_check_option = add("check", commands.check, data)
    add_check_option("--fix", action="store_true", help="first show and make repairs of form, such as semicolons")
    add_check_option("--all", dest="every", action="store_true", help="list every place of an issue, not the first few")
    add("compared", commands.mark_compared, data)(
        "items", nargs="*", help="ids of the questions (default: all that check lists)"
    )
    add("items", commands.list_items, data)
    add("verify", commands.verify, data, sources)
    add("coverage", commands.coverage, data, sources)
    add_cite_option = add("cite", commands.cite, data, sources)
    add_cite_option(
        "words", nargs="?", default=os.environ.get(WORDS, ""), help=f"a few words of the sentence (default: ${WORDS})"
    )
    add_cite_option("--table", default="", help="table of the row that cites the sentence")
    add_cite_option("--row", default="", help="id of that row")
    add_cite_option("--add", action="store_true", help="save the citation in data/citations.csv")
    add("notebooks", commands.rerun_notebooks)(
        "--only", default="", help="only lessons whose names start with this, such as 04"
    )
    add_lesson_option = add("lesson", commands.create_lesson)
    add_lesson_option("name", help="file name without its ending, such as 11_my_subject")
    add_lesson_option("--title", default="", help="title of the lesson (default: made from the name)")
    add("minutes", commands.count_minutes)
    add("update", commands.update, sources)
    add("site", commands.build_site, pages, *launch_links)
    add("zip", commands.write_downloads, pages, downloads, *launch_links)
    add("pdf", commands.write_handouts, pages, downloads, *launch_links)(
        "--full", action="store_true", help="whole pages, with every panel and fold open, instead of the core path"
    )
    add_serve_option = add("serve", commands.serve, pages, *launch_links)
    add_serve_option(
        "--host", default="127.0.0.1", help="0.0.0.0 lets others on the network read the pages (default: 127.0.0.1)"
    )
    add_serve_option("--port", type=int, default=8123, help="port to listen on (default: 8123)")
    add("links", commands.print_launch_links, *launch_links)
    add("review", commands.review, output, data)(
        "--in", dest="filled", type=Path, help="a filled list (CSV) to read back"
    )
    add_stale_option = add("stale", commands.list_ages, data)
    add_stale_option("--table", default="", help="only rows of this table, such as practice")
    add_stale_option("--subject", default="", help="only rows about this subject, such as a drug")
    add_stale_option("--before", type=int, help="only rows whose page is from before this year, or states none")
    only = option("--only", default="", help="only the lesson whose name starts with this, such as 03 (default: all)")
    class_folder = folder("--output", ROOT / "dist" / "classroom", "folder of the class kit")
    add("classroom", commands.write_class_kit, only, class_folder)
    add("slides", commands.write_slides, only, class_folder)
    shared_articles = option("--sources", type=Path, default=project.SHARED_ARTICLES, help="folder with the articles")
    add("articles", commands.copy_articles, shared_articles, folder("--output", project.ARTICLES, "folder to write to"))
    add_exports_option = add(
        "exports", commands.write_exports, folder("--output", ROOT / "dist" / "exports", "folder to write to")
    )
    add_exports_option(
        "--lesson", default="", help="only the lesson whose name starts with this, such as 04 (default: all)"
    )
    add("scorm", commands.write_scorm, folder("--output", ROOT / "dist" / "scorm", "folder to write to"))(
        "--lesson", default="", help="only the lesson whose name starts with this, such as 04 (default: all)"
    )
    add("bench", commands.run_benchmarks)
    return parser
