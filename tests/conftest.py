"""Shared by all tests: the tables, the lessons, and a copy of the tables to break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.helpers import ARTICLES, Table
from utils import project
from utils.tables import loader


def pytest_configure(config) -> None:
    """The same examples each time, so that `make test` never turns red by luck; at night others, and more of them."""
    settings.register_profile("day", max_examples=15, derandomize=True, deadline=None)
    settings.register_profile("night", max_examples=200, deadline=None)
    settings.load_profile("night" if config.option.nightly else "day")


def pytest_collection_modifyitems(items) -> None:
    """Files that take minutes come first: at the end a worker would be alone with one (pytest-xdist counts tests, not
    time).
    """
    long = ("mutants", "browser")
    items.sort(key=lambda item: next((n for n, mark in enumerate(long) if item.get_closest_marker(mark)), len(long)))


@pytest.fixture(scope="session")
def data():
    return loader.load_all()


@pytest.fixture(scope="session")
def by_id(data):
    """The figures, each row under its id."""
    return data.statistics.set_index("id", drop=False)


@pytest.fixture(scope="session")
def articles():
    """The folder of the articles; a test that needs it is reported as not run where it is missing."""
    if not ARTICLES.is_dir():
        pytest.skip("NOT RUN: the articles are not on this machine")
    return ARTICLES


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """The static site, built once for all tests of a worker. No test changes it."""
    from utils.publishing import site

    return site.build(tmp_path_factory.mktemp("pages") / "site")


@pytest.fixture(scope="session")
def singles(pages, tmp_path_factory):
    """Each lesson as one file, each in a folder of its own, made once for all tests of a worker. No test changes
    them.
    """
    from utils.publishing.site import downloads

    folder = tmp_path_factory.mktemp("single")
    moved = []
    for path in downloads.write_single_files(pages, folder / "all"):
        alone = folder / path.stem / path.name
        alone.parent.mkdir()
        moved.append(path.rename(alone))
    return moved


@pytest.fixture
def folder(tmp_path):
    """A copy of data/ that a test may break."""
    return Path(shutil.copytree(project.DATA, tmp_path / "data"))


@pytest.fixture
def table(folder):
    """``table("sites")`` → that table of the copied folder."""
    paths = {r["name"]: folder / r["path"] for r in loader.descriptor(folder)["resources"]}
    return lambda name: Table(paths[name])
