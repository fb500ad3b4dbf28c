"""Canvas: which feedback belongs to which answer, and what the whole quiz says of itself."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from tests.exports import readers
from tests.exports.made import DAY, item
from utils.exports import qti
from utils.questions.bank import Option

# by these words in the id of feedback, Canvas' converter takes it for that on right, wrong or all answers
# (gems/plugins/qti_exporter/lib/qti/assessment_item_converter.rb, get_feedback)
CANVAS = re.compile(r"wrong|incorrect|_IC$|correct|_C$|solution|general_|_all", re.I)
IDS = ("men-right-number-wrong-place", "full-marks-and-wrong", "all-stages-or-distant", "solution-or-correct", "x-ic")


def files(*items) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(qti.build_package(items, 'T & <x> "y" #1', DAY))) as archive:
        return {name.rpartition("/")[2]: archive.read(name).decode("utf-8") for name in archive.namelist()}


@pytest.mark.parametrize("id", IDS)
def test_the_feedback_of_an_answer_is_taken_for_nothing_else(id):
    for kind in ("single", "multiple"):
        (assessment,) = [text for name, text in files(item(kind, id=id)).items() if "<questestinterop" in text]
        feedbacks = re.findall(r'<itemfeedback ident="([^"]+)"', assessment)
        assert [each for each in feedbacks if CANVAS.search(each)] == ["general_fb"] and len(feedbacks) > 2


def test_the_quiz_says_that_no_clinician_has_reviewed_it_and_bears_its_title():
    meta = files(item())["assessment_meta.xml"]
    assert "<description>&lt;p&gt;Not reviewed by a clinician, unless a part says so." in meta
    assert "<title>T &amp; &lt;x&gt; &quot;y&quot; #1</title>" in meta


def test_there_may_be_more_answers_than_letters():
    many = tuple(Option(f"o{n}", f"Answer {n}", "yes" if n == 30 else "no", "Why.") for n in range(32))
    (read,) = readers.qti(qti.build_package([item(options=many)], "T", DAY))
    assert [text for text, right, _ in read.answers if right] == ["Answer 30"] and len(read.answers) == 32
