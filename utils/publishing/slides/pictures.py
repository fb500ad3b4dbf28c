"""Pictures for slides: SVG to PNG, the same bytes everywhere, because the only font is the one Matplotlib brings."""

from __future__ import annotations

from functools import lru_cache

import resvg_py

from utils.publishing.slides.fit import FONTS


@lru_cache(maxsize=64)
def to_png(svg: str, width: int) -> bytes:
    """The picture as PNG, on white, ``width`` pixels wide."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            dpi=96,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=[str(path) for path in FONTS],
            sans_serif_family="DejaVu Sans",
            font_family="DejaVu Sans",
        )
    )
