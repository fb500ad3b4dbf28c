"""A lighter picture is the same picture: every point of an outline stays where it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.charts import svg

NUMBER = r"-?(?:\d+\.?\d*|\.\d+)"
TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6}


def points(path: str) -> list[tuple[float, float]]:
    """Where a path of relative commands leads: the end of each command, absolute."""
    ends, x, y, start = [], 0.0, 0.0, (0.0, 0.0)
    for command, numbers in re.findall(r"([a-z])([^a-z]*)", path):
        if command == "z":
            x, y = start
            continue
        values = [float(n) for n in re.findall(NUMBER, numbers)]
        assert len(values) % TAKES[command] == 0 and values, path
        for at in range(0, len(values), TAKES[command]):
            some = values[at : at + TAKES[command]]
            x += some[-2] if len(some) > 1 else some[0] if command == "h" else 0
            y += some[-1] if len(some) > 1 else some[0] if command == "v" else 0
            ends.append((x, y))
            if command == "m" and at == 0:
                start = (x, y)
    return ends


coordinate = st.floats(-999, 999, allow_nan=False).map(lambda x: round(x, 6))  # as Matplotlib writes them
point = st.tuples(coordinate, coordinate)
step = st.one_of(
    st.tuples(st.just("L"), st.lists(point, min_size=1, max_size=1)),
    st.tuples(st.just("Q"), st.lists(point, min_size=2, max_size=2)),
    st.tuples(st.just("C"), st.lists(point, min_size=3, max_size=3)),
    st.tuples(st.just("M"), st.lists(point, min_size=1, max_size=1)),
)


@given(point, st.lists(step, max_size=12), st.integers(0, 2))
def test_every_end_of_a_line_or_curve_stays_where_it_was(first, steps, decimals):
    said = [("M", [first]), *steps]
    path = " ".join(f"{letter} {' '.join(f'{x:.6f} {y:.6f}' for x, y in some)}" for letter, some in said) + " z"
    wanted = [(round(x, decimals), round(y, decimals)) for _, some in said for x, y in some[-1:]]
    here, kept = (0.0, 0.0), []  # a curve that goes nowhere may be left out
    for (letter, some), end in zip(said, wanted, strict=True):
        still = all((round(x, decimals), round(y, decimals)) == here for x, y in some)
        if not (letter == "C" and still):
            kept.append(end)
        here = end
    found = points(svg.outline(path, decimals))
    assert len(found) == len(kept)
    for (x, y), (a, b) in zip(found, kept, strict=True):
        assert x == pytest.approx(a, abs=1.01 * 10**-decimals) and y == pytest.approx(b, abs=1.01 * 10**-decimals)


def test_straight_lines_stay_absolute_so_that_marks_can_be_read_back():
    assert svg.straight("M 10.04 20.06 L 30 20.06 z", 1) == "M10 20.1L30 20.1z"


def test_a_short_outline_by_hand():
    assert svg.outline("M 0 0 L 10 0 L 10 -5.26 C 10 0 1 1 0.5 0 z", 1) == "m0 0h10v-5.3c0 5.3-9 6.3-9.5 5.3z"
    assert svg.outline("M 1 1 C 1 1 1 1 1 1 M 2 2", 1) == "m1 1m1 1"


def test_metadata_and_spaces_go_and_comments_stay():
    text = '<svg>\n  <metadata>x\n</metadata>\n  <!-- 70 % -->\n  <g style="fill: #fff; stroke: none"/>\n</svg>'
    assert svg.lighter(text, 1) == '<svg>\n<!-- 70 % -->\n<g style="fill:#fff;stroke:none"/>\n</svg>'


def test_groups_that_say_nothing_and_spaces_go_and_marks_and_ticks_keep_their_ids():
    text = (
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><g id="figure_1"><g id="mark-a">'
        '<g id="line2d_1"/><path id="d3"/>'
        '<path id="d4" d="z"/><use xlink:href="#d3"/><use xlink:href="#d4" x="3"/><use xlink:href="#d3" x="9"/></g>'
        '<g id="xtick_1"><g style="fill:red" id="text_2"><g id="text_3">a</g></g></g></g></svg>'
    )
    assert svg.lighter(text, 1) == (
        '<svg><g id="mark-a"><path id="d4" d="z"/><use href="#d4" x="3"/></g>'
        '<g id="xtick_1"><g style="fill:red" id="text_2">a</g></g></svg>'
    )


def test_the_last_digit_of_a_size_changes_no_byte():
    """From Python 3.12 on ``sum`` is more exact, and Matplotlib makes ids from every digit of a size."""
    old, new = (
        f'<path clip-path="url(#{id})"/><text x="3" transform="rotate(-0 3 {y})">a</text>'
        f'<g transform="translate(3 {y})"/>'
        f'<text transform="rotate(-90 3 {y})"/><clipPath id="{id}"/><clipPath id="p0123456789"/>'
        for id, y in (("p8265ce0649", "224.178437"), ("pdf1e943222", "224.178438"))
    )
    assert (
        svg.lighter(old, 1)
        == svg.lighter(new, 1)
        == (
            '<path clip-path="url(#clip1)"/><text x="3">a</text><g transform="translate(3 224.18)"/>'
            '<text transform="rotate(-90 3 224.18)"/><clipPath id="clip1"/><clipPath id="clip2"/>'
        )
    )


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.04, 1, "0"),
        (-0.04, 1, "0"),
        (0.5, 1, ".5"),
        (-0.5, 1, "-.5"),
        (10.0, 1, "10"),
        (100, 0, "100"),
        (-10.25, 2, "-10.25"),
    ],
)
def test_a_number_is_as_short_as_it_can_be(value, decimals, text):
    assert svg._number(value, decimals) == text


def test_what_an_explorer_embeds_has_no_prologue_and_fonts_to_fall_back_on():
    text = (
        "<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC '-//W3C'\n  'x.dtd'>\n<svg>\n<text "
        "style=\"font-family:'DejaVu Sans'\">a b</text>\n</svg>\n"
    )
    assert (
        svg.strip_for_embedding(text)
        == "<svg><text style=\"font-family:'DejaVu Sans', Verdana, Arial, sans-serif\">a b</text></svg>"
    )
