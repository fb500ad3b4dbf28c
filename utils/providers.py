"""Who provides care: the organisations that one article lists as providers, shown as what they are."""

from __future__ import annotations

from types import SimpleNamespace

from utils import html
from utils.html import Html
from utils.panels import block, said
from utils.statements import statements


def providers(data: SimpleNamespace) -> Html:
    """The four organisations that article 001 lists as providers, each as what it is, and what another article says."""
    facts = data.facts[data.facts["topic"] == "provider"].set_index("id")
    known = statements(data).assign(caveat="").set_index(["table", "row_id"])  # the headings say what the notes say
    listed = facts[facts.index.str.endswith(("-focus", "-approach"))]
    company = listed["caveat"].str.contains("is a drug company")
    differs = data.comparisons.set_index("id").loc["companies-or-doctors"]
    blocks = {
        "Health care centres: people are treated there": listed.index[~company],
        "Drug companies: they make drugs and do not provide care": listed.index[company],
        "Another article speaks of doctors": ["fcs-plan"],
    }
    parts = [block(head, said(known, (("facts", id) for id in ids)), level=3) for head, ids in blocks.items()]
    parts.append(f"<p>{html.text(differs['what_differs'])} <b>{html.text(differs['why_it_matters'])}</b></p>")
    plain = [
        line for head, ids in blocks.items() for line in (head, *(f"- {facts.loc[id, 'statement']}" for id in ids))
    ]
    return Html(f'<div class="mbc-panel">{"".join(parts)}</div>', "\n".join([*plain, differs["what_differs"]]))
