"""Finished drawings are what their code draws, and say what was read back from it.

``python -m tests.charts.test_finished`` writes them after a drawing has changed.
"""

from __future__ import annotations

import json

import pytest

from utils.charts import finished, pictures
from utils.charts.drawings import metastasis, people

DRAWN = {"metastasis.py": metastasis, "people.py": people}


def drawn(module: str, picture: str) -> tuple[dict[str, list], str]:
    data_table, svg = pictures.finished_drawing(DRAWN[module], picture)
    return {"columns": list(data_table), "rows": data_table.to_numpy().tolist()}, svg


def write() -> None:
    """Draw each picture and keep it, with what was read back."""
    finished.FOLDER.mkdir(exist_ok=True)
    tables: dict[str, dict] = {name: {} for name in DRAWN}
    for name, module in DRAWN.items():
        for picture in module.PICTURES:
            tables[name][picture], svg = drawn(name, picture)
            (finished.FOLDER / f"{picture}.svg").write_text(svg, encoding="utf-8", newline="\n")
    text = json.dumps(tables, ensure_ascii=False, indent=1)
    finished.TABLES.write_text(text + "\n", encoding="utf-8", newline="\n")


@pytest.mark.parametrize(("module", "picture"), [(name, each) for name in DRAWN for each in DRAWN[name].PICTURES])
def test_a_finished_drawing_is_what_its_code_draws(module, picture):
    table, svg = drawn(module, picture)
    say = "run python -m tests.charts.test_finished"
    assert (finished.FOLDER / f"{picture}.svg").read_text(encoding="utf-8") == svg, say
    assert json.loads(finished.TABLES.read_text(encoding="utf-8"))[module][picture] == table, say


def test_there_is_a_file_for_each_drawing_and_no_other():
    named = {picture for module in DRAWN.values() for picture in module.PICTURES}
    assert {path.stem for path in finished.FOLDER.glob("*.svg")} == named
    assert {name: list(own) for name, own in finished._tables().items()} == {
        name: list(module.PICTURES) for name, module in DRAWN.items()
    }


if __name__ == "__main__":
    write()
