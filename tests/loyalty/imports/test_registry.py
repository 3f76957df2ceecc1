"""The registry: members by their cards; only what a row states is changed (LI-14, LI-15, LM-6)."""

from datetime import date
from decimal import Decimal

import pytest

from crm.audit.models import Event
from crm.mongo.rows import collection
from loyalty.members.cards import attach
from loyalty.members.consents import consents_of, say
from loyalty.members.entries import MemberFacts, edit
from loyalty.members.erasure import erase
from loyalty.members.merges import merge
from loyalty.members.reads import member_of_card, members_matching
from loyalty.members.search.terms import wrong_terms
from loyalty.models import BatchState, Card, ConsentStatement, Member, MemberBefore, RowNote
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from tests.loyalty.imports.files import K1, K2, K3, K4, member, receipt
from tests.loyalty.imports.undoing import undo
from tests.loyalty.make import make_member

pytestmark = pytest.mark.django_db
MANY = [member(f"{number:012}", f"Banyak{number}") for number in range(1, 60)]


def fingerprint():
    """All that members, cards and consents are, but for ids, versions and the batches' own."""
    members = {row["_id"]: row for row in collection(Member).find()}
    left_out = {"_id", "version", "number"}
    facts = sorted(
        str({name: value for name, value in row.items() if name not in left_out})
        for row in members.values()
    )
    cards = sorted((row["_id"], row["is_active"]) for row in collection(Card).find())
    said = sorted((m["surname"], str(sorted(consents_of(pk).items()))) for pk, m in members.items())
    return facts, cards, said


def test_a_new_row_is_a_member_with_card_consents_opening_and_terms_LI_14(programme, load):
    outcome = load.registry(
        member(
            nome="Ana",
            sesso="F",
            n_telefono="0812-3456-7890",
            e_mail="Ana@Contoh.test",
            data_nas="19850203",
            data_creazione="20200105",
            marketing="SI",
            profilazione="",
            bollini="120",
            prog_spesa="3000,00",
            stato_tes="02",
        )
    )
    assert outcome.inserted == 1
    [ana] = members_matching(programme, "ana@contoh")
    assert ana.birth_date == date(1985, 2, 3)
    assert ana.created_on == date(2020, 1, 5)
    assert ana.phone_key == "+6281234567890"
    assert ana.opening_points == 120
    assert ana.opening_spend == Decimal("3000.00")
    assert ana.opening_day == date(2026, 1, 31)
    assert consents_of(ana.pk)[ConsentSubject.MARKETING] == Consent.YES
    assert consents_of(ana.pk)[ConsentSubject.PROFILING] == Consent.UNKNOWN
    assert not Card.objects.get(pk=K1).is_active
    assert list(wrong_terms()) == []
    assert [event.verb for event in Event.objects.about(ana)] == ["create"]


def test_only_columns_of_the_file_change_a_member_LI_14(programme, load):
    load.registry(member(localita="Bandung"), member(K2, "Lain"))
    outcome = load.registry(member(cognome="Diganti"), member(K2, "Lain"))
    assert outcome.updated == 1
    assert outcome.unchanged == 1
    ana = member_of_card(K1)
    assert ana.surname == "Diganti"
    assert ana.place == "Bandung"
    event = Event.objects.about(ana).last()
    assert event.before == {"surname": "Contoh"}
    assert event.after["surname"] == "Diganti"
    assert list(wrong_terms()) == []


def test_case_191_identical_rows_are_one_and_of_differing_ones_the_later_holds(programme, load):
    same = load.registry(member(), member(), *MANY)
    assert same.inserted == 60
    assert same.unchanged == 1
    outcome = load.registry(
        *MANY, member(cognome="Baru", updated_at="20260202"), member(cognome="Lama")
    )
    assert outcome.rejected == 1
    assert outcome.errors[0]["row"] == 61
    assert "60" in outcome.errors[0]["reason"]
    assert member_of_card(K1).surname == "Baru"


def test_case_105_a_reserved_number_that_was_not_minted_is_rejected(programme, load):
    outcome = load.registry(*MANY, member("2990000000095"))
    assert outcome.rejected == 1
    assert not Card.objects.filter(pk="2990000000095").exists()


def test_a_minted_card_in_the_registry_is_its_members_LM_10(programme, load):
    known = make_member(programme, surname="Sendiri")
    minted = Card.objects.get(member=known).number
    outcome = load.registry(member(minted, "Sendiri", localita="Medan"))
    assert outcome.updated == 1
    assert member_of_card(minted).place == "Medan"


def test_case_110_what_the_member_said_is_not_changed_by_a_file_and_is_listed(programme, load):
    load.registry(member(marketing="SI"))
    pk = member_of_card(K1).pk
    say(pk, ConsentSubject.MARKETING, Consent.NO, source=ConsentSource.MEMBER)
    outcome = load.registry(member(marketing="SI", localita="Bogor"))
    assert consents_of(pk)[ConsentSubject.MARKETING] == Consent.NO
    note = RowNote.objects.get(batch_number=outcome.batch, kind="own word")
    assert note.card == K1
    assert note.field == "marketing"
    assert note.text == "yes"


def test_case_111_a_sensitive_column_is_nowhere_and_counted(programme, load):
    outcome = load.registry(member(intolleranza_lattosio="RAHASIA"))
    assert outcome.columns_not_kept == ["intolleranza_lattosio"]
    database = collection(Member).database
    stored = [
        str(row) for name in database.list_collection_names() for row in database[name].find()
    ]
    assert not any("RAHASIA" in row for row in stored)


def test_case_137_another_opening_posts_nothing_and_is_listed(programme, load):
    load.registry(member(K2, bollini="120", prog_spesa="3000"))
    outcome = load.registry(member(K2, bollini="150", prog_spesa="3000"), as_of=date(2026, 3, 15))
    budi = member_of_card(K2)
    assert budi.opening_points == 120
    assert budi.opening_day == date(2026, 1, 31)
    assert budi.stated_points == 150
    note = RowNote.objects.get(batch_number=outcome.batch, kind="opening")
    assert note.text == "150 ≠ 120 (+30)"


def test_case_137_what_is_stated_as_it_stands_here_is_not_listed(programme, load):
    load.registry(member(K2, bollini="120", prog_spesa="3000"))
    again = load.registry(member(K2, bollini="120", prog_spesa="3000.00"), as_of=date(2026, 3, 15))
    assert not RowNote.objects.filter(batch_number=again.batch, kind="opening").exists()


def test_a_card_that_was_attached_or_came_by_a_merge_is_inactive_as_stated_LM_9(
    programme, load, admin
):
    load.registry(member(K1), member(K2, "Lain"), member(K3, "Tiga"))
    ana, lain = member_of_card(K1), member_of_card(K2)
    merge(lain.pk, ana.pk, by=admin, reason="one person")
    attach(ana.pk, K4, by=admin, reason="at the counter")
    rows = [member(K1), member(K2, "Lain", stato_tes="02"), member(K4, "Empat", stato_tes="02")]
    outcome = load.registry(*rows, member(K3, "Tiga"))
    assert not Card.objects.get(pk=K2).is_active
    assert not Card.objects.get(pk=K4).is_active
    assert member_of_card(K2).surname == "Contoh"
    undo(outcome.batch)
    assert Card.objects.filter(is_active=False).count() == 0


def test_case_193_a_smaller_registry_is_held_and_accepted_marks_the_missing(programme, load):
    load.registry(*MANY, member(), member(K2, "Lain"))
    held = load.registry(*MANY)
    assert held.state == BatchState.HELD
    assert "3.3 %" in held.problem[0]
    assert not Member.objects.exclude(missing_since_batch=None).exists()
    done = load.registry(*MANY, accept="two shops closed")
    assert done.batch == held.batch
    assert Member.objects.count() == 61
    missing = Member.objects.filter(missing_since_batch=done.batch)
    assert sorted(each.surname for each in missing) == ["Contoh", "Lain"]
    load.registry(*MANY, member(), member(K2, "Lain"), member(K3, "Baru"))
    assert not Member.objects.exclude(missing_since_batch=None).exists()


def test_case_193_the_last_registry_again_has_nothing_to_do_an_older_one_has(programme, load):
    first = load.registry(*MANY, member())
    load.registry(*MANY, member(), member(K2, "Lain"))
    again = load.registry(*MANY, member(), member(K2, "Lain"))
    assert again.unchanged == 61
    older = load.registry(*MANY, member(), accept="older on purpose")
    assert older.batch > first.batch
    assert older.unchanged == 60


def test_undo_puts_members_back_as_they_were_LI_6(programme, load):
    load.registry(*MANY, member(localita="Bogor", marketing="NO", stato_tes="01", bollini="5"))
    before = fingerprint()
    second = load.registry(
        *MANY[:59],
        member(cognome="Lain", localita="Medan", marketing="SI", stato_tes="02", bollini="9"),
        member(K2, "Baru"),
    )
    undone = undo(second.batch)
    assert undone.state == BatchState.UNDONE
    assert fingerprint() == before
    assert MemberBefore.objects.count() == 0
    assert list(wrong_terms()) == []


def test_undo_leaves_whoever_has_bought_or_was_edited_since_LI_6(programme, load):
    done = load.registry(member(), member(K2, "Beli"), member(K3, "Ubah"))
    load.receipts(receipt(K2))
    edited = member_of_card(K3)
    edit(edited.pk, MemberFacts(surname="Diubah"), by=None, version=edited.version)
    undone = undo(done.batch)
    assert undone.left_alone == {"bought": 1, "edited": 1}
    assert member_of_card(K1) is None
    assert member_of_card(K2).surname == "Beli"
    assert member_of_card(K3).surname == "Diubah"
    assert ConsentStatement.objects.count() == 0


def test_case_114_an_erased_member_is_in_nothing_of_imports_and_stays_so(programme, load, admin):
    load.registry(member(cognome="Rahasia", e_mail="bukan surel"))
    outcome = load.registry(member(cognome="Samaran", e_mail="bukan surel"))
    known = member_of_card(K1)
    assert RowNote.objects.filter(card=K1).count() == 2
    erase(known.pk, by=admin, reason="asked for")
    assert not RowNote.objects.filter(card=K1).exists()
    assert not MemberBefore.objects.filter(batch_number=outcome.batch).exists()
    load.registry(member(cognome="Samaran", localita="Medan"))
    assert member_of_card(K1).surname == ""
    assert member_of_card(K1).place == ""
