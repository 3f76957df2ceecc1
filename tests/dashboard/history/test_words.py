"""Issue 15, 6: whatever any app writes into history is read in words, in both languages.

What a test writes is held against the words, too, whatever the test is about (tests/conftest.py).
"""

import ast
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import translation

from crm.audit.models import Event
from crm.registry.history_words import SUBJECTS, VERBS
from dashboard.history.field_words import changes_text
from dashboard.history.words import verbs_by_word
from tests.dashboard.history.test_history import rows
from tests.make import make_deposit, make_master
from tests.test_architecture import CODE

# Where a call that writes history has its verb.
PLACES = {"note_event": 1, "event_of": 1, "note_row_event": 1, "note_about": 2, "note_events": 2}
PLACES |= {"note_access": 0, "_write_account": 1}
WITH_WORDS = ["bonuses", "crm.staff.accounts", "leave", "loyalty", "members", "omset"]
# The same in English and Indonesian.
SAME = {"reset", "omset.demo", "members.customer"}


def verbs_written_in(path):
    """The verbs that stand in the calls of a module as they are stored."""
    for call in ast.walk(ast.parse(path.read_text())):
        name = isinstance(call, ast.Call) and getattr(
            call.func, "attr", getattr(call.func, "id", "")
        )
        if name in PLACES:
            for verb in call.args[PLACES[name] : PLACES[name] + 1]:
                if isinstance(verb, ast.Constant) and isinstance(verb.value, str):
                    yield verb.value


def test_every_verb_that_stands_in_the_code_has_a_word():
    verbs = {verb for path in CODE for verb in verbs_written_in(path)}
    assert {"submit", "sign in", "set up", "assign", "recall"} - verbs == set()
    assert verbs - VERBS.keys() == set()


def test_what_has_a_word_is_a_model_or_stands_for_one():
    labels = {model._meta.label_lower for model in apps.get_models()}
    others = {"omset.import", "omset.customer_keys", "omset.demo", "audit.history"}
    assert SUBJECTS.keys() - labels == others


@pytest.mark.parametrize("words", [VERBS, SUBJECTS], ids=["verbs", "subjects"])
def test_every_word_is_there_in_both_languages(words):
    with translation.override("en"):
        english = {name: str(word) for name, word in words.items()}
    with translation.override("id"):
        same = {name for name, word in words.items() if str(word) == english[name]}
    assert same - SAME == set()


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Status: Pending → Approved"), ("id", "Status: Menunggu → Disetujui")],
)
def test_what_a_model_chooses_from_reads_as_its_pages_call_it(language, text):
    before, after = {"status": "pending"}, {"status": "approved"}
    event = Event(subject_type="omset.omsetrecord", before=before, after=after)
    with translation.override(language):
        assert changes_text(event) == text


def test_a_plan_reads_as_plans_are_written():
    content = {
        "main": [["30000000", "20"], ["45000000", "30.50"]],
        "ndp": [[2, 3, "2.50"], [4, None, "5.00"]],
        "targets": ["60000000", 2, 3],
    }
    main, ndp, targets = changes_text(Event(subject_type="bonuses.bonusplan", after=content)).split(
        " · "
    )
    assert main == "Main bonus: Rp 30.000.000: 20, Rp 45.000.000: 30,5"
    assert ndp == "NDP: 2–3: 2,5, 4+: 5"
    assert targets == "Targets: Rp 60.000.000, 2 NDP, 3 RDP"


def test_a_verb_is_one_word_everywhere():
    modules = [import_module(f"{app}.history_words") for app in WITH_WORDS]
    words = [(verb, str(word)) for module in modules for verb, word in module.VERBS.items()]
    assert [(verb, word) for verb, word in words if word != str(VERBS[verb])] == []


@pytest.mark.django_db
def test_verbs_that_are_called_the_same_are_filtered_as_one(owner, product, client_of):
    make_deposit(owner, product, "budi01")
    called_the_same = verbs_by_word()["Approved"]
    assert {"approve", "approved"} <= set(called_the_same)
    client = client_of(make_master("boss"))
    assert len(rows(client.get("/history/?verb=submit"))) == 1
    assert rows(client.get(f"/history/?verb={called_the_same[0]}")) == []
