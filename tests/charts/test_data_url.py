"""A picture in an address: it comes out of HTML as it went in."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tests.helpers import svg_in
from utils.charts.data_url import svg_url


@pytest.mark.parametrize("text", ["50 %", "a # b", "so 'said'", "&lt;5", "ß → µ", "{a} [b] c|d^e`f"])
def test_a_picture_comes_out_as_it_went_in(text):
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><text style="font-family:\'DejaVu Sans\'" x="1">{text}</text>\n</svg>'
    )
    address = svg_url(svg)
    assert not set('<>&"\n# {}[]|^`\\') & set(address) and address.startswith("data:image/svg+xml,")
    read = ET.fromstring(svg_in(f'<img src="{address}">'))
    wanted = ET.fromstring(svg)
    assert [(e.tag, e.attrib, e.text) for e in read.iter()] == [(e.tag, e.attrib, e.text) for e in wanted.iter()]
