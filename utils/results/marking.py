"""Which of the known answers a student chose, and what share of the points that is where the file does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from utils.results.matching import letters
from utils.results.model import Asked

_PARTS = re.compile(r"(?:^|; )part (\w+): ", re.IGNORECASE)  # Moodle, of a question with several answers to give
_COMMA = re.compile(r"(?<!\\),")  # Canvas puts a backslash before a comma inside an answer
_AROUND_LETTERS = re.compile(r"[\s.,;/()]+")
_OF_AN_OPTION = re.compile(r"[a-z]", re.IGNORECASE)
_LETTERS_IN_ONE = re.compile(r"[a-z]+", re.IGNORECASE)


def chosen(text: str, asked: Asked) -> tuple[int, ...]:
    """Places in ``asked.choices`` of the answers that a text holds, each once; -1 for all that is none of them.

    The text is one answer, or several as Canvas (comma), Moodle (semicolon) or a plain table (letters) writes them.
    """
    if not text:
        return ()
    choices = [letters(choice.text) for choice in asked.choices]
    if asked.question is not None and asked.question.number is not None:
        return (_number(text, asked),)
    if letters(text) in choices:
        return (choices.index(letters(text)),)
    if places := _by_letter(text, asked):
        return places
    pieces = min((_COMMA.split(text), text.split("; ")), key=lambda parts: _unknown(parts, choices))
    return tuple(dict.fromkeys(_joined(pieces, choices)))


def _by_letter(text: str, asked: Asked) -> tuple[int, ...]:
    """The places of answers that a text names by letters: "A", "b)", "(A)", "a, c", and "AC" where several are right.

    Empty if it holds anything else, such as the letter of no answer: then it is a text, such as "no".
    """
    parts = [part for part in _AROUND_LETTERS.split(text) if part]
    if len(parts) == 1 and asked.question is not None and asked.question.kind == "multiple":
        parts = list(parts[0]) if _LETTERS_IN_ONE.fullmatch(parts[0]) else parts
    if not all(map(_OF_AN_OPTION.fullmatch, parts)):
        return ()
    places = [ord(part.casefold()) - ord("a") for part in parts]
    return tuple(dict.fromkeys(places)) if all(place < len(asked.choices) for place in places) else ()


def _number(text: str, asked: Asked) -> int:
    """The place of the number that this one counts as."""
    digits = re.match(r"\s*(-?\d+(?:[.,]\d+)?)", text)
    if digits:
        value = float(digits[1].replace(",", "."))
        known_numbers = [asked.question.number, *asked.question.wrong_numbers]
        for place, number in enumerate(known_numbers):
            if float(number.low) - 1e-9 <= value <= float(number.high) + 1e-9:
                return place
    return -1


def _unknown(pieces: Sequence[str], choices: Sequence[str]) -> int:
    return sum(place < 0 for place in _joined(pieces, choices))


def _joined(pieces: Sequence[str], choices: Sequence[str]) -> list[int]:
    """The answers in a text that was split at a sign which answers may hold too: the longest that fit, one by one."""
    places, start = [], 0
    while start < len(pieces):
        for end in range(len(pieces), start, -1):
            text = letters("".join(pieces[start:end]))
            if text in choices:
                places.append(choices.index(text))
                break
        else:
            end = start + 1
            places.append(-1)
        start = end
    return places


def share(text: str, right: str, asked: Asked) -> float | None:
    """The share of the points for an answer, from 0 to 1; None if nothing says what is right.

    Several answers: right ones minus wrong ones, never below 0. Of a question with several places, each counts alike.
    """
    if not text:
        return 0.0
    if asked.choices:
        places = chosen(text, asked)
        if asked.question.kind != "multiple":
            return float(len(places) == 1 and places[0] >= 0 and asked.choices[places[0]].correct)
        good = sum(place >= 0 and asked.choices[place].correct for place in places)
        return max(0, good - (len(places) - good)) / sum(choice.correct for choice in asked.choices)
    if not right:
        return None
    expected, given = _by_part(right), _by_part(text)
    if expected:
        return sum(given.get(part) == answer for part, answer in expected.items()) / len(expected)
    return float(letters(text) == letters(right))


def _by_part(text: str) -> dict[str, str]:
    """Number of a place → its answer, of "part 1: yes; part 2: no"; empty for any other text."""
    begin, *rest = _PARTS.split(text)
    if begin or not rest:
        return {}
    return {part: letters(answer) for part, answer in zip(rest[::2], rest[1::2], strict=True)}
