"""The configuration of a hub on one machine: nobody gets in by default, and nothing listens to the network."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from types import ModuleType, SimpleNamespace

import pytest
from traitlets.config.loader import PyFileConfigLoader

from tests.helpers import ROOT
from tests.publishing.hub import tools

CONFIG = ROOT / "utils" / "publishing" / "hub" / "jupyterhub_config.py"
LTI = {
    "MBC_LTI_ISSUER": "https://platform.example.org",
    "MBC_LTI_CLIENT_ID": "1",
    "MBC_LTI_AUTHORIZE_URL": "https://platform.example.org/auth",
    "MBC_LTI_KEYS_URL": "https://platform.example.org/keys",
}
pytestmark = pytest.mark.skipif(os.name == "nt", reason="NOT RUN: JupyterHub does not run on Windows")


@pytest.fixture
def load(tmp_path, monkeypatch):
    """``load(login="pam")`` → the configuration with these variables and no others of ours."""

    def loaded(**variables):
        for name in [name for name in os.environ if name.startswith(("MBC_HUB_", "MBC_LTI_"))]:
            monkeypatch.delenv(name)
        for name, value in {"MBC_HUB_STATE": str(tmp_path), "MBC_HUB_PAGES": str(tmp_path), **variables}.items():
            monkeypatch.setenv(name, value)
        login = ModuleType("auth")  # stands in for a package that only a hub has
        login.LTI13Authenticator = type("LTI13Authenticator", (), {})
        for name, module in {"ltiauthenticator": None, "ltiauthenticator.lti13.auth": login}.items():
            monkeypatch.setitem(sys.modules, name, module or ModuleType(name))
        return PyFileConfigLoader(CONFIG.name, path=str(CONFIG.parent)).load_config()

    return loaded


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "MBC_HUB_LOGIN is not set, so nobody has chosen how learners log in. Fix: set it to pam"),
        ({"MBC_HUB_LOGIN": "dummy"}, "MBC_HUB_LOGIN is 'dummy', so nobody has chosen"),
        ({"MBC_HUB_LOGIN": "null"}, "MBC_HUB_LOGIN is 'null', so nobody has chosen"),
        ({"MBC_HUB_LOGIN": "pam"}, "MBC_HUB_GROUP is not set"),
        ({"MBC_HUB_LOGIN": "lti"}, "MBC_LTI_ISSUER is not set"),
        *(({"MBC_HUB_LOGIN": "lti", **LTI, name: " "}, f"{name} is not set") for name in LTI),
        (
            {"MBC_HUB_LOGIN": "pam", "MBC_HUB_GROUP": "learners", "MBC_HUB_STATE": "/nowhere"},
            "there is no folder /nowhere. Fix: make it",
        ),
    ],
)
def test_it_refuses_to_start_until_it_is_reported_who_may_log_in(load, variables, said):
    with pytest.raises(SystemExit) as stopped:  # traitlets goes on, with the defaults, after any other exception
        load(**variables)
    assert said in str(stopped.value.code) and "Fix: " in stopped.value.code


def test_members_of_one_group_of_the_machine_log_in(load):
    config = load(MBC_HUB_LOGIN="pam", MBC_HUB_GROUP="learners")
    assert config.JupyterHub.authenticator_class == "pam"
    assert config.PAMAuthenticator.allowed_groups == {"learners"} and "allow_all" not in config.PAMAuthenticator


def test_a_learner_from_a_platform_has_a_name_that_says_nothing(load):
    config = load(MBC_HUB_LOGIN="lti", **LTI)
    assert config.LTI13Authenticator.username_key == "sub"
    assert config.JupyterHub.authenticator_class().normalize_username("aB1") == "aB1"  # "ab1" is somebody else
    names = [
        config.LTI13Authenticator.post_auth_hook(None, None, {"name": name, "admin": False})["name"]
        for name in ("ann@example.org", "ann@example.org", "bo@example.org")
    ]
    assert names[0] == names[1] != names[2]
    assert all(len(name) <= 32 and name.startswith("mbc-") and "ann" not in name for name in names)


# Run by the hub's own Python: JupyterHub's way from what a platform sent to the name of a user, without a hub.
LOG_IN = """
import asyncio, sys
from traitlets.config.loader import PyFileConfigLoader
config = PyFileConfigLoader(sys.argv[1], path=sys.argv[2]).load_config()
login = config.JupyterHub.authenticator_class(config=config)
for sub in sys.argv[3:]:
    print(asyncio.run(login.get_authenticated_user(None, {"sub": sub, "email": "ann@example.org"}))["name"])
"""


def test_people_whose_ids_differ_in_capitals_alone_are_two_on_the_way_through_jupyterhub(tmp_path):
    tools.require(tools.PYTHON)
    variables = {"MBC_HUB_LOGIN": "lti", **LTI, "MBC_HUB_STATE": str(tmp_path), "MBC_HUB_PAGES": str(tmp_path)}
    made = subprocess.run(
        [tools.PYTHON, "-c", LOG_IN, CONFIG.name, CONFIG.parent, "aB1", "Ab1", "aB1"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    first, other, again = made.stdout.split()
    assert first == again != other and {name[:4] for name in (first, other)} == {"mbc-"}


def test_a_hub_without_the_login_for_platforms_says_what_to_install(load, monkeypatch):
    load(MBC_HUB_LOGIN="pam", MBC_HUB_GROUP="learners")
    monkeypatch.delitem(sys.modules, "ltiauthenticator.lti13.auth")
    for name, value in {"MBC_HUB_LOGIN": "lti", **LTI}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        PyFileConfigLoader(CONFIG.name, path=str(CONFIG.parent)).load_config()
    assert "jupyterhub-ltiauthenticator is not installed. Fix: install" in stopped.value.code


NAME = "mbc-0123456789abcdef0123"


def learner(name):
    return SimpleNamespace(user=SimpleNamespace(name=name), pending=None)


def test_an_account_is_added_once_with_a_home_that_nobody_else_can_read(load, monkeypatch):
    hook = load(MBC_HUB_LOGIN="lti", **LTI).Spawner.pre_spawn_hook
    called = []
    monkeypatch.setattr("subprocess.run", lambda command, **_: called.append(command))
    for name in (NAME, "root"):
        asyncio.run(hook(learner(name)))
    assert called == [["useradd", "--create-home", "-K", "HOME_MODE=0700", "--shell", "/usr/sbin/nologin", NAME]]


def test_a_hub_answers_while_accounts_are_made_one_after_another(load, monkeypatch):
    hook = load(MBC_HUB_LOGIN="lti", **LTI).Spawner.pre_spawn_hook
    at_work, most, ended, answered = [], [], [], []

    def useradd(command, **_):
        at_work.append(command)
        most.append(len(at_work))
        time.sleep(0.5)
        at_work.pop()
        ended.append(time.monotonic())

    async def answer():
        while len(ended) < 2:
            answered.append(time.monotonic())
            await asyncio.sleep(0.02)

    async def clicked():
        await asyncio.gather(answer(), *(hook(learner(f"{NAME}{number}")) for number in range(2)))

    monkeypatch.setattr("subprocess.run", useradd)
    asyncio.run(clicked())
    assert most == [1, 1] and sum(moment < ended[0] for moment in answered) > 3


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        (subprocess.CalledProcessError(10, ["useradd"], stderr="useradd: cannot lock /etc/passwd\n"), "cannot lock"),
        (subprocess.TimeoutExpired(["useradd"], 60), "timed out after 60 seconds"),
        (FileNotFoundError(2, "No such file or directory", "useradd"), "No such file or directory: 'useradd'"),
    ],
)
def test_an_account_that_cannot_be_made_is_an_error_with_a_fix(load, monkeypatch, failed, said):
    hook = load(MBC_HUB_LOGIN="lti", **LTI).Spawner.pre_spawn_hook

    def useradd(*_, **__):
        raise failed

    monkeypatch.setattr("subprocess.run", useradd)
    with pytest.raises(Exception, match=f"^No account {NAME} was made: .*{said}.* Fix: run `useradd ") as raised:
        asyncio.run(hook(learner(NAME)))
    assert "Fix: try again in a few minutes" in raised.value.jupyterhub_message  # what JupyterHub shows the learner
    assert NAME not in raised.value.jupyterhub_message


def test_it_listens_on_this_machine_only_and_ends_what_is_idle(load, tmp_path):
    config = load(MBC_HUB_LOGIN="pam", MBC_HUB_GROUP="learners", MBC_HUB_PORT="8765")
    assert config.JupyterHub.bind_url == "http://127.0.0.1:8765" and config.JupyterHub.hub_ip == "127.0.0.1"
    assert config.Spawner.cmd == [sys.executable, "-P", "-m", "utils.publishing.hub.start"]
    (culler,) = config.JupyterHub.services  # there are no pages in that folder
    assert {"--timeout=3600", "--max-age=28800"} <= set(culler["command"])
    assert config.Spawner.start_timeout >= 120 and config.Spawner.http_timeout >= 120


def test_a_class_that_clicks_at_once_waits_in_line_and_nobody_is_turned_away(load):
    config = load(MBC_HUB_LOGIN="pam", MBC_HUB_GROUP="learners")
    assert config.JupyterHub.concurrent_spawn_limit == 0  # JupyterHub's own limit shows an error to whoever is over it
    at_once = 2 * os.cpu_count()

    async def clicked():
        spawners = [SimpleNamespace(pending="spawn") for _ in range(at_once + 1)]
        *first, last = [asyncio.ensure_future(config.Spawner.pre_spawn_hook(each)) for each in spawners]
        await asyncio.wait_for(asyncio.gather(*first), 60)
        assert not (await asyncio.wait([last], timeout=1.5))[0]
        spawners[0].pending = None  # it has started, or has failed to
        await asyncio.wait_for(last, 60)
        for each in spawners:
            each.pending = None

    asyncio.run(clicked())


def test_pages_are_a_service_where_they_are_built(load, tmp_path):
    (tmp_path / "index.html").write_text("<p>", encoding="utf-8")
    config = load(MBC_HUB_LOGIN="pam", MBC_HUB_GROUP="learners")
    pages = next(service for service in config.JupyterHub.services if service["name"] == "pages")
    assert pages["command"][-2:] == ["utils.publishing.hub.pages", str(tmp_path)]
    assert pages["url"].startswith("http://127.0.0.1:")
