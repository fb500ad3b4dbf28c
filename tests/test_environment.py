"""The environment files agree, carry no address, and the papers of the project say the same."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.helpers import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "tests/requirements.lock", "utils/publishing/hub/requirements.lock")
LICENSE_LINE = "Code: MIT. Text and data: CC BY 4.0."


def wanted() -> dict[str, Requirement]:
    """The five packages: the project's dependencies and the learner's group."""
    lines = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["learner"]
    return {r.name: r for r in map(Requirement, lines)}


def locked(name: str) -> dict[str, Version]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {m[1]: Version(m[2]) for m in re.finditer(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE)}


def test_the_five_packages():
    assert set(wanted()) == {"jupyterlab", "pandas", "matplotlib", "ipywidgets", "nbval"}


def test_environment_file_names_the_same_ranges():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    lines = [line for line in conda["dependencies"] if isinstance(line, str)]
    named = {
        r.name: r.specifier
        for r in map(Requirement, (line.replace(" ", "") for line in lines if not line.startswith(("python", "pip"))))
    }
    assert named == {name: r.specifier for name, r in wanted().items()}
    python = next(line for line in lines if line.startswith("python"))
    assert Version(re.search(r"[\d.]+", python)[0]) >= Version(
        re.search(r"[\d.]+", PROJECT["project"]["requires-python"])[0]
    )
    assert {"pip": ["-e ."]} in conda["dependencies"]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_the_ranges_by_hash_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    versions = locked(name)
    for package, requirement in wanted().items():
        assert versions[package] in requirement.specifier, package
    assert "://" not in text and "--index" not in text and "#" not in text
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_locks_agree():
    learner, *larger = map(locked, LOCKS)
    for everything in larger:
        assert all(everything.get(name) == version for name, version in learner.items())


def test_a_hub_is_needed_by_nobody_without_one():
    hub = {Requirement(line).name for line in PROJECT["dependency-groups"]["hub"]}
    assert hub and not any(hub & set(locked(name)) for name in LOCKS[:2])
    assert hub <= set(locked(LOCKS[2]))


def test_nothing_waits_for_a_parser_that_checks_nothing():
    """JupyterLab, nbval and each of their processes took two seconds longer to start with it (pyproject.toml says why).

    jsonschema is read without it, and formats that are checked are checked.
    """
    assert {name for lock in LOCKS for name in locked(lock)} & {"rfc3987-syntax", "lark"} == set()
    formats = "print('lark' in sys.modules, *sorted(jsonschema.FormatChecker.checkers))"
    imported, *kept = subprocess.run(
        [sys.executable, "-c", f"import sys, nbformat, jsonschema; {formats}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert imported == "False" and {"uri", "date-time", "json-pointer"} <= set(kept) and "iri" not in kept


def test_dependencies_of_tests_and_pages_are_locked():
    groups = PROJECT["dependency-groups"]
    for line in groups["site"] + groups["test"]:
        requirement = Requirement(line)
        assert locked("tests/requirements.lock")[requirement.name.lower()] in requirement.specifier


# What a hub alone has installed: import name → packages, which nothing here can look up.
ONLY_ON_A_HUB = {"ltiauthenticator": ["jupyterhub-ltiauthenticator"]}


def imports() -> dict[str, str]:
    """Each package from elsewhere that a module of utils/ imports → one file that does."""
    found = {}
    for path in sorted((ROOT / "utils").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            found |= {name.split(".")[0]: path.relative_to(ROOT).as_posix() for name in names}
    return {name: path for name, path in found.items() if name not in {"utils", *sys.stdlib_module_names}}


def test_what_the_code_imports_is_named():
    """As a dependency or in a group, by what is imported: the five packages bring more along, but may stop to."""
    groups = PROJECT["dependency-groups"]
    lines = [line for name in ("imported", "site", "exports", "test", "hub") for line in groups[name]]
    named = {Requirement(line).name for line in [*PROJECT["project"]["dependencies"], *lines]}
    packages = {**ONLY_ON_A_HUB, **packages_distributions()}
    unnamed = {
        name: path
        for name, path in imports().items()
        if not named & {canonicalize_name(each) for each in packages.get(name, ())}
    }
    assert not unnamed, f"Name the package in a group of pyproject.toml (`imported`, as a rule): {unnamed}"
    learner, used = (
        locked("requirements.lock"),
        {canonicalize_name(each) for name in imports() for each in packages.get(name, ())},
    )
    for line in groups["imported"]:
        requirement = Requirement(line)
        assert requirement.name in used, f"{requirement.name}: nothing in utils/ imports it any more"
        assert learner[requirement.name] in requirement.specifier, f"{requirement}: run make lock"


def test_the_license_is_worded_the_same_everywhere():
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    for name in (
        "README.md",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "LICENSE",
        "LICENSE-CC-BY-4.0",
        "utils/publishing/site/conf.py",
    ):
        assert LICENSE_LINE.rstrip(".") in (ROOT / name).read_text(encoding="utf-8"), name
    assert cff["license"] == ["MIT", "CC-BY-4.0"]
    assert PROJECT["project"]["license"] == "MIT AND CC-BY-4.0"
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")[:200]
    assert "Attribution 4.0 International" in (ROOT / "LICENSE-CC-BY-4.0").read_text(encoding="utf-8")[:400]
    assert cff["version"] == PROJECT["project"]["version"]


def committed() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    return [name for name in listed if name and (ROOT / name).is_file()]


def test_top_level_stays_small():
    tops = {name.split("/")[0] for name in committed()}
    assert tops <= {
        ".ci",
        ".gitattributes",
        ".github",
        ".gitignore",
        "CHANGELOG.md",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "LICENSE",
        "LICENSE-CC-BY-4.0",
        "Makefile",
        "README.md",
        "data",
        "environment.yml",
        "notebooks",
        "postBuild",
        "pyproject.toml",
        "requirements.lock",
        "tests",
        "utils",
    }


def test_files_of_the_readme_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("http") or (ROOT / target).exists(), target


def wrong_rows(table: str) -> list[str]:
    """What is wrong with rows of "Where to change what": a place that does not exist, two rows with one place."""
    rows = re.findall(r"^\| (.+) \| `(.+)` \|$", table, re.MULTILINE)
    wrong = [f"{place} does not exist" for _, place in rows if not (ROOT / place).exists()]
    counts = Counter(cell for row in rows for cell in row)
    wrong += [f"{cell} is in {count} rows: make them one" for cell, count in counts.items() if count > 1]
    lines = [line for line in table.split("\n") if line.startswith("| ")][1:]
    return wrong + [f"names no one path: {line}" for line in lines if not line.endswith("` |")]


def test_where_to_change_what_names_each_place_once():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("## Where to change what\n")[2].partition("\n## ")[0]
    assert table.count("\n| ") >= 30 and wrong_rows(table) == []
    lines = ["a | `utils/cli.py`", "a | `utils/ui/`", "b | `utils/ui/`", "c | no", "d | `utils/no.py`"]
    planted = "\n| change | open |\n|---|---|\n" + "\n".join(f"| {line} |" for line in lines)
    assert wrong_rows(planted) == [
        "utils/no.py does not exist",
        "a is in 2 rows: make them one",
        "utils/ui/ is in 2 rows: make them one",
        "names no one path: | c | no |",
    ]


def unknown_commands(readme: str) -> list[str]:
    """What a README tells to run and the project does not have: goals of make, commands of the program, lock files."""
    goals = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"(?:`|^)make ([a-z-]+)", readme, re.MULTILINE)
    unknown = [f"make {goal}" for goal in named if goal not in goals]
    command = [sys.executable, "-m", "utils", "--help"]
    help_text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^    (\w+)", help_text, re.MULTILINE))
    unknown += [f"python -m utils {name}" for name in re.findall(r"-m utils ([a-z]+)", readme) if name not in known]
    return unknown + [name for name in re.findall(r"[\w/]*requirements\.lock", readme) if not (ROOT / name).is_file()]


def test_readme_says_what_each_person_does_first_and_every_command_is_there():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = re.findall(r"^\| (an? \w+) \| (.+) \|$", readme, re.MULTILINE)
    assert [who for who, _ in first] == ["a student", "an instructor", "an administrator", "a contributor"]
    windows = readme.partition("**Windows, without make and conda**")[2].partition("**With conda**")[0]
    assert windows.count(".venv\\Scripts\\python -m ") >= 3
    assert unknown_commands(readme) == []
    assert unknown_commands("`make coffee`, -m utils tea, a/requirements.lock") == [  # planted
        "make coffee",
        "python -m utils tea",
        "a/requirements.lock",
    ]


def test_readme_lists_the_lessons_with_their_minutes(data):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .*\(notebooks/(.+)\.ipynb\).* \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    listed = [(name, int(core), int(everything)) for name, core, everything in rows]
    minutes = data.lessons[["id", "minutes_core", "minutes_all"]]
    assert listed == list(minutes.itertuples(index=False, name=None)), "README.md: as in data/lessons.csv"
    total = f"| all together | {minutes['minutes_core'].sum()} | {minutes['minutes_all'].sum()} |"
    assert total in text, f"README.md lacks {total!r}, the sum of data/lessons.csv"


def test_make_commands_of_the_readme_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        used = set(
            re.findall(
                r"(?:`|^)make ([a-z-]+)(?=`| +#| [A-Z]+=|$)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
            )
        )
        assert used and used <= targets, name
