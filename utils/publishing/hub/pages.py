"""The web pages of the course as a service of a hub: for those who only read, no server and no kernel is started."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from utils.errors import CourseError
from utils.publishing.site.server import PageServer


def main(folder: Path) -> int:
    """Serve ``folder`` where the hub says, until the hub ends this process."""
    address = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    try:
        with PageServer(
            address.hostname or "", address.port or 0, prefix=os.environ["JUPYTERHUB_SERVICE_PREFIX"]
        ) as server:
            server.serve(folder)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
