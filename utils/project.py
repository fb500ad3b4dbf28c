"""Where things are in this checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
LEARNER_COPY = ROOT / "my_course"  # ignored by git
ARTICLES = ROOT.parent / "shared" / "sources"  # where the articles lie, if this checkout stands beside them
