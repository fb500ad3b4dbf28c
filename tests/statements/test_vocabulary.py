"""Two names for one thing, from made-up tables."""

from __future__ import annotations

import pandas as pd

from tests.helpers import course_data
from utils.statements import drug_names, symptom_words


def test_drugs_with_a_brand_come_by_name_with_their_group():
    treatments = pd.DataFrame(
        [
            ("pills", "", "Pills", ""),
            ("zeta", "pills", "Zetamab", "Zet"),
            ("alpha", "pills", "alphanib", "Alf"),
            ("plain", "pills", "Plain", ""),
            ("alone", "", "Beta", "Bet"),
        ],
        columns=["id", "parent", "label", "brand"],
    )
    found = drug_names(course_data(treatments=treatments))
    assert found.to_numpy().tolist() == [["alphanib", "Alf", "Pills"], ["Beta", "Bet", ""], ["Zetamab", "Zet", "Pills"]]


def test_symptoms_are_listed_once_where_the_two_words_differ():
    symptoms = pd.DataFrame(
        [
            ("Yellow skin", "Jaundice"),
            ("Swelling", "swelling"),
            ("Headaches", "Headache"),
            ("belly pain", "Abdominal pain"),
            ("Yellow skin", "Icterus"),
        ],
        columns=["label_plain", "label_clinical"],
    )
    found = symptom_words(course_data(symptoms=symptoms))
    assert found.to_numpy().tolist() == [["belly pain", "Abdominal pain"], ["Yellow skin", "Jaundice"]]
