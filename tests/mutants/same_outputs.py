"""The outputs of each lesson, made in this process, are the committed ones.

`make mutants-utils` names this file; `make test` does not collect it, for nbval compares more. But nbval runs lessons
in kernels, where mutation testing cannot see which functions of utils/ they call.
"""

from __future__ import annotations

import json

import pytest

from tests.helpers import LESSONS, results
from utils.publishing import notebooks


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_gives_what_is_committed(lesson):
    cells = notebooks.without_widgets(json.loads(lesson.read_text(encoding="utf-8")))["cells"]
    outputs = [output["data"] for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]
    ends = [end for end in results(lesson) if end is not None]
    assert outputs and len(ends) == len(outputs)
    for number, (end, committed) in enumerate(zip(ends, outputs, strict=True), start=1):
        fresh = end._repr_mimebundle_()
        for kind in ("text/html", "text/plain"):
            # not `==` in the assert: pytest would compare a megabyte letter by letter
            same = fresh[kind] == "".join(committed[kind])
            assert same, f"output {number} of {lesson.name} is another one as {kind}"
