"""The appraisal of the articles: its tables, the agreement map, the desk, and planted defects in each."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import product

import pytest
from markupsafe import escape

from tests.helpers import elements, words
from utils.explorers import appraisal
from utils.statements import agreement_map
from utils.statements.statement_table import all_statements
from utils.tables import citations, loader
from utils.tables.rules import appraisal as appraisal_rules

DISCERN_QUESTIONS, JAMA_BENCHMARKS = 16, 4


def issues_of(folder) -> list[str]:
    return [str(issue) for issue in loader.check(folder)]


# --- the tables --------------------------------------------------------------------------------------------------


def test_the_whole_of_discern_and_of_the_benchmarks_is_asked(data):
    counts = data.appraisal_questions["instrument_id"].value_counts()
    assert counts[["discern", "jama"]].tolist() == [DISCERN_QUESTIONS, JAMA_BENCHMARKS]
    for _, own in data.appraisal_questions.groupby("instrument_id"):
        assert own["position"].tolist() == list(range(1, len(own) + 1))


def test_every_article_and_question_has_both_raters_with_a_reason_of_their_own(data):
    wanted = set(product(data.appraisal_questions["id"], data.sources["id"], appraisal_rules.RATERS))
    scores = data.appraisal_scores
    assert set(scores[["question_id", "source_id", "rater"]].itertuples(index=False, name=None)) == wanted
    assert len(scores) == len(wanted) > 0
    for _, own in scores.groupby(["question_id", "source_id"]):
        assert own["reason"].nunique() == 2


def test_lines_cited_by_scores_are_not_empty(data, articles):
    for source in data.sources.itertuples():
        lines = (articles / source.file).read_text(encoding="utf-8").splitlines()
        own = data.appraisal_scores[data.appraisal_scores["source_id"] == source.id]
        for row in own[own["lines"] != ""].itertuples():
            for line in row.lines.split("; "):
                assert lines[int(line) - 1].strip(), f"{row.question_id} {source.id} {row.rater}: line {line} is empty"


def test_parts_of_an_outline_begin_where_the_article_has_text(data, articles):
    for source in data.sources.itertuples():
        sentences = citations.read_article(articles / source.file)
        for part in data.article_outline[data.article_outline["source_id"] == source.id].itertuples():
            assert (part.line, 1) in sentences, part.id


def test_the_instruments_are_not_copied(data):
    """Their own wording is protected: no run of six words of DISCERN's questions, as journals print them, stands
    here.
    """
    theirs = (
        "is it clear what sources of information were used to compile the publication other than the "
        "author or producer",
        "is it clear when the information used or reported in the publication was produced",
        "does it provide details of additional sources of support and information",
        "does it describe what would happen if no treatment is used",
        "does it describe how the treatment choices affect overall quality of life",
        "is it clear that there may be more than one possible treatment choice",
        "based on the answers to all of the above questions rate the overall quality of the publication "
        "as a source of information about treatment choices",
    )

    def runs(text):
        parts = re.findall(r"[a-z]+", text.lower())
        return {tuple(parts[i : i + 6]) for i in range(len(parts) - 5)}

    copied = set().union(*map(runs, theirs)) & set().union(*map(runs, data.appraisal_questions["question"]))
    assert not copied - runs("is it clear that there may be more than one"), copied


@pytest.mark.parametrize(
    ("name", "left_out", "problem"),
    [
        ("appraisal_scores", lambda row: row[:3] == ["discern-how", "001", "b"],
            "has no score by rater b for article 001"),
        ("article_outline", lambda row: row[1] == "002", "has no outline"),
        ("map_rows", lambda row: row[0] == "stage-iv", "has no row that says it"),
        ("article_words", lambda row: row[:3] == ["004", "treatments", "surgery"],
            "article_words has no row for article 004"),
    ],
)  # fmt: skip
def test_a_missing_row_is_reported(table, folder, name, left_out, problem):
    broken = table(name)
    broken.rows = [row for row in broken.rows if not left_out(row)]
    broken.write()
    assert any(problem in issue for issue in issues_of(folder)), issues_of(folder)


def test_two_raters_with_the_same_reason_are_reported(table, folder):
    scores = table("appraisal_scores")
    scores.set(2, "reason", scores.rows[1][-1])
    assert any("is a duplicate of row 2" in issue for issue in issues_of(folder))


def test_every_rule_has_its_defect_above():
    assert set(appraisal_rules.RULES) <= set(loader.RULES)


# --- the agreement map -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grid(data):
    return agreement_map.map_grid(data)


def test_the_map_is_what_the_citations_say(grid, data):
    said = {(r.table, r.row_id, r.source_id) for r in data.citations.itertuples()}
    for statement in data.map_statements.itertuples():
        rows = data.map_rows[data.map_rows["statement_id"] == statement.id]
        for article in data.sources["id"]:
            sides = {r.side for r in rows.itertuples() if (r.table, r.row_id, article) in said}
            wanted = {(): "nothing", ("says",): "says", ("differs",): "differs", ("differs", "says"): "both"}
            assert grid.loc[statement.label, article] == wanted[tuple(sorted(sides))], (statement.id, article)


def test_the_map_shows_agreement_silence_and_difference(grid):
    assert (grid.loc["It is stage IV"] == "says").all()
    assert grid.loc["Men can have it too"].tolist() == ["says", *["nothing"] * 4]
    assert grid.loc["It is mostly seen as terminal", ["000", "003"]].tolist() == ["says", "differs"]
    assert grid.loc["The lung is on the list of sites", "003"] == "both"
    assert grid.loc["Treatment does not cure it", "002"] == "nothing"


# --- the desk ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(data):
    return appraisal.desk(data).html


def test_the_form_asks_every_question_of_every_article_with_native_fields(desk, data):
    fields = {field["name"]: field for field in elements(desk, "input")}
    scale = data.appraisal_instruments.set_index("id")
    for source, question in product(data.sources["id"], data.appraisal_questions.itertuples()):
        field = fields[f"desk-{source}-{question.id}"]
        if question.instrument_id == "jama":
            assert field["type"] == "checkbox"
        else:
            row = scale.loc[question.instrument_id]
            assert (field["type"], field["min"], field["max"]) == ("number", str(row["low"]), str(row["high"]))
    assert len(fields) == len(data.sources) * (len(data.appraisal_questions) + 1)
    assert "<script" not in desk and "onclick" not in desk
    for question in data.appraisal_questions.itertuples():
        assert desk.count(escape(question.question)) == len(data.sources)


def test_every_field_has_its_label_and_every_group_its_legend(desk, data):
    assert desk.count("<label") == desk.count("<input") == desk.count("</label>")
    groups = len(data.sources) * data.appraisal_questions["part"].nunique()
    assert desk.count("<fieldset>") == desk.count("<legend>") == groups


def test_scores_are_folded_with_their_lines(desk, data):
    """Before the fold nothing of the raters is shown; in it every score, reason and line is."""
    cards = desk.split('<details class="mbc-card">')[1:]
    assert len(cards) == len(data.sources)
    for source, card in zip(data.sources["id"], cards, strict=True):
        before, _, model = card.partition('<details class="mbc-model">')
        model = unescape(words(model))
        for row in data.appraisal_scores[data.appraisal_scores["source_id"] == source].itertuples():
            assert f"Rater {row.rater.upper()}: {row.score}. {row.reason}" in model
            assert row.reason not in unescape(words(before))
        for part in data.article_outline[data.article_outline["source_id"] == source].itertuples():
            assert escape(part.heading) in before and f"from line {part.line})" in before
        assert "they are not clinicians" in model


def test_a_card_holds_no_words_that_only_another_article_carries(desk, data):
    """Of a treatment that several articles carry stands this one's own part or its name; the joined text stands on no
    card.
    """
    carried = data.citations.groupby(["table", "row_id"])["source_id"].agg(set)
    checked = 0
    cards = desk.split('<details class="mbc-card">')[1:]
    for source, html in zip(data.sources["id"], cards, strict=True):
        card = unescape(words(html))
        own = data.article_words[data.article_words["source_id"] == source].set_index(["table", "row_id"])["says"]
        for row in data.treatments.itertuples():
            sources = carried.get(("treatments", row.id), set())
            if source in sources and len(sources) > 1:
                says = own["treatments", row.id]
                lines = data.citations[(data.citations["row_id"] == row.id) & (data.citations["source_id"] == source)][
                    "line"
                ]
                where = f"(line{'s' if lines.nunique() > 1 else ''} {', '.join(map(str, sorted(set(lines))))})"
                names = {f"Names {row.label}. {where}", f"Names {row.label[0].lower()}{row.label[1:]}. {where}"}
                assert says in card if says else any(name in card for name in names), (source, row.id)
                joined = [part for part in (row.aim, row.how_it_works) if len(part) > 50]
                assert not any(part in card and part != says for part in joined), (source, row.id)
                checked += 1
    assert checked == len(data.article_words[data.article_words["table"] == "treatments"])


def test_article_004_names_its_treatments_and_nothing_more(data):
    """What the student trial found: its one line on treatment explains none and names no side effect."""
    statements = appraisal.treatment_statements("004", data)
    assert any(text.startswith("Names ") for text, _ in statements)
    assert not any("side effect" in text or "protein" in text or "immune system" in text for text, _ in statements)


def test_planted_a_card_that_shows_joined_rows_is_caught(data, monkeypatch):
    """Planted: each row with its whole text, as it stood before."""
    honest = appraisal.article_statements
    whole = all_statements(data).set_index(["table", "row_id"])["text"]

    def joined(tables, source):
        rows = honest(tables, source)
        return rows.assign(text=[whole[r.table, r.row_id] for r in rows.itertuples()], name_only=False)

    monkeypatch.setattr(appraisal, "article_statements", joined)
    with pytest.raises(AssertionError):
        test_a_card_holds_no_words_that_only_another_article_carries(appraisal.desk(data).html, data)
    with pytest.raises(AssertionError):
        test_article_004_names_its_treatments_and_nothing_more(data)


# lines of reasons that no card can show: a link to the practice itself
_NOT_ON_A_CARD = {("discern-support", "004", 2)}
# what such a line tells besides: what the disease is called, how it spreads, whom it strikes
_NOT_ON_TREATMENT = (
    "definition",
    "names",
    "spread",
    "cause",
    "symptoms",
    "sites",
    "who is affected",
    "myth",
    "early detection",
)


def test_the_card_shows_what_raters_score_treatment_by(data):
    """Questions 7 and 9 to 15: each line that a rater names, and each fact on it, is in the fold. So it misleads
    nobody.
    """
    asked = data.appraisal_questions.query("instrument_id == 'discern' and (position == 7 or 9 <= position <= 15)")
    checked = 0
    for source in data.sources["id"]:
        statements = appraisal.treatment_statements(source, data)
        shown = {line for _, lines in statements for line in lines}
        facts = data.citations.query("table == 'facts' and source_id == @source").merge(
            data.facts, left_on="row_id", right_on="id"
        )
        facts = facts[~facts["topic"].isin(_NOT_ON_TREATMENT)]
        scores = data.appraisal_scores[data.appraisal_scores["source_id"] == source]
        for row in scores[scores["question_id"].isin(asked["id"]) & (scores["lines"] != "")].itertuples():
            for line in map(int, row.lines.split("; ")):
                here = (row.question_id, source, line)
                assert line in shown or here in _NOT_ON_A_CARD, here
                for fact in facts[facts["line"] == line]["statement"]:
                    assert fact in {text for text, _ in statements}, (source, line, fact)
                checked += 1
    assert checked > 80


def test_planted_a_topic_left_out_of_the_fold_is_caught(data, monkeypatch):
    monkeypatch.setattr(appraisal, "DESK_TOPICS", tuple(topic for topic in appraisal.DESK_TOPICS if topic != "money"))
    with pytest.raises(AssertionError, match="001"):
        test_the_card_shows_what_raters_score_treatment_by(data)


def test_totals_are_sums_of_the_scores(desk, data):
    fifteen = data.appraisal_scores.merge(
        data.appraisal_questions.query("instrument_id == 'discern' and position <= 15"),
        left_on="question_id",
        right_on="id",
    )
    for source, own in fifteen.groupby("source_id"):
        a, b = (own.loc[own["rater"] == rater, "score"].sum() for rater in "ab")
        card = desk.split('<details class="mbc-card">')[1 + int(source)]
        assert f"add up to {a} and {b}, on a scale of 15 to 75" in card


def test_text_of_a_cell_is_shown_as_text(data):
    changed = replace(
        data,
        appraisal_scores=data.appraisal_scores.assign(reason="<script>alert(1)</script>"),
        appraisal_questions=data.appraisal_questions.assign(question="<img src=x>"),
    )
    html = appraisal.desk(changed).html + appraisal.sheet(changed).html
    assert "<script>" not in html and "<img" not in html and "&lt;script&gt;" in html


def test_the_empty_sheet_holds_every_question_and_no_score(data):
    html = appraisal.sheet(data).html
    assert "mbc-model" not in html and "Rater" not in html
    assert html.count('type="number"') == DISCERN_QUESTIONS + 1 and html.count('type="checkbox"') == JAMA_BENCHMARKS


def test_instruments_are_framed_as_reference_with_what_they_cannot_judge(data):
    html = appraisal.instrument_cards(data, ["jama", "discern"]).html
    assert html.startswith('<aside class="mbc-reference">') and html.count("It cannot judge:") == 2
    assert "Whether its facts are right" in html and "discern.org.uk" in html


def test_the_desk_of_a_student_has_the_sheets_without_the_raters(desk, data):
    shown = appraisal.desk(data, answers=False).html
    assert "mbc-model" not in shown and "Rater A" not in shown
    assert shown.count("<input") == desk.count("<input") and shown.count("</details>") == shown.count("<details")
