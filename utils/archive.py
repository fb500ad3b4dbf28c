"""Zip files that hold no clock: the same files give the same bytes, whenever and wherever they are packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def zip_bytes(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files (name → content), in this order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # of 1980, the earliest moment that a zip can name
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            entry.create_system = 3  # Unix, also where this runs on Windows
            package.writestr(entry, content)
    return stream.getvalue()
