"""A learner's server on a hub, without a parser of internationalized web addresses: it takes 16 MB and checks nothing.

``None`` in ``sys.modules`` tells Python that a module cannot be imported; the jsonschema package then leaves
out the formats ``iri`` and ``iri-reference``.
"""

from __future__ import annotations

import runpy
import sys

_LEFT_OUT = ("rfc3987_syntax",)


def main() -> None:
    """Be the server."""
    sys.modules.update(dict.fromkeys(_LEFT_OUT))
    runpy.run_module("jupyterhub.singleuser", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
