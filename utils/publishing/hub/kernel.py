"""A learner's kernel on a hub, without a debugger and a second engine for completions: no lesson needs them.

``None`` in ``sys.modules`` tells Python that a module cannot be imported; IPython and ipykernel go on without.
"""

from __future__ import annotations

import runpy
import sys

_LEFT_OUT = ("debugpy", "jedi")


def main() -> None:
    """Be the kernel."""
    sys.modules.update(dict.fromkeys(_LEFT_OUT))
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
