"""The hub on Kubernetes, as far as it can be held against something without a cluster: the chart's schema, the plan."""

from __future__ import annotations

import copy
import os
import re
import subprocess
import tomllib

import jsonschema
import pytest
import yaml

from tests.helpers import ROOT
from tests.publishing.hub import tools

HUB = ROOT / "utils" / "publishing" / "hub"
SCHEMA = ROOT.parent / "shared" / "schemas" / "zero-to-jupyterhub-values.schema.yaml"
VALUES = yaml.safe_load((HUB / "values.yaml").read_text(encoding="utf-8"))
COURSE = "/opt/mbc-course"


def _of_a_part(schema):
    """The schema without what is required: Helm asks for that after it has added the defaults of the chart."""
    if isinstance(schema, list):
        return [_of_a_part(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _of_a_part(value) for key, value in schema.items() if key != "required" or not isinstance(value, list)}


@pytest.fixture(scope="module")
def validator():
    if not SCHEMA.is_file():
        pytest.skip("NOT RUN: the schema of the chart is not on this machine")
    schema = _of_a_part(yaml.safe_load(SCHEMA.read_text(encoding="utf-8")))
    return jsonschema.validators.validator_for(schema)(schema)


def test_the_values_pass_the_schema_of_the_chart(validator):
    assert [error.message for error in validator.iter_errors(VALUES)] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("singleuser", "memory", "limits"), "600M"),  # a name that the chart does not know
        (("singleuser", "storage", "homeMountPath"), 5),
        (("cull", "timeout"), "an hour"),
        (("hub", "concurrentSpawnLimit"), "many"),
    ],
)
def test_the_schema_finds_a_wrong_name_and_a_wrong_type(validator, place, value):
    broken = copy.deepcopy(VALUES)
    inner = broken
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    assert [error for error in validator.iter_errors(broken) if list(error.path)[:1] == [place[0]]]


def test_the_values_let_nobody_in_and_hold_no_secret():
    assert VALUES["hub"]["config"]["JupyterHub"]["authenticator_class"] == "null"
    text = (HUB / "values.yaml").read_text(encoding="utf-8")
    settings = re.sub(r"#.*", "", text)
    assert not re.search(r"secret|password|token|dummy|://", settings, re.IGNORECASE)
    assert "jupyterhub 4.3.3" in text and "JupyterHub 5.4.4" in text


def test_a_learners_server_reaches_what_links_with_git_pull_need_and_no_more():
    """The comment says so, and what an administrator gives up who closes the internet too."""
    policy = VALUES["singleuser"]["networkPolicy"]
    assert policy["enabled"] is True
    assert policy["egressAllowRules"] == {"nonPrivateIPs": True, "privateIPs": False, "cloudMetadataServer": False}
    lines = (HUB / "values.yaml").read_text(encoding="utf-8").partition("  networkPolicy:")[0].splitlines()
    said = re.sub(r"\s*#\s*", " ", " ".join(lines[-4:]))
    assert (
        "set nonPrivateIPs to false in yours.yaml: then no server reaches the internet, and links with git-pull fail"
        in said
    )


def test_the_volume_does_not_hide_the_course():
    home = VALUES["singleuser"]["storage"]["homeMountPath"]
    assert f"--target-repo-dir {COURSE}" in (HUB / "image.sh").read_text(encoding="utf-8")
    assert not f"{COURSE}/".startswith(f"{home}/")
    assert VALUES["singleuser"]["cmd"][1:] == ["-P", "-m", "utils.publishing.hub.start"]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert VALUES["singleuser"]["image"]["tag"] == version


def test_each_version_is_installed_beside_the_older_one():
    """What an administrator types for an update: the same lines with another number; none meets the old folder."""
    page = (ROOT / "utils" / "publishing" / "site" / "administrators.md").read_text(encoding="utf-8")
    steps = page.partition("\n## One machine: JupyterHub\n")[2].partition("\n## Kubernetes\n")[0]
    blocks = re.findall(r"```sh\n(.*?)```", steps, re.DOTALL)
    (once,) = (block for block in blocks if "mkdir" in block)
    (install,) = (block for block in blocks if "git clone" in block)
    assert once.split() == ["mkdir", "--mode=700", "/var/lib/mbc-hub"]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert install.split()[0] == f"VERSION={version}" and " --branch v$VERSION " in install
    typed = re.findall(r"/opt/mbc\S*", " ".join(blocks))
    assert len(typed) > 4 and [path for path in typed if not path.startswith("/opt/mbc-$VERSION")] == []
    numbers = [int(number) for number in re.findall(r"^(\d)\. \*\*", steps, re.MULTILINE)]
    assert numbers == [*range(1, len(numbers) + 1)]
    updates = steps.partition("### Updates\n")[2]
    named = {int(number) for number in re.findall(r"steps? (\d)", updates)} | {5}
    titles = dict(re.findall(r"^(\d)\. \*\*([^*]+)\*\*", steps, re.MULTILINE))
    assert {titles[str(number)] for number in named} == {"The course", "The pages", "Start it.", "Links.", "Try it"}


@pytest.mark.skipif(os.name == "nt", reason="NOT RUN: these are programs for Linux")
def test_binder_finds_what_to_run():
    assert (ROOT / "postBuild").read_bytes() == (HUB / "postBuild").read_bytes()
    assert os.access(HUB / "postBuild", os.X_OK) and os.access(HUB / "image.sh", os.X_OK)
    pinned = re.search(r"nbgitpuller==\S+", (HUB / "postBuild").read_text(encoding="utf-8"))[0]
    assert pinned in (HUB / "requirements.lock").read_text(encoding="utf-8")
    for name in ("postBuild", "image.sh"):
        assert subprocess.run(["sh", "-n", HUB / name], capture_output=True, check=True).stderr == b""


def test_the_plan_of_the_image_has_the_course_outside_the_home():
    tools.require(tools.REPO2DOCKER)
    asked = (
        "import sys; from repo2docker.__main__ import make_r2d; app = make_r2d(sys.argv[1:]); "
        "print('REPO_DIR', app.target_repo_dir,)"
    )
    environment = {**os.environ, "PATH": f"{tools.REPO2DOCKER.parent}{os.pathsep}{os.environ['PATH']}"}
    options = re.search(r"jupyter-repo2docker (.*?) *\\\n *(.*)\n", (HUB / "image.sh").read_text(encoding="utf-8"))
    given = f"{options[1]} {options[2]}".replace('"$name" "$@"', "plan").split()
    app = subprocess.run(
        [tools.PYTHON, "-c", asked, *given], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert app.stdout.split()[:2] == ["REPO_DIR", COURSE]
    made = subprocess.run(
        [HUB / "image.sh", "plan:1", "--no-build", "--debug"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    plan = [line.strip() for line in (made.stdout + made.stderr).splitlines()]
    copied = plan.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    assert plan.index("ENV REPO_DIR=${REPO_DIR}") < copied < plan.index("RUN ./postBuild")
    assert any('env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"' in line for line in plan[copied:])
    python = VALUES["singleuser"]["cmd"][0]
    assert "ENV CONDA_DIR=${APP_BASE}/conda" in plan and "ENV NB_PYTHON_PREFIX=${CONDA_DIR}/envs/notebook" in plan
    assert "ENV APP_BASE=/srv" in plan and python == "/srv/conda/envs/notebook/bin/python"
