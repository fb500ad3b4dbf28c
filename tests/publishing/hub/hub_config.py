"""The hub's own configuration, changed where a test needs it: anybody may log in, nobody has an account, time is short.

Never use this for people: the servers of all learners run as one user of the machine.
"""

import json
import os
from pathlib import Path

c = get_config()  # noqa: F821 (JupyterHub gives it to this file)
load_subconfig(str(Path(os.environ["MBC_HUB_CONFIG"])))  # noqa: F821

settings = json.loads(os.environ["MBC_HUB_TEST"])
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{settings['homes']}/{{username}}"
c.JupyterHub.hub_port = settings["hub_port"]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings['proxy_port']}"
c.Spawner.args = ["--LabApp.expose_app_in_browser=True", "--ServerApp.allow_root=True", *settings["options"]]
if settings["patience"]:
    c.Spawner.start_timeout = c.Spawner.http_timeout = settings["patience"]
c.JupyterHub.log_level = "INFO"
if settings["seconds"]:  # after which an idle server is ended
    c.Spawner.environment = {"JUPYTERHUB_ACTIVITY_INTERVAL": "1"}
    c.JupyterHub.last_activity_interval = 1
for service in c.JupyterHub.services:
    service.pop("user", None)  # the folder of a test is only for whoever runs it
    if service["name"] == "culler" and settings["seconds"]:
        service["command"] = [
            *service["command"][:4],
            f"--timeout={settings['seconds']}",
            "--cull-every=2",
            f"--max-age={settings['max_age']}",
        ]
c.JupyterHub.services.append({"name": "test", "api_token": settings["token"]})
c.JupyterHub.load_roles.append(
    {
        "name": "test",
        "services": ["test"],
        "scopes": ["admin:users", "admin:servers", "access:servers", "list:users", "read:servers"],
    }
)
