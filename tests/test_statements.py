"""How many articles say the same, in small."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from utils import statements


def test_agreement_counts_lines_by_article_and_articles_by_row():
    cited = [
        ("facts", "one", "001", 7), ("facts", "two", "000", 1), ("facts", "two", "000", 1), ("facts", "two", "000", 4),
        ("facts", "two", "001", 9), ("facts", "three", "000", 2), ("sites", "bone", "002", 3), ("sites", "bone", "001", 3),
    ]  # fmt: skip
    data = SimpleNamespace(
        citations=pd.DataFrame(cited, columns=["table", "row_id", "source_id", "line"]),
        sources=pd.DataFrame({"id": ["000", "001", "002"]}),
    )
    facts = statements.agreement(data)
    assert list(facts.columns) == ["id", "000", "001", "002", "articles"]
    assert facts.columns.name is None
    assert facts.values.tolist() == [["two", 2, 1, 0, 2], ["one", 0, 1, 0, 1], ["three", 1, 0, 0, 1]]
    assert statements.agreement(data, "sites").values.tolist() == [["bone", 0, 1, 1, 2]]
