"""What GitHub's workflows may do: publish the pages from this repository's own main only, and write nothing else."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.helpers import ROOT

WORKFLOWS = {path.stem: path for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))}
MAY_WRITE = {("pages", "deploy"): {"pages": "write", "id-token": "write"}}
OWN = "someone/course"


def read(text: str) -> dict:
    """A workflow; YAML 1.1 takes its key ``on`` for a boolean."""
    workflow = yaml.safe_load(text)
    return {("on" if key is True else key): value for key, value in workflow.items()}


def holds(condition: str, github: dict) -> bool:
    """An ``if`` of a job as GitHub evaluates it: ``==``, ``&&``, ``||``, brackets, texts and ``github.…`` names."""

    def value(match: re.Match) -> str:
        found = github
        for name in match[0].split(".")[1:]:
            found = found.get(name, {}) if isinstance(found, dict) else {}
        return repr(found or "")

    code = re.sub(r"\bgithub(?:\.\w+)+", value, condition).replace("&&", " and ").replace("||", " or ")
    assert re.fullmatch(r"(?:'[^']*'|==|and|or|[()\s])+", code), f"An expression that this test cannot read: {code}"
    return bool(eval(" ".join(code.split()), {"__builtins__": {}}))


def event(**changes: object) -> dict:
    """What GitHub tells a workflow_run after the checks of a push to the own main, or with ``changes`` to it."""
    run = {"conclusion": "success", "event": "push", "head_branch": "main", "head_repository": {"full_name": OWN}}
    return {
        "repository": OWN,
        "event_name": "workflow_run",
        "ref": "refs/heads/main",
        "event": {"workflow_run": run | changes},
    }


EVENTS = {
    "a push to main": (event(), True),
    "a push whose checks failed": (event(conclusion="failure"), False),
    "a pull request from a fork's main": (
        event(event="pull_request", head_repository={"full_name": "else/course"}), False
    ),
    "a pull request from an own branch called main": (event(event="pull_request"), False),
    "a push told of another repository": (event(head_repository={"full_name": "else/course"}), False),
    "a push to another branch": (event(head_branch="draft"), False),
    "a scheduled run": (event(event="schedule"), False),
    "by hand, on main": ({"event_name": "workflow_dispatch", "ref": "refs/heads/main", "repository": OWN}, True),
    "by hand, on a branch": ({"event_name": "workflow_dispatch", "ref": "refs/heads/x", "repository": OWN}, False),
}  # fmt: skip


@pytest.mark.parametrize(("github", "expected"), EVENTS.values(), ids=EVENTS)
def test_pages_are_published_from_the_own_main_only(github, expected):
    jobs = read(WORKFLOWS["pages"].read_text(encoding="utf-8"))["jobs"]
    assert holds(jobs["build"]["if"], github) is expected
    assert jobs["deploy"]["needs"] == "build"  # skipped when `build` is


@pytest.mark.parametrize(
    "condition",
    [
        "github.event_name == 'workflow_dispatch' || github.event.workflow_run.conclusion == 'success'",  # as it was
        "github.event.workflow_run.conclusion == 'success' && github.event.workflow_run.event == 'push'",
        "github.event.workflow_run.head_repository.full_name == github.repository",
    ],
)
def test_planted_conditions_that_let_others_publish(condition):
    assert [name for name, (github, expected) in EVENTS.items() if holds(condition, github) != expected]


def problems(name: str, text: str) -> list[str]:
    """What a workflow may do to this repository that it should not."""
    workflow = read(text)
    found = []
    if "pull_request_target" in workflow["on"]:
        found.append("pull_request_target gives a stranger's pull request the rights of this repository")
    if workflow.get("permissions") != {"contents": "read"}:
        found.append("permissions are not `contents: read`")
    for job_name, job in workflow["jobs"].items():
        if (given := job.get("permissions", {})) != MAY_WRITE.get((name, job_name), {}):
            found.append(f"{job_name} has the permissions {given}")
        if "timeout-minutes" not in job:
            found.append(f"{job_name} has no timeout-minutes")
        if "workflow_run" in workflow["on"] and "needs" not in job and "head_repository" not in job.get("if", ""):
            found.append(f"{job_name} does not ask which repository the run was for")
        for step in job["steps"]:
            if (
                "actions/checkout@" in step.get("uses", "")
                and step.get("with", {}).get("persist-credentials") is not False
            ):
                found.append(f"{job_name} leaves its token in the checkout")
            if "${{" in step.get("run", ""):
                found.append(f"{job_name} puts an expression into a shell command: {step['run'].strip()[:40]}")
            if "secrets." in str(step):
                found.append(f"{job_name} reads a secret")
    return found


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_do_no_more_than_it_needs(name):
    assert problems(name, WORKFLOWS[name].read_text(encoding="utf-8")) == []


PLANTED = {
    "pull_request_target": ("  pull_request:\n", "  pull_request_target:\n"),
    "permissions": ("permissions:\n  contents: read\n", "permissions: write-all\n"),
    "timeout": ("    timeout-minutes: 45\n", ""),
    "token": ("persist-credentials: false", "persist-credentials: true"),
    "expression": ("make test PYTHON=python", 'echo "${{ github.event.pull_request.title }}"'),
    "a job's own permissions": (
        "    runs-on: windows-2025\n", "    runs-on: windows-2025\n    permissions:\n      contents: write\n"
    ),
    "a secret": ("          path: ~/.cache/uv\n", "          path: ${{ secrets.KEY }}\n"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), PLANTED.values(), ids=PLANTED)
def test_planted_rights(old, new):
    text = WORKFLOWS["test"].read_text(encoding="utf-8")
    assert old in text and problems("test", text.replace(old, new))


def test_each_workflow_runs_commands_that_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    used = {
        name for path in WORKFLOWS.values() for name in re.findall(r"make ([a-z-]+) ", path.read_text(encoding="utf-8"))
    }
    assert used and used <= targets
