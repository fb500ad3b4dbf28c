"""Reproducible zip files: the same content gives the same bytes, whenever and wherever it is packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def zip_bytes(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these files (name → content), in this order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # dated 1980, the earliest date that a zip file can hold
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            entry.create_system = 3  # Unix, also when this runs on Windows
            package.writestr(entry, content)
    return stream.getvalue()
