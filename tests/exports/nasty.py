"""Texts that mean something in some format, put into every text of a question of every shape at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import count, zip_longest

from markupsafe import escape

from utils.questions.bank import Finding, Item

# what means something where a text begins
_AT_START = [
    # GIFT: a weight, a format, a right answer, a comment, a match, a number, true and false
    *("%50% dextrose", "%100%", "[html] x", "[plain]", "[x", "=", "~", "#", "####", "// x", "#5:1", "T", "TRUE"),
    # text2qti and Markdown
    *("*a) x", "a) x", "[*] x", "[ ] x", "... x", "= 5", "Title: x", "Text: x", "Points: 2", "Text title: x", "GROUP"),
    *("COMMENT", "END_COMMENT", "% x", "```", "___", "^^^", "1. x", "! x", "+ x", "- x", "* x", "> x", "# x"),
    *("[^1]: x", "*[x]: y", "Quiz title: x", "Pick: 1", "    x"),
    # spreadsheets
    *("=1+1", "+1", "-1", "@x", "'x", '"x"', "a,b;c", "\\"),
]
# what means something anywhere
_ANYWHERE = [
    # signs of many formats together
    "~ = # { } : ; \\ and \\n and \\\\ and a -> b",
    "<b>bold</b> & &amp; &lt;script&gt; \"double\" 'single' «angle»",
    "# hash first, 1. list, * star * and _under_ and `code` and [link](x) and ![i](y)",
    "// comment? %50% of $x$ and ^up^ and | pipe | and \\(math\\)",
    "::name:: =right ~wrong #why ####general {1:MULTICHOICE:=a~b}",
    "Estrogen äöü ß ñ – “quotes” ≥ 38.0 °C … 😀 עברית",
    "- dash first, + plus, ... dots, ___ lines, ^^^ carets, GROUP, END_GROUP, COMMENT",
    "}{ }} {{ #} \\} \\# ~= =~ %% /slash/ ?query; [plain]x [html]y",
    # Moodle: what Cloze unquotes, icons, formulas, a blank
    *("\\}", "\\#", "\\~", "}", "{#1}", "{1:SA:=x}", "(n)", "(y)", "( )", ":-)", "\\(x\\)", "\\[x\\]", "$$x$$"),
    # Markdown, HTML and XML
    *("a_b_c", "don't -- --- '' 1/2 (c)", "http://x.y/z?a=b&c", "![i](u)", "[^1]", "| a | b |", "<x@y.z>", "^x^"),
    *("<img src=x onerror=alert(1)>", "</p>", "</span>", "<!-- x", "]]>", "<![CDATA[", "&nbsp;", "&#123;", "&lt;", "&"),
    # Anki and templates
    *("[sound:x.mp3]", "[latex]x[/latex]", "[$]x[/$]", "[anki:play:q:0]", "{{Front}}", "{{c1::x}}", "{% x %}"),
    *("100 %", "\\\\", "\\n", "x " * 900 + "x"),
]
_MARKED = ("id", "letter", "mark", "case_id", "step", "value", "tolerance")  # what names, marks or measures


def bank(items: Sequence[Item]) -> list[Item]:
    """A small item of each shape for each pair of texts: all of its texts begin with the one and end with the other."""
    return [
        _spoiled(item, start.strip(), end, f"{item.id}-{n}")
        for n, (start, end) in enumerate(zip_longest(_AT_START, _ANYWHERE, fillvalue="x"))
        for item in _shapes(items)
    ]


def _shapes(items: Sequence[Item]) -> Iterator[Item]:
    """An item of each type, with no more rows and options than it needs; one has a chart and a case."""
    first = {item.type: item for item in reversed(items)}
    story, exhibit = (next(filter(None, (getattr(item, name) for item in items))) for name in ("story", "exhibit"))
    story = replace(story, chart=story.chart[:2])
    first["single"] = replace(first["single"], story=story, exhibit=exhibit[:2])
    for kind, item in first.items():
        parts = item.parts if kind in ("bow-tie", "rationale") else item.parts[:2]
        few = tuple(replace(part, options=_few(part.options)) for part in parts)
        yield replace(item, options=_few(item.options), parts=few)


def _few(options: tuple) -> tuple:
    """The right options and the first wrong one."""
    wrong = [option for option in options if option.mark == "no"][:1]
    return tuple(option for option in options if option.mark != "no" or option in wrong)


def _spoiled(item: Item, start: str, end: str, id: str) -> Item:
    numbers = count()

    def walk(value):
        if isinstance(value, str):
            blank = "{}" in value  # the place of a blank stays
            texts = [text.replace("{}", "{ }") if blank else text for text in (start, end)]
            return f"{texts[0]} {value if blank else next(numbers)} {texts[1]}"
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*map(walk, value))
        if isinstance(value, tuple):
            return tuple(map(walk, value))
        if is_dataclass(value):
            fixed = () if isinstance(value, Finding) else _MARKED
            own = {each.name: getattr(value, each.name) for each in fields(value) if each.name not in fixed}
            return replace(value, **{name: walk(each) for name, each in own.items()})
        return value

    texts = ("stem", "options", "parts", "numbers", "exhibit", "story", "evidence_text", "review_text")
    changed = {name: walk(getattr(item, name)) for name in texts}
    return replace(item, id=id, evidence_html=escape(changed["evidence_text"]), **changed)
