"""``python -m utils <command>``: see utils/cli.py."""

import sys

from utils.cli import main

sys.exit(main())
