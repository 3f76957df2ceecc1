"""Issue 15, 7: history is tamper-evident: each of five forgeries is found, and nothing else is."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.audit.chain.beginning import beginning, bind_earlier_events
from crm.audit.chain.heads import FOLD_AT
from crm.audit.chain.proof import HistoryProof
from crm.audit.chain.roots import make_root
from crm.audit.erasure import rewrite_history
from crm.audit.models import ChainBeginning, Event, HistoryRoot
from crm.audit.record import note_event
from crm.mongo.inspection import recorded_commands
from crm.mongo.rows import collection, mongo_connection
from crm.mongo.transaction import transactional
from omset.ledger import trash
from omset.models import StaffLock
from tests.crm.audit.forging import LEDGER, events_of, first_wrong, put, write_anew, wrong
from tests.make import make_deposit
from tests.omset.test_concurrency import at_once
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def chain(owner, product):
    """Five deposits of one staff member, and how their chain is called."""
    for number in range(5):
        make_deposit(owner, product, f"customer-{number}")
    return f"{LEDGER}{owner.pk}"


@pytest.fixture
def begun():
    """The one row that no test empties is put back as it was."""
    row = ChainBeginning.objects.get()
    yield row
    row.save()


def verify(**options):
    """What the command prints as JSON, and how it exits."""
    out = io.StringIO()
    try:
        call_command("audit_verify", "--json", stdout=out, **options)
    except SystemExit as end:
        return json.loads(out.getvalue()), end.code
    return json.loads(out.getvalue()), 0


def test_the_command_may_be_the_first_that_asks_the_database(chain):
    """Issue 15, 7: in a process of its own nothing has connected before."""
    mongo_connection().close_pool()
    assert verify()[1] == 0


def test_untouched_history_is_clean(chain):
    document, code = verify()
    assert code == 0
    assert document["well"]
    assert document["events"] == Event.objects.count()
    assert wrong() == []


@pytest.mark.parametrize(
    "values",
    [
        {"after": {"nominal": "1"}},
        {"reason": "because"},
        {"actor_name": "somebody"},
        {"actor_id": None},
        {"verb": "approve"},
        {"sequence": 99},
        {"origin": {"address": "10.0.0.1"}},
        {"at": timezone.now() - timedelta(days=1)},
        {"salt": b"0" * 16},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_field_that_was_changed_is_found(values, chain):
    put(events_of(chain)[2], **values)
    assert wrong() == ["CHANGED"]
    assert first_wrong() == (chain, 3)


def test_an_event_that_was_removed_in_the_middle_is_found(chain):
    collection(Event).delete_one({"_id": events_of(chain)[2]["_id"]})
    assert wrong() == ["MISSING"]
    assert first_wrong() == (chain, 3)


def test_a_tail_that_was_removed_is_found(chain):
    for event in events_of(chain)[3:]:
        collection(Event).delete_one({"_id": event["_id"]})
    assert wrong() == ["END_MISSING"]
    assert first_wrong() == (chain, 5)


def test_a_tail_that_was_removed_is_found_after_more_has_happened(chain, owner, product):
    collection(Event).delete_one({"_id": events_of(chain)[-1]["_id"]})
    make_deposit(owner, product, "later")
    assert wrong() == ["MISSING"]


def test_so_is_that_of_an_account(chain, owner, admin):
    for verb in ("edit", "deactivate", "activate"):
        noted(owner, verb, admin)
    collection(Event).delete_one({"verb": "activate"})
    assert wrong() == ["END_MISSING"]
    noted(owner, "edit", admin)
    assert wrong() == ["MISSING"]


def test_two_that_were_swapped_are_found(chain):
    second, third = events_of(chain)[1:3]
    put(second, link=3)
    put(third, link=2)
    assert wrong() == ["CHANGED", "CHANGED", "CHANGED"]
    assert first_wrong() == (chain, 2)


def test_a_whole_chain_written_anew_is_found_by_the_root(chain):
    make_root()
    put(events_of(chain)[2], after={"nominal": "1"})
    write_anew(chain)
    assert wrong() == ["NOT_AS_ROOTED"]
    assert first_wrong() == (chain, 5)


def test_roots_written_anew_with_it_are_found_by_what_was_told_outside(chain):
    told = make_root().root
    assert verify(root=told)[1] == 0
    put(events_of(chain)[2], after={"nominal": "1"})
    write_anew(chain)
    collection(HistoryRoot).delete_many({})
    make_root()
    assert wrong() == []
    document, code = verify(root=told)
    assert code == 1
    assert [fault["wrong"] for fault in document["faults"]] == ["is none of the stored roots"]


def test_a_root_that_is_not_over_its_ends_is_found(chain):
    make_root()
    collection(HistoryRoot).update_one({"_id": 1}, {"$set": {"root": "0" * 64}})
    assert wrong() == ["ROOT_CHANGED"]


def test_every_night_hangs_on_the_night_before(chain, owner, product):
    first = make_root()
    make_deposit(owner, product, "z")
    second = make_root()
    assert (first.pk, second.pk) == (1, 2)
    assert second.grown == 1
    assert wrong(first.root) == []
    assert wrong(second.root) == []


def test_an_event_without_a_hash_is_a_forgery_once_the_chains_have_begun(chain, owner):
    event = dict(events_of(chain)[0])
    for name in ("_id", "chain", "link", "hash"):
        del event[name]
    collection(Event).insert_one(event)
    assert wrong() == ["NOT_CHAINED"]


def test_events_from_before_are_bound_in_the_night_after(chain, owner, begun):
    before = {"subject": owner.pk, "subject_type": "staff.user", "verb": "edit", "actor_id": None}
    before |= {"actor_name": "x", "at": begun.since - timedelta(days=9), "sequence": -1}
    texts = {"before": {"phone": "+62812345678"}, "after": {}, "reason": ""}
    collection(Event).insert_one(before | texts)
    ChainBeginning.objects.update(events=None, digest=None)
    bind_earlier_events()
    assert beginning().events == 1
    assert wrong() == []
    # Whom nobody knows any more is no forgery; who did it is.
    assert collection(Event).find_one({"sequence": -1})["before"] == {"phone": "••••678"}
    collection(Event).update_one({"sequence": -1}, {"$set": {"actor_name": "y"}})
    assert wrong() == ["EARLIER"]


def test_who_is_forgotten_leaves_history_whole(chain):
    make_root()
    forget = {"customer-1": "erased", "customer-2": "erased"}
    assert rewrite_history({}, lambda it: replaced(it, forget)) == 2
    assert "customer-1" not in str(list(collection(Event).find()))
    assert wrong() == []
    rewrite_history({}, lambda it: replaced(it, {"erased": "again"}))
    assert wrong() == []


def test_a_text_that_only_seems_forgotten_is_a_forgery(chain):
    event = events_of(chain)[2]
    put(event, texts=b"0" * 32, after={})
    assert "CHANGED" in wrong()
    rewrite_history({"chain": chain}, lambda it: replaced(it, {"customer-1": "erased"}))
    put(next(each for each in events_of(chain) if each["texts"]), after={"nominal": "1"})
    assert "FORGOTTEN" in wrong()


def replaced(value, names):
    if not isinstance(value, dict):
        return value
    return {name: names.get(it, it) if isinstance(it, str) else it for name, it in value.items()}


def test_long_chains_are_folded_and_stay_clean(owner, product):
    record = make_deposit(owner, product, "x")
    for _time in range(FOLD_AT):
        trash.delete(record.pk, by=owner)
        trash.restore(record.pk, by=owner)
    end = collection(StaffLock).find_one({"_id": owner.pk})
    assert end["links"] == 2 * FOLD_AT + 1
    assert len(end["open"]) < FOLD_AT
    assert wrong() == []


def test_what_is_done_to_a_deposit_costs_no_command_for_its_hash(owner, product):
    record = make_deposit(owner, product, "x")
    with recorded_commands() as commands:
        trash.delete(record.pk, by=owner)
    names = [f"{command.name} {command.collection}" for command in commands]
    assert names.count("findAndModify omset_ledgerhead") == 1
    assert [name for name in names if "ledgerhead" in name or "audit" in name] == [
        "findAndModify omset_ledgerhead",
        "insert audit_event",
    ]


@transactional
def noted(subject, verb, by):
    return note_event(subject, verb, by=by, after={"phone": "+62812345678"})


def test_many_at_once_leave_one_chain(owner, stranger, admin, product):
    make_deposit(owner, product, "first")
    jobs = [
        lambda number=number: [make_deposit(owner, product, f"c{number}{n}") for n in range(5)]
        for number in range(4)
    ]
    jobs += [lambda: [noted(stranger, "edit", admin) for _time in range(10)]] * 4
    assert [type(done).__name__ for done in at_once(*jobs)] == ["list"] * 8
    assert len(events_of(f"{LEDGER}{owner.pk}")) == 21
    assert [event["link"] for event in events_of(str(stranger.pk))] == list(range(1, 41))
    assert wrong() == []


def test_phone_numbers_are_masked_in_history(owner, admin):
    noted(owner, "edit", admin)
    assert Event.objects.about(owner).get().after == {"phone": "••••678"}


@pytest.mark.parametrize("root", ["x", "ABC", "0" * 63])
def test_a_root_that_is_none_is_bad_usage(root):
    with pytest.raises(CommandError) as refusal:
        call_command("audit_verify", root=root)
    assert refusal.value.returncode == 2


def test_the_first_wrong_event_is_named_to_a_person(chain):
    put(events_of(chain)[2], verb="approve")
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("audit_verify", stdout=out)
    assert out.getvalue().startswith(f"Chain {chain}, place 3: event ")


def test_the_proof_counts_what_it_reads(chain):
    make_root()
    proof = HistoryProof()
    assert list(proof) == []
    assert proof.events == Event.objects.count()
    assert proof.roots == 1
