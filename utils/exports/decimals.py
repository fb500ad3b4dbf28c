"""Decimal numbers as people write them, and what counts as such a number."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal


def decimal_text(number: str | float) -> str:
    """A number in full, never as 1e-05 and without needless zeros: 85.7, 0.00001, 12345678901."""
    text = f"{Decimal(str(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def limits(value: str, tolerance: float) -> tuple[str, str]:
    """The lowest and the highest number that counts, without the noise of binary fractions."""
    middle, distance = Decimal(value), Decimal(str(tolerance))
    return decimal_text(str(middle - distance)), decimal_text(str(middle + distance))


def spellings(value: str, tolerance: float, most: int) -> list[str]:
    """Every number that counts, with as many decimal places as the key or its tolerance has; empty if over ``most``."""
    low, high = map(Decimal, limits(value, tolerance))
    step = Decimal(1).scaleb(min(_exponent(value), _exponent(str(tolerance)), 0))
    if (high - low) / step >= most:
        return []
    return list(dict.fromkeys(_written(low, step, int((high - low) / step))))


def _written(low: Decimal, step: Decimal, steps: int) -> Iterator[str]:
    """85.0 also as 85."""
    for index in range(steps + 1):
        number = f"{low + index * step:f}"
        yield decimal_text(number)
        yield f"{Decimal(number).quantize(step):f}"


def _exponent(number: str) -> int:
    return int(Decimal(decimal_text(number)).as_tuple().exponent)
