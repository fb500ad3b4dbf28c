"""Benchmarks print and assert nothing, so nobody would hear that one can no longer be run on today's tables."""

from __future__ import annotations

from tests.bench import check
from utils.tables import loader


def test_the_multiplied_tables_of_the_benchmark_are_sound(folder):
    rows = len(loader.load_all().facts)
    check.multiply(folder, 2)
    assert loader.check(folder) == []
    assert len(loader.load_all(folder).facts) == 2 * rows
