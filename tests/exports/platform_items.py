"""What the tests of all platforms share: nasty texts, the bank with them in it, and what a platform has to hold."""

from __future__ import annotations

from dataclasses import replace

from utils.questions.bank import Item, Number, Option, Part

NASTY = [
    "a\ttab, a\nline break and  two spaces",
    '"quoted", \'single\', ""doubled"", semi;colon, comma,',
    "<b>bold</b> & &amp; &lt;script&gt; <!-- x --> ]]> a < b > c",
    "\\par {braces} \\u8364? \\'e9 \\\\ {\\rtf1",
    "א עברית \u200fעם סימנים",
    "😀 👩‍⚕️ 100.4 °F “curly” – ñ ≥",
    "Type: MA Title: x 7. *a. right --- 2 ~ why [1] _____ Choice of: | 2",
    "//not a remark, =1+1, @sum, -5, +5, ,,,,",
    "correct incorrect MC MA NUM NewQuestion,MC",
]


def spoiled(item: Item, nasty: str) -> Item:
    """The item with ``nasty`` at the start and at the end of every text that a writer of questions types."""

    def spoil(text: str) -> str:
        return f"{nasty} {text} {nasty}"

    def spoil_option(option: Option) -> Option:
        return replace(option, text=spoil(option.text), rationale=spoil(option.rationale))

    def spoil_part(part: Part) -> Part:
        text = spoil(part.text)
        if "{}" in part.text:  # braces begin a blank
            text = spoil(part.text.replace("{}", "\0")).replace("{", "(").replace("}", ")").replace("\0", "{}")
        return replace(part, text=text, options=tuple(map(spoil_option, part.options)))

    def spoil_finding(finding):
        return type(finding)(finding.time, spoil(finding.finding), spoil(finding.value))

    story = item.story
    return replace(
        item,
        stem=spoil(item.stem),
        options=tuple(map(spoil_option, item.options)),
        parts=tuple(map(spoil_part, item.parts)),
        numbers=tuple(replace(n, unit=spoil(n.unit), rationale=spoil(n.rationale)) for n in item.numbers),
        exhibit=tuple(map(spoil_finding, item.exhibit)),
        story=story and replace(story, person=spoil(story.person), chart=tuple(map(spoil_finding, story.chart))),
        evidence_text=spoil(item.evidence_text),
    )


def same(a: str, b: str) -> bool:
    """Equal but for spaces."""
    return "".join(a.split()) == "".join(b.split())


def holds(text: str, *parts: str) -> bool:
    return all("".join(part.split()) in "".join(text.split()) for part in parts)


def choices(item: Item) -> list[tuple[str, bool, list[str], list]]:
    """Id, whether several may be right, texts of the stem, and (text, right, reason) of each question in an item."""
    stem = [item.stem, *charts(item)]
    if item.type == "ordering":
        places = [*sorted({o.mark for o in item.options} - {"no"}), *{o.mark for o in item.options if o.mark == "no"}]
        shown = [(p, "does not belong" if p == "no" else p) for p in places]
        return [
            (f"{item.id}--{o.letter}", False, [*stem, o.text], [(s, p == o.mark, o.rationale) for p, s in shown])
            for o in item.options
        ]
    found = []
    for part in item.parts or (Part("", "", item.options, None),):
        many = item.type in ("multiple", "select-n", "matrix-multiple") or part.id in ("action", "parameter")
        texts = [text for text in part.text.split("{}") if text.strip()]
        answers = [(o.text, o.correct, o.rationale) for o in part.options]
        found.append((f"{item.id}--{part.id}" if part.id else item.id, many, stem + texts, answers))
    return found


def evidence(item: Item) -> list[str]:
    """Each source that supports the key (one that is there twice is named once, with a count), and who has reviewed."""
    return [*dict.fromkeys(item.evidence_text.split("; ")), item.review_text]


def charts(item: Item) -> list[str]:
    """The texts of the chart and of the case that a question asks about."""
    findings = [*item.exhibit, *(item.story.chart if item.story else ())]
    case = [item.story.title, item.story.person, item.story.new] if item.story else []
    return case + [text for finding in findings for text in (finding.finding, finding.time, finding.value)]


def number_item(bank, value: str, tolerance: float) -> Item:
    """A question whose key is this number."""
    item = next(item for item in bank if item.type == "numeric")
    return replace(item, numbers=(Number(value, tolerance, "mg", True, "why"),))


def take(read, count: int) -> list:
    return [next(read) for _ in range(count)]


def red(check, *arguments) -> bool:
    """Whether a check notices what is wrong: in what was read, or already while it reads."""
    try:
        check(*arguments)
    except (AssertionError, AttributeError, IndexError, KeyError, StopIteration, TypeError, ValueError):
        return True
    return False
