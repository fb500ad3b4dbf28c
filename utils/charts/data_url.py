"""A picture as an address that holds it: no file, no network, and readable by a compressor, unlike base64."""

from __future__ import annotations

import re

from markupsafe import Markup

_TAG = re.compile(r"<[^>]*>")
_SPECIAL = re.compile(r'[%#<>&" \n{}|\\^`\[\]]')  # what an address or an attribute of HTML cannot hold as it is


def svg_url(svg: str) -> Markup:
    """The address of a picture, for a ``src`` in double quotes.

    Parameters
    ----------
    svg : str
        SVG as text.

    Returns
    -------
    Markup
        A ``data:`` address. The picture's own attributes are in single quotes in it, which need no escape.
    """
    quoted = _TAG.sub(lambda tag: tag[0].replace("'", "&apos;").replace('"', "'"), svg)
    address = _SPECIAL.sub(lambda sign: f"%{ord(sign[0]):02X}", f"data:image/svg+xml,{quoted}")
    return Markup("'").join(address.split("'"))
