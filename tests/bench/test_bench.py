"""Benchmarks print and assert nothing, so nobody would hear that one can no longer be run on today's tables."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

from tests.bench import check, hub
from utils.tables import loader


def test_the_multiplied_tables_of_the_benchmark_are_sound(folder):
    rows = len(loader.load_all().facts)
    check.multiply(folder, 2)
    assert loader.check(folder) == []
    assert len(loader.load_all(folder).facts) == 2 * rows


def test_the_benchmark_of_a_hub_has_a_line_for_every_number_of_starts():
    assert hub.starts([float("inf")] * 3).endswith(" cores: 0 start")
    assert hub.starts([1, 2, 4, float("inf")]).endswith(
        "3 start, the first after 1 s, half after 2 s, the last after 4 s"
    )


@pytest.mark.skipif(os.name == "nt", reason="NOT RUN: JupyterHub does not run on Windows")
def test_the_benchmark_of_a_hub_passes_over_what_has_just_ended():
    ended = [subprocess.Popen([sys.executable, "-c", ""]) for _ in range(2)]
    processes = [psutil.Process(each.pid) for each in ended]
    ended[0].wait()  # gone; the other one waits to be collected
    while processes[1].status() != psutil.STATUS_ZOMBIE:
        pass
    assert sum(hub.sums(processes).values()) == 0
    own = hub.sums([*processes, psutil.Process()])
    assert own["hub"] > 1 and sum(own.values()) == own["hub"]
    ended[1].wait()
