"""JupyterHub on one machine, for a class. The page for administrators says how to start it, step by step.

Nothing is edited here, so that a newer version of the course can replace this file. What differs from place to place is
read from variables, which a systemd unit or a shell sets:

MBC_HUB_LOGIN      "pam" (accounts of this machine) or "lti" (your learning platform, LTI 1.3). Without it, no hub.
MBC_HUB_GROUP      pam: the group of this machine whose members may log in.
MBC_LTI_ISSUER, MBC_LTI_CLIENT_ID, MBC_LTI_AUTHORIZE_URL, MBC_LTI_KEYS_URL
                   lti: what your learning platform shows when you register a tool.
MBC_HUB_STATE      folder for the hub's database and cookie secret (default: /var/lib/mbc-hub).
MBC_HUB_PORT       port on this machine for the web server that adds TLS (default: 8000).
MBC_HUB_PROXY      the program configurable-http-proxy (default: found on the PATH).
MBC_HUB_PAGES      folder of the web pages (default: _site in the course; without pages, they are not served).
"""

import asyncio
import hashlib
import os
import pwd
import subprocess
import sys
from pathlib import Path

c = get_config()  # noqa: F821 (JupyterHub gives it to this file)

COURSE = Path(__file__).resolve().parents[3]
FIX = "Fix: set it as the page for administrators describes, then start the hub again."


def needed(name):
    """The value of a variable; without one, the hub does not start."""
    value = os.environ.get(name, "").strip()
    if not value:
        sys.exit(f"The hub does not start: {name} is not set. {FIX}")
    return value


# --- who may log in -------------------------------------------------------------------------------------------------


def pseudonym(authenticator, handler, auth_model):
    """A learner from a learning platform, under a short name that says nothing about the person."""
    digest = hashlib.sha256(f"{os.environ['MBC_LTI_ISSUER']} {auth_model['name']}".encode()).hexdigest()
    return {**auth_model, "name": f"mbc-{digest[:20]}"}


class NoAccount(Exception):
    """No account could be made: the page that a learner sees, and the hub's log."""

    jupyterhub_message = (
        "Your account on this hub could not be made. Fix: try again in a few minutes; if that does not help, tell "
        "whoever runs the hub. The reason is in the hub's log."
    )


def add_account(name):
    """Make an account of this machine, once: nobody can log in to it directly, and nobody else can read its home."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        command = ["useradd", "--create-home", "-K", "HOME_MODE=0700", "--shell", "/usr/sbin/nologin", name]
        try:
            subprocess.run(command, check=True, timeout=60, capture_output=True, text=True)
        except (OSError, subprocess.SubprocessError) as error:
            reason = (getattr(error, "stderr", None) or str(error)).strip()
            raise NoAccount(
                f"No account {name} was made: {reason}. Fix: run `{' '.join(command)}` as root (the hub has to run as "
                "root), and see what is in its way (a full disk, a file /etc/.pwd.lock, no program useradd)."
            ) from error


accounts = asyncio.Lock()  # useradd locks its files, and gives up where another one works


async def account_of(spawner):
    """Give a learner from a learning platform an account, while the hub goes on answering everybody else."""
    async with accounts:
        await asyncio.to_thread(add_account, spawner.user.name)


def platform_login():
    """The login from a learning platform, with the names that the platform gives: ``Ab1`` is not the person ``aB1``."""
    try:
        from ltiauthenticator.lti13.auth import LTI13Authenticator
    except ImportError:
        sys.exit(
            "The hub does not start: jupyterhub-ltiauthenticator is not installed. Fix: install "
            "utils/publishing/hub/requirements.lock as the page for administrators describes."
        )

    class PlatformLogin(LTI13Authenticator):
        def normalize_username(self, username):
            return username

    return PlatformLogin


login = os.environ.get("MBC_HUB_LOGIN", "").strip()
if login == "pam":
    c.JupyterHub.authenticator_class = "pam"
    c.PAMAuthenticator.allowed_groups = {needed("MBC_HUB_GROUP")}
    c.PAMAuthenticator.open_sessions = False
elif login == "lti":
    c.JupyterHub.authenticator_class = platform_login()
    c.LTI13Authenticator.issuer = needed("MBC_LTI_ISSUER")
    c.LTI13Authenticator.client_id = {needed("MBC_LTI_CLIENT_ID")}
    c.LTI13Authenticator.authorize_url = needed("MBC_LTI_AUTHORIZE_URL")
    c.LTI13Authenticator.jwks_endpoint = needed("MBC_LTI_KEYS_URL")
    c.LTI13Authenticator.username_key = "sub"
    c.LTI13Authenticator.allow_all = True  # anyone whom the platform lets into the class
    c.LTI13Authenticator.post_auth_hook = pseudonym
else:
    chosen = f"MBC_HUB_LOGIN is {login!r}" if login else "MBC_HUB_LOGIN is not set"
    sys.exit(
        f"The hub does not start: {chosen}, so nobody has chosen how learners log in. Fix: set it to pam (accounts of "
        "this machine) or lti (your learning platform)."
    )

# --- where it listens, and what it keeps ----------------------------------------------------------------------------

port = os.environ.get("MBC_HUB_PORT", "8000")
state = Path(os.environ.get("MBC_HUB_STATE", "/var/lib/mbc-hub"))
if not state.is_dir():
    sys.exit(f"The hub does not start: there is no folder {state}. Fix: make it, readable only by the hub (mode 700).")
# Only on this machine: a web server in front of the hub adds TLS.
c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.db_url = f"sqlite:///{state}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{state}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{state}/proxy.pid"
c.ConfigurableHTTPProxy.command = [os.environ.get("MBC_HUB_PROXY", "configurable-http-proxy")]

# --- a learner's server ---------------------------------------------------------------------------------------------

c.Spawner.cmd = [sys.executable, "-P", "-m", "utils.publishing.hub.start"]
c.Spawner.default_url = "/lab/tree/my_course"
# A class clicks at the same time, and each start takes seconds of a core: so two at a time for each core, and patience.
# JupyterHub's own limit would show the others an error; here they wait in line, with the page that shows progress.
c.JupyterHub.concurrent_spawn_limit = 0
turns = asyncio.Semaphore(2 * (os.cpu_count() or 1))
taken = set()  # asyncio itself keeps no task alive


async def end_of_turn(spawner):
    """Let the next one start, once this server has started or has failed to."""
    try:
        while spawner.pending == "spawn":
            await asyncio.sleep(0.5)
    finally:
        turns.release()


async def before_start(spawner):
    """Make an account if there has to be one, then wait for a turn. Time limits count from then on."""
    if login == "lti":
        await account_of(spawner)
    await turns.acquire()
    turn = asyncio.create_task(end_of_turn(spawner))
    taken.add(turn)
    turn.add_done_callback(taken.discard)


c.Spawner.pre_spawn_hook = before_start
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 180
# Enforced only by spawners such as systemd's or Docker's; with system users, see MemoryMax on the page.
c.Spawner.mem_limit = "600M"

# --- what is ended --------------------------------------------------------------------------------------------------

# Kernels end after 20 minutes in which nothing ran, also if a tab is still open: see server_config/. Servers end after
# an hour without a request, and after 8 hours in any case. Files and saved explorers stay.
c.JupyterHub.services = [
    {
        "name": "culler",
        "command": [
            sys.executable,
            "-P",
            "-m",
            "jupyterhub_idle_culler",
            "--timeout=3600",
            "--cull-every=300",
            "--max-age=28800",
        ],
    },
]
c.JupyterHub.load_roles = [
    {
        "name": "culler",
        "services": ["culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    },
]

# --- the web pages, which need no kernel ----------------------------------------------------------------------------

pages = Path(os.environ.get("MBC_HUB_PAGES", COURSE / "_site"))
if (pages / "index.html").is_file():
    c.JupyterHub.services.append(
        {
            "name": "pages",
            "url": f"http://127.0.0.1:{os.environ.get('MBC_HUB_PAGES_PORT', '8124')}",
            "command": [sys.executable, "-P", "-m", "utils.publishing.hub.pages", str(pages)],
        }
    )
if os.geteuid() == 0:  # neither of them needs to be root
    for service in c.JupyterHub.services:
        service["user"] = "nobody"
