"""The frame and the reading of a lesson, on small lessons made up here, each with one thing wrong."""

from __future__ import annotations

import pytest

from tests.lessons import frame
from tests.lessons.frame import Cell, Reading

HELP = "00_first.ipynb#Get-help-now"
TIME = "**Time** 25 minutes for the core path, 60 for everything."
TITLE = f"# Bones\n\n**For** nursing students.\n{TIME}\n\n*{frame.REVIEW}* [Get help now]({HELP})"
SOUND = {
    "title": TITLE,
    "person": '> **Ana** asks, "Why does it hurt at night?" All people here are fictional.',
    "objectives": "## After this lesson you can\n\n1. Notice.\n2. Ask.\n3. Call.",
    "minute": "## In one minute\n\n- One.\n- Two: 38<!-- practice:fever -->.\n- Three.\n- Four.\n- Five.",
    "idea": "## Why bones hurt\n\nBone is alive.\n\n**Try this:** choose a bone.",
    "explorer": Cell("code", "sites.explorer(data)"),
    "idea-question": Cell("code", 'questions.quiz("01_bones", data, place="bones")', '<form data-item="x">'),
    "bedside": "## At the bedside\n\nAsk where it hurts.",
    "bedside-card": Cell("code", "ui.bedside_card(rows, 'Bone', data)", "<ul><li>Pain at night</li></ul>"),
    "patients": "## What patients read\n\nArticle 003 says more.",
    "more": "## More questions\n\nFor later.",
    "more-questions": Cell("code", 'questions.quiz("01_bones", data, place="more")'),
    "pocket": "## Pocket card\n\n- **Notice:** a.\n- **Ask:** b.\n- **Do:** c.\n- **Teach:** d.\n- **Call:** e.\n\n"
    f"{frame.CARD_END}",
    "sources": "## Sources\n\nThese are the references:",
    "next": "Last checked: 2026-11-24.\n\n## What's next\n\nGo on.",
}
PLACES = ["bones"] * 5 + ["more"] * 3


def lesson(**changed: str | Cell | None) -> list[frame.Section]:
    """The sound lesson with some cells changed; None: without it."""
    given = (SOUND | {name.replace("_", "-"): cell for name, cell in changed.items()}).values()
    return frame.sections(
        cell if isinstance(cell, Cell) else Cell("markdown", cell) for cell in given if cell is not None
    )


def problems(made: list[frame.Section], places=PLACES) -> list[str]:
    return [
        *frame.order_problems(made),
        *frame.opening_problems(made, "Bones", TIME, "2026-11-24", HELP),
        *frame.card_problems(made),
        *frame.idea_problems(made),
        *frame.question_problems(made, places),
        *frame.use_first_problems(made, {"practice:fever": "yes", "practice:unsure": "no"}, "check first"),
        *frame.article_problems(made),
    ]


def test_a_sound_lesson_has_no_problem():
    assert problems(lesson()) == []
    assert problems(lesson(idea=SOUND["idea"] + "\n\n## Whom to call\n\nThe clinic.")) == []  # one may ask nothing


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"minute": None}, "has the section 'In one minute' 0 times"),
        ({"sources": "## Sources\n\n## Sources"}, "has the section 'Sources' 2 times"),
        ({"pocket": "## Pocket cards\n\nx"}, "has the section 'Pocket card' 0 times"),
        ({"minute": SOUND["objectives"], "objectives": SOUND["minute"]}, "has the sections ['In one minute', 'After"),
        ({"idea": "", "idea_question": None, "explorer": None}, "has no section between"),
        ({"title": TITLE.replace("# Bones", "# Bone")}, "begins with 'Bone' and not with 'Bones'"),
        ({"title": TITLE.replace("25", "20")}, "lacks '**Time** 25 minutes for the core path"),
        ({"title": TITLE.replace("**For**", "For")}, "lacks '**For** ' below its title"),
        ({"title": TITLE.replace("For learning only. ", "")}, "lacks 'Not yet reviewed by a clinician. For learning"),
        ({"title": TITLE.replace(HELP, "help")}, "has no link to 00_first.ipynb#Get-help-now"),
        ({"person": "> **Ana** is in pain. All people here are fictional."}, "has no person with a question"),
        ({"person": None}, "says 0 times that all people here are fictional"),
        ({"sources": "## Sources\n\nAll people here are fictional."}, "says 2 times that all people"),
        ({"next": "## What's next\n\nGo on."}, "lacks 'Last checked: 2026-11-24.'"),
        ({"minute": SOUND["minute"] + "\n- Six."}, "has 6 bullets under 'In one minute', and not 5"),
        ({"pocket": SOUND["pocket"].replace("- **Ask:** b.\n", "")}, "lines ['Notice', 'Do', 'Teach', 'Call']"),
        ({"pocket": SOUND["pocket"].replace("decides.", "decides. Really.")}, "that does not end with"),
        ({"pocket": SOUND["pocket"].replace("a.", "word " * 300)}, "has a pocket card of 3"),
        ({"idea": SOUND["idea"].replace("alive", "word " * 120)}, "has 122 words under 'Why bones hurt' (at most 120)"),
        ({"idea": SOUND["idea"] + "\n\n## Whom to call", "explorer": None, "idea_question": None},
         "asks no question under 'Why bones hurt'"),
        ({"idea_question": None}, "does not show the questions of place 'bones'"),
        ({"idea_question": Cell("code", 'questions.quiz("01_bones", data)')}, "shows all its questions at once"),
        ({"more_questions": Cell("code", 'questions.quiz("01_bones", data, place="bones")')},
         "shows the questions of place 'bones' under 'More questions'"),
        ({"bedside_card": SOUND["more-questions"]}, "shows the questions of place 'more' under 'At the bedside'"),
        ({"bedside_card": SOUND["more-questions"]}, "shows the questions of place 'more' 2 times"),
        ({"minute": SOUND["minute"].replace("fever", "unsure")}, "names practice:unsure under 'In one minute'"),
        ({"pocket": SOUND["pocket"].replace("a.", "a 4<!-- practice:unsure -->.")}, "unsure under 'Pocket card'"),
        ({"bedside_card": Cell("code", "x", "<li>a [check first]</li>")}, "shows a row under 'At the bedside' that is"),
        ({"idea": SOUND["idea"] + " As article 003 says."}, "says 'article 003' under 'Why bones hurt'"),
        ({"bedside": "## At the bedside\n\nOne page (no date) says so."}, "says 'no date' under 'At the bedside'"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_a_defect_is_found(changed, found):
    assert any(found in problem for problem in problems(lesson(**changed))), problems(lesson(**changed))


@pytest.mark.parametrize(
    ("core", "problem"), [(3, "has 3 questions on its core path"), (11, "has 11 questions"), (6, "")]
)
def test_about_six_questions_are_on_the_core_path(core, problem):
    found = frame.question_problems(lesson(), ["bones"] * core + ["more"] * 20)
    assert [problem in each for each in found] == [True] * bool(problem)
    assert frame.question_problems(lesson(), ["bones"] * core, is_case=True) == []


def test_the_lesson_with_the_card_begins_with_it():
    first = lesson(
        person=None,
        objectives="## Get help now\n\nCall.",
        minute=None,
        idea=None,
        idea_question=None,
        explorer=None,
        bedside=None,
        bedside_card=None,
        patients=None,
        more=None,
        pocket=None,
        title=TITLE.replace(HELP, ""),
    )
    assert frame.order_problems(first) == frame.opening_problems(first, "Bones", TIME, "2026-11-24", HELP) == []
    assert frame.order_problems(first[:-1]) == ["ends with 'Sources' and not with \"What's next\""]
    assert frame.order_problems(first[:1]) == ["has no section"]
    unsure = lesson(objectives="## Get help now\n\n4<!-- practice:unsure -->")
    assert "under 'Get help now'" in frame.use_first_problems(unsure, {"practice:unsure": "no"}, "check first")[0]


def test_what_articles_are_called_is_free_where_the_lesson_is_about_them():
    made = lesson(idea=SOUND["idea"] + " As article 003 says.")
    assert frame.article_problems(made, is_about_articles=True) == []
    assert frame.article_problems(lesson(idea=SOUND["idea"] + " It took 0.003 seconds in 2003, with no date.")) == []


# --- how it reads ----------------------------------------------------------------------------------------------------

NATURAL = (
    "Bone pain that is worse at night can be the first sign. Ask her where it hurts, and ask what makes it worse. "
    "Call the provider the same day if her legs feel weak or heavy. Tell her what you will do next, and when you will "
    "be back. She may be afraid of what the scan will show. Let her say so before you explain the next step. Stay calm."
)
CLIPPED = "Bone pain. Worse at night. Ask where. Ask when. Call the provider the same day if her legs feel weak at all."
LONG = (
    "When the pain in her back is worse at night and when she lies flat you need to ask her where it hurts and what "
    "makes it better and whether her legs feel weak or numb or heavy when she climbs the stairs at home."
)
HARD = (
    "Pathophysiological considerations necessitate individualized interdisciplinary symptom management. "
    "Comprehensive multidimensional evaluation facilitates appropriate prioritization of interventions, particularly "
    "considering comorbidities."
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (NATURAL, []),
        (CLIPPED, ["median sentence of 2 words", "of sentences under 6 words"]),
        (LONG, ["reads at grade", "median sentence of 4"]),
        (HARD, ["reads at grade"]),
    ],
)
def test_reading_is_judged_in_both_directions(text, found):
    reported = frame.reading_problems(frame.reading([text], []))
    assert [part in problem for part, problem in zip(found, reported, strict=False)] == [True] * len(found), reported
    assert bool(reported) == bool(found)


def test_the_limits_of_reading():
    assert frame.reading_problems(Reading(8, 11, 15)) == frame.reading_problems(Reading(8, 18, 0)) == []
    assert len(frame.reading_problems(Reading(8.1, 10.5, 15.1))) == len(frame.reading_problems(Reading(9, 19, 16))) == 3


def test_words_of_the_exam_are_no_hard_words():
    text = "Her hypercalcemia made her thirsty and slow. " * 5
    assert frame.reading([text], ["hypercalcemia"]).grade < frame.reading([text], []).grade - 1


def test_sentences_are_those_that_a_reader_reads():
    text = (
        '# Title\n\nShe asks, "Why me?" Dr. Lee answers at 8 p.m. in the ward.\n\n- First line without a stop\n'
        "- **Call:** the provider.\n\n| a | b |\n|---|---|\n\nRead [this page](x.ipynb#A-b) now"
        "<!-- a:b -->. It is 38.5 now."
    )
    assert frame._sentences(text) == [
        'She asks, "Why me?',
        "Dr Lee answers at 8 pm in the ward.",
        "First line without a stop",
        "Call: the provider.",
        "Read this page now.",
        "It is 38.5 now.",
    ]
