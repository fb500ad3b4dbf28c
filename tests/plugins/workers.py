"""How pytest-xdist deals out the tests, where it is installed: whole files, in order, and no worker is started again.

These are options of pytest-xdist. In ``addopts`` they would be unknown in a learner's environment, which has only the
packages of environment.yml and runs `pytest --nbval notebooks`.
"""

from __future__ import annotations


def pytest_cmdline_main(config) -> None:
    """After pytest-xdist's own hook, which comes first and turns "no" into "load" where workers are asked for."""
    options = config.option
    if getattr(options, "dist", "") == "load":
        options.dist, options.loadscopereorder = "loadfile", False
    if getattr(options, "maxworkerrestart", "") is None:
        options.maxworkerrestart = "0"  # pytest-xdist would start workers for ever that die at once (its issue 784)
