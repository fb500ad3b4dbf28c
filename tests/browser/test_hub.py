"""A hub on one machine with three learners: a link opens a lesson, explorers are live before any run, work is kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import urllib.request
from urllib.parse import urlencode

import nbformat
import psutil
import pytest
from playwright.sync_api import expect

from tests.helpers import ROOT, lesson_paths
from tests.publishing.hub import hub_host, tools
from tests.publishing.hub.hub_host import wait
from utils.project import LEARNER_COPY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.name == "nt", reason="NOT RUN: JupyterHub does not run on Windows"),
]
KERNEL, SERVER = "utils.publishing.hub.kernel", "jupyterhub.singleuser"
TAG = "v1"
NOTE = "A note of mine."
FIRST_CELL = "() => jupyterapp.shell.currentWidget.content.model.cells.get(0).sharedModel.getSource()"
ADD_NOTE_RUN_SAVE = f"""async () => {{
    const panel = jupyterapp.shell.currentWidget;
    const cell = panel.content.model.cells.get(0);
    cell.sharedModel.setSource(cell.sharedModel.getSource() + ' {NOTE}');
    await panel.sessionContext.ready;
    const ran = await jupyterapp.commands.execute('notebook:run-all-cells');
    await jupyterapp.commands.execute('docmanager:save');
    return ran && !panel.context.model.dirty;
}}"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A hub where a kernel ends after a minute without work, and a server after two minutes without anybody.

    Sooner would end the server of a browser that a busy machine keeps from asking for so long.
    """
    tools.require(tools.PYTHON, tools.PROXY)
    folder = tmp_path_factory.mktemp("hub")
    pages = folder / "pages"
    pages.mkdir()
    (pages / "index.html").write_text("<p>The pages of the course.</p>", encoding="utf-8")
    idle = ("--MappingKernelManager.cull_idle_timeout=60", "--MappingKernelManager.cull_interval=2")
    with hub_host.running(folder, *idle, seconds=120, pages=pages) as started:
        yield started


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A repository with one lesson as it is and one that somebody changed, under a tag."""
    folder = tmp_path_factory.mktemp("repositories") / "course"
    (folder / "notebooks").mkdir(parents=True)
    same, other = lesson_paths()[3], lesson_paths()[4]
    shutil.copyfile(same, folder / "notebooks" / same.name)
    changed = nbformat.read(other, as_version=4)
    changed.cells[0].source += " Changed by somebody."
    nbformat.write(changed, folder / "notebooks" / other.name)
    who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "lessons"], ["tag", TAG]):
        subprocess.run(["git", *command], cwd=folder, check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull})
    return folder, same.name, other.name


def own_copy(name: str) -> str:
    return f"hub/user-redirect/lab/tree/{LEARNER_COPY.name}/{name}"


def test_three_learners_open_run_leave_and_find_their_work(hub, chromium, repository):
    with urllib.request.urlopen(f"{hub.url}services/pages/", timeout=hub_host.PATIENCE) as answer:
        assert b"The pages of the course." in answer.read()
    assert hub.servers() == set()  # the pages need no server of a learner
    folder, same, changed = repository
    pages = {}
    for learner in ("ann", "ben", "cat"):
        hub_host.quiet_home(hub, learner)
        pages[learner] = chromium.new_context(viewport={"width": 1300, "height": 900}).new_page()

    def explorers(learner):
        return pages[learner].locator(".mbc-explorer-live")

    # each opens a lesson from a link; the explorers are live before anything was run
    hub.open(pages["ann"], "ann", own_copy(same))
    expect(explorers("ann")).not_to_have_count(0, timeout=60_000)
    assert hub.processes("ann", SERVER) and hub.processes("ann", KERNEL)
    assert pages["ann"].evaluate(ADD_NOTE_RUN_SAVE)
    pages["ann"].context.close()
    hub.open(pages["ben"], "ben", own_copy(changed))
    expect(explorers("ben")).not_to_have_count(0, timeout=60_000)

    def pulled(name):
        path = f"lab/tree/{folder.name}/notebooks/{name}"
        return f"hub/user-redirect/git-pull?{urlencode({'repo': folder.as_uri(), 'branch': TAG, 'urlpath': path})}"

    hub.open(pages["cat"], "cat", pulled(same))
    expect(explorers("cat")).not_to_have_count(0, timeout=60_000)
    hub.open(pages["cat"], "cat", pulled(changed))  # the same link again, to a lesson that somebody changed
    assert pages["cat"].evaluate(FIRST_CELL).endswith("Changed by somebody.")
    assert pages["cat"].evaluate("() => jupyterapp.shell.currentWidget.context.path").endswith(changed)
    expect(pages["cat"].locator(".jp-Notebook:visible .mbc-explorer-live")).to_have_count(0)

    # everything listens on this machine only
    for process in [psutil.Process(hub.process.pid), *psutil.Process(hub.process.pid).children(recursive=True)]:
        for each in process.net_connections(kind="inet"):
            assert each.status != psutil.CONN_LISTEN or each.laddr.ip in ("127.0.0.1", "::1"), (process, each)

    # who left is culled; who left a tab open keeps the server, but no kernel
    wait(lambda: "ann" not in hub.servers(), "the server of ann, who left, was ended", hub)
    wait(lambda: not hub.processes("ben", KERNEL), "the kernel behind an open tab was ended", hub)
    assert "ben" in hub.servers() and not hub.processes("ann", SERVER)
    pages["ben"].context.close()

    # who returns finds the work, live, without a run
    pages["ann"] = chromium.new_context(viewport={"width": 1300, "height": 900}).new_page()
    hub.open(pages["ann"], "ann", own_copy(same))
    assert pages["ann"].evaluate(FIRST_CELL).endswith(NOTE)
    expect(explorers("ann")).not_to_have_count(0, timeout=60_000)
    wait(lambda: "ben" not in hub.servers(), "the server of ben, who left, was ended", hub)


def test_without_a_login_the_hub_does_not_start(tmp_path):
    tools.require(tools.PYTHON)
    variables = {name: value for name, value in os.environ.items() if not name.startswith("MBC_HUB_")}
    config = ROOT / "utils" / "publishing" / "hub" / "jupyterhub_config.py"
    started = subprocess.run(
        [tools.PYTHON, "-m", "jupyterhub", "-f", config],
        env=variables,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert started.returncode != 0 and "MBC_HUB_LOGIN is not set" in started.stderr
