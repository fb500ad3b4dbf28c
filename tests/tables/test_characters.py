"""Characters that no cell may hold are named with code point, place and fix; what a text needs is accepted."""

from __future__ import annotations

import pytest

from utils.tables import characters


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("bone\u200bpain", "invisible", "an invisible character U+200B (zero width space)"),
        ("bone\u00adpain", "invisible", "U+00AD (soft hyphen)"),
        ("bone\u00a0pain", "space", "a special space U+00A0"),
        ("bone\u202epain", "direction", "changes the direction of the text, U+202E"),
        ("bone\x07pain", "control", "a control character U+0007"),
        ("bone\u2028pain", "line", "an invisible line break U+2028"),
        ("bone\ufffdpain", "lost", "a lost character, U+FFFD"),
        ("bone\ue000pain", "private", "one font"),
        ("bone\ufdd0pain", "noncharacter", "U+FDD0"),
        ("dose \u0663 mg", "digit", "0 to 9, U+0663"),
        ("a\u200db", "invisible", "U+200D"),
        ("a\ufe0fb", "invisible", "U+FE0F"),
    ],
)
def test_a_character_is_named_with_its_code(text, kind, words):
    problem, fix, cause = characters.problem(text)
    assert words in problem and cause == kind
    assert fix.startswith(("delete it", "replace it", "write the "))


def test_the_place_is_named_by_what_stands_before_or_after():
    assert characters.problem("bone\u200bpain")[1].endswith(" after 'bone'")
    assert characters.problem("\u200bpain")[1].endswith(" before 'pain'")


@pytest.mark.parametrize(
    "text",
    [
        "plain ASCII, with a tab\tand a line\nbreak",
        "café, Zoë, 38.0 °C, ≥ 20 µg, 5–10 %",
        "\U0001f469\u200d\u2695\ufe0f and 1\ufe0f\u20e3",  # a woman who is a health worker; the key 1
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian needs the joiner inside a word
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
        "日本語",
    ],
)
def test_what_a_text_needs_is_accepted(text):
    assert characters.problem(text) is None


def test_only_other_than_printable_ascii_is_looked_at():
    assert not characters.may_be_wrong("Bone pain, 5 mg (ask)\t\n") and characters.may_be_wrong("café")


def test_text_that_was_saved_in_the_wrong_encoding_is_given_back():
    problem, fix, cause = characters.problem("38.0 Â°C")
    assert cause == "mojibake" and "wrong encoding" in problem and "'38.0 °C'" in fix


def test_accents_apart_and_accents_piled_up_are_found():
    assert characters.problem("cafe\u0301")[2] == "NFD"
    problem, fix, cause = characters.problem("e\u0301\u0302\u0303\u0304")
    assert cause == "pile" and "accents on one letter" in problem and "'e'" in fix
