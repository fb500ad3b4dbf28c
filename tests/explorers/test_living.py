"""Lesson 08's explorers over their whole input range: myths, needs, an invented conversation, helplines, two
drawings.
"""

from __future__ import annotations

import re
from html import unescape

import pytest
from markupsafe import escape

from tests.helpers import lesson_paths, marker_after, outputs, read_notebook
from utils.charts import finished
from utils.charts.drawings import people
from utils.errors import CourseError
from utils.explorers import conversations, living
from utils.tables import loader
from utils.tables.sentences import first_sentence
from utils.ui.evidence import Evidence
from utils.ui.sources import Sources

LESSON = next(path for path in lesson_paths() if path.stem.startswith("08"))
FRAME = '<aside class="mbc-reference">'
TALK = [(step, position) for step, position in (("daniel", n) for n in range(1, 6))]


def shown(markup: str) -> str:
    """HTML as the words a reader sees, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def words(statement: str) -> str:
    """A statement of ``practice`` without its figure: what stands before ``{value}`` must be shown."""
    return escape(statement.partition("{value}")[0])


@pytest.fixture(scope="module")
def myths(data):
    return living.myths(data)


@pytest.fixture(scope="module")
def needs(data):
    return living.needs(data)


@pytest.fixture(scope="module")
def lesson():
    return "".join(markup for _, markup in outputs(read_notebook(LESSON), "text/html"))


# --- evidence: articles and references apart --------------------------------------------------------------------------


def in_order(data, links, html):
    """Each linked row stands whole in its block: references, stars and verdicts in the frame; articles after it."""
    _, _, after = html.partition(FRAME)
    framed, _, said = after.partition("</aside>") if FRAME in html else ("", "", html)
    cited = set(data.citations[["table", "row_id"]].itertuples(index=False, name=None))
    for table, row_id in links[["table", "row_id"]].itertuples(index=False, name=None):
        row = getattr(data, table).set_index("id").loc[row_id]
        if table == "comparisons":
            block, text = (said if row["against"] == "article" else framed), escape(row["what_differs"])
        elif table == "practice":
            block, text = framed, words(row["statement"])
        else:
            column = next(c for c in ("label_plain", "statement", "label") if c in row)
            text = escape(row[column]) + ": " * (table == "treatments")
            block = said if (table, row_id) in cited else framed
        items = re.findall(r"<li>(.*?)</li>", block)
        entry = next((i for i in items if (text in i if table == "comparisons" else i.startswith(text))), None)
        assert entry, (table, row_id)
        if row.get("kind") == "escalation":  # its steps are a list of its own, in a fold
            entry = text + block.partition(f"<li>{text}")[2].partition("</details>")[0]
            assert "<b>Call:</b>" in entry or "whom to call" in entry, row_id
        assert escape(row.get("caveat", "")) in entry and escape(row.get("note", "")) in entry, (table, row_id)
        if table != "comparisons":
            statement = html[html.index(f"<li>{text}") + 4 :].partition("<sup")[0]
            marker = marker_after(html, f"<li>{statement}")
            assert marker.unsure == (row.get("use_first") == "no"), (table, row_id)
            assert ("Article " in marker.source) == ((table, row_id) in cited), (table, row_id)
        if table == "comparisons" and row["against"] == "reference":
            verdict = ", ".join(filter(None, [row["verdict"], row["second_verdict"]]))
            assert f"<b>Verdict: {verdict}.</b>" in entry, row_id
            sides = data.comparison_rows.query("comparison_id == @row_id and side == 'statement' and table == 'facts'")
            for statement in data.facts.set_index("id").loc[sides["row_id"], "statement"]:
                assert escape(statement) in entry.partition("<b>Verdict")[0], row_id


def test_each_myth_shows_all_its_evidence_and_nothing_else(data, myths):
    for row in data.myths.itertuples():
        html = myths.panels[(row.id,)]
        own = data.myth_rows[data.myth_rows["myth_id"] == row.id]
        in_order(data, own, html)
        for other in set(data.facts["id"]) - set(own["row_id"]):
            statement = escape(data.facts.set_index("id").loc[other, "statement"])
            assert f"<li>{statement}" not in html, (row.id, other)


def test_the_verdict_is_folded_so_that_the_learner_decides_first(data, myths):
    for row in data.myths.itertuples():
        open_, _, folded = myths.panels[(row.id,)].partition("<details><summary>Open the verdict</summary>")
        assert "Decide first" in open_ and escape(row.statement) in open_
        assert escape(row.answer) not in open_ and escape(row.answer) in folded
        verdicts = {word for word in ("True.", "True in part.", "False.") if f"<b>{word}</b>" in folded}
        assert verdicts == {f"{row.verdict.capitalize()}."}


def test_every_verdict_is_there_so_that_no_answer_can_be_guessed(data):
    assert set(data.myths["verdict"]) == {"true", "true in part", "false"}


def test_every_statement_on_myths_and_causes_has_its_place(data):
    facts = data.facts[data.facts["topic"].isin(["myth", "cause"])]
    assert set(facts["id"]) <= set(data.myth_rows["row_id"])


def test_each_verdict_on_a_cause_says_that_nobody_is_to_blame(data):
    causes = set(data.facts.loc[data.facts["topic"] == "cause", "id"])
    causal = data.myth_rows[data.myth_rows["row_id"].isin(causes)]["myth_id"].unique()
    for id in set(causal) - {"own-type"}:  # stage against type: no cause is judged there
        assert "fault" in data.myths.set_index("id").loc[id, "answer"], id
    assert len(causal) >= 7


def test_each_need_shows_its_rows_in_order_its_question_and_what_is_not_said(data, needs):
    for row in data.needs.itertuples():
        html = needs.panels[(row.id,)]
        own = data.need_rows[data.need_rows["need_id"] == row.id]
        in_order(data, own, html)
        assert f'<p class="mbc-answer"><b>You could ask:</b> {escape(row.ask)}</p>' in html
        assert ("<b>Not said:</b>" in html) == bool(row.unsaid) and escape(row.unsaid) in html
        open_ = re.sub(r"<details>.*?</details>", "", html)
        assert len(shown(open_).split()) <= 350, row.id


def test_a_need_without_rows_of_articles_or_references_says_so(data, needs):
    for row in data.needs.itertuples():
        html = needs.panels[(row.id,)]
        own = data.need_rows[data.need_rows["need_id"] == row.id]
        kinds = set(own["table"])
        if kinds <= {"practice"}:
            assert "The articles do not speak of this." in html
        if "practice" not in kinds:
            assert FRAME in html or "No reference here says more." in html
    only = Evidence(data).blocks(data.need_rows[data.need_rows["table"] == "facts"].head(6), Sources(data))
    assert "No reference here says more." in only and "What the articles say (6)" in only


@pytest.mark.parametrize(
    "topic", ["support", "quality of life", "goals of care", "money", "monitoring", "early detection"]
)
def test_every_statement_on_a_topic_of_this_lesson_belongs_to_a_need(data, topic):
    facts = data.facts[data.facts["topic"] == topic]
    assert len(facts) and set(facts["id"]) <= set(data.need_rows["row_id"])


def test_every_nursing_fact_on_support_is_shown_in_the_lesson(data, lesson):
    """Or, where its subject belongs to another lesson, in that one; pages for nurses only have no place in a lesson."""
    rows, helplines = data.practice[data.practice["area"] == "support"], data.helplines.set_index("practice_id")
    linked = set(data.need_rows["row_id"]) | set(data.myth_rows["row_id"])
    others = [read_notebook(path) for path in lesson_paths() if path.name != LESSON.name]
    elsewhere = unescape("".join(markup for notebook in others for _, markup in outputs(notebook, "text/html")))
    sources = "".join("".join(cell["source"]) for notebook in others for cell in notebook["cells"])
    here = 0
    for row in rows.itertuples():
        if row.id in helplines.index:
            stands = helplines.loc[row.id, "audience"] == "people"
            assert (words(row.statement.partition(": ")[2]) in lesson) == stands, row.id
        elif words(row.statement) in lesson:
            here += 1
        else:
            sentence = first_sentence(unescape(words(row.statement)))[0]
            assert row.id not in linked and sentence, row.id
            assert sentence in elsewhere or f"practice:{row.id} " in sources, (
                row.id
            )  # or its figure is named in the prose
    assert here > len(rows) / 2


def test_what_is_not_to_be_used_first_has_the_star_everywhere(data, lesson):
    for row in data.practice[data.practice["use_first"] == "no"].itertuples():
        statement = row.statement.partition(": ")[2] if row.id in set(data.helplines["practice_id"]) else row.statement
        places = (
            [m.end() for m in re.finditer(re.escape(escape(statement)), lesson)] if "{value}" not in statement else []
        )
        for end in places:
            assert re.match(r'<sup class="mbc-mark">[^>]*>\d+\*</a>', lesson[end:]), row.id


# --- helplines --------------------------------------------------------------------------------------------------------


def test_helplines_are_listed_by_country_and_unsure_ones_are_folded(data):
    html = living.helplines(data).html
    countries = dict(re.findall(r"<h3>([^<]+)</h3>(.*?)(?=<h3>|<p>In another)", html, re.DOTALL))
    assert list(countries) == ["United States", "United Kingdom", "Australia"]
    for link in data.helplines.query("audience == 'people'").itertuples():
        row = data.row("practice", link.practice_id)
        country, _, statement = row.statement.partition(": ")
        open_, _, folded = countries[country].partition("<details>")
        assert escape(statement) in (open_ if row.use_first == "yes" else folded)
        assert sum(escape(statement) in part for part in countries.values()) == 1
    assert "your school's support service" in unescape(html)


# --- the conversation -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "position"), TALK)
def test_a_moment_tells_nothing_before_a_choice_and_the_reason_after(data, name, position):
    moment = conversations.moment(data, name, position)
    step = data.talk_steps[data.talk_steps["position"] == position].iloc[0]
    choices = data.talk_choices[data.talk_choices["step_id"] == step["id"]]
    assert [value for value, _ in moment.controls[0].options] == ["", *choices["id"]]
    waiting = moment.panels[("",)]
    assert moment.controls[0].label == f"{step['scene']} What do you say?"  # above the sentences
    assert "fit" not in waiting and FRAME not in waiting
    for row in choices.itertuples():
        html = moment.panels[(row.id,)]
        for text in (row.says, row.reply, row.reason):
            assert escape(text) in html and escape(text) not in waiting
        assert ("<b>This fits.</b>" in html) == (row.fits == "yes")
        assert words(data.practice.set_index("id").loc[row.practice_id, "statement"]) in html.partition(FRAME)[2]


def test_the_fitting_sentence_has_no_fixed_place_and_is_not_always_the_longest(data):
    places, longest = [], []
    for _, own in data.talk_choices.groupby("step_id", sort=False):
        places.append(own["fits"].tolist().index("yes"))
        longest.append(own.loc[own["says"].str.len().idxmax(), "fits"])
    assert len(set(places)) == 3 and "no" in longest


def test_reasons_are_supported_only_by_rows_to_use_first(data):
    rests = data.practice.set_index("id").loc[data.talk_choices["practice_id"]]
    assert set(rests["use_first"]) == {"yes"}
    assert {"breaking bad news", "teach-back"} <= set(rests["subject"])


def test_a_moment_that_nobody_wrote(data):
    with pytest.raises(CourseError, match="no step 9 in a conversation 'daniel'"):
        conversations.moment(data, "daniel", 9)


# --- broken tables ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "owner", "links"), [("myths", "neglect", "myth_rows"), ("needs", "food", "need_rows")]
)
def test_planted_verdict_or_need_without_evidence(table, folder, name, owner, links):
    broken = table(links)
    broken.rows = [row for row in broken.rows if row[0] != owner]
    broken.write()
    assert [f"{f.file} {f.value} {f.problem}" for f in loader.check(folder)] == [
        f"data/living/{name}.csv {owner} has no evidence"
    ]


@pytest.mark.parametrize("links", ["myth_rows", "need_rows"])
def test_planted_link_to_no_row(table, folder, links):
    line = table(links).set(1, "row_id", "no-such-row")
    assert [(f.file, f.row, f.column) for f in loader.check(folder)] == [(f"data/living/{links}.csv", line, "row_id")]


# --- the drawings -----------------------------------------------------------------------------------------------------


def test_the_person_is_in_the_middle_and_six_groups_are_joined():
    chart = finished.support_picture("around", title="T.", sources=["x"])
    where = dict(chart.data_table.itertuples(index=False, name=None))
    assert where.pop("the person") == "in the middle"
    assert len(where) == 6 and set(where.values()) == {"around the person, joined"}
    assert all(name in chart.alt for name in where)


def test_palliative_care_is_drawn_early_and_alongside_treatment():
    data_table = finished.support_picture("beside", title="T.", sources=["x"]).data_table
    where = data_table.set_index("Shown in the picture")["Where"]
    assert where["palliative"] == "in the list: 5 of 5"
    assert where["Treatment against the cancer"].startswith("from the diagnosis on")
    assert where["Palliative care"] == "begins early, all the way"
    assert where["Hospice, for some"] == "begins later, all the way"


@pytest.mark.parametrize("picture", people.PICTURES)
def test_letters_in_the_drawings_are_large_enough(picture):
    from matplotlib.figure import Figure

    axes = Figure(figsize=people.SIZES[picture]).add_axes((0, 0, 1, 1))
    people.draw(axes, picture)
    assert axes.texts and min(text.get_fontsize() for text in axes.texts) >= 9


def test_a_picture_that_nobody_drew():
    with pytest.raises(CourseError, match=r"no picture 'nothing'. Draw it in utils/charts/drawings/people.py"):
        finished.support_picture("nothing", title="T.", sources=["x"])
