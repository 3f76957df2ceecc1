"""A code works once, guesses are few, recovery codes are kept hashed (issue 15, item 3)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from crm.audit.models import Event
from crm.mongo.rows import collection
from crm.notifications.models import Notification
from crm.staff.models import SecondFactor
from crm.staff.second_factor import recovery_codes, verbs
from crm.staff.second_factor.verbs import Result, WrongCode
from tests.crm.staff.second_factor.make import make_phone

pytestmark = pytest.mark.django_db
NINE = "2026-03-02 09:00:10+07:00"


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    monkeypatch.setattr(recovery_codes, "COST", 2)


@pytest.fixture
def phone(clock, owner):
    return make_phone(owner)


def in_parallel(verb, times=16):
    def attempt(_number):
        try:
            return verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(attempt, range(times)))


def test_a_right_code_works_once(phone):
    assert verbs.check(phone.owner, phone.code()).result == Result.RIGHT
    assert verbs.check(phone.owner, phone.code()).result == Result.WRONG


def test_the_code_that_set_the_phone_up_is_used_up(phone):
    assert verbs.check(phone.owner, phone.code(-1)).result == Result.WRONG


def test_a_wrong_code_sets_nothing_up(clock, owner):
    with pytest.raises(WrongCode):
        verbs.set_up(owner.pk, "JBSWY3DPEHPK3PXP" * 2, "000000")
    assert verbs.factor_of(owner.pk) is None
    owner.refresh_from_db()
    assert owner.factor_since is None


def test_of_sixteen_who_type_one_code_at_once_one_is_let_in(phone):
    code = phone.code()
    attempts = in_parallel(lambda: verbs.check(phone.owner, code))
    assert [attempt.is_right for attempt in attempts].count(True) == 1


def test_of_sixteen_who_type_one_recovery_code_at_once_one_is_let_in(phone):
    code = phone.recovery_codes[3]
    attempts = in_parallel(lambda: verbs.check(phone.owner, code))
    assert [attempt.is_right for attempt in attempts].count(True) == 1
    assert len(verbs.factor_of(phone.owner.pk).recovery_codes) == 9


@pytest.mark.parametrize("number", [0, 9])
def test_each_recovery_code_is_good_once_however_it_is_typed(phone, number):
    typed = phone.recovery_codes[number].replace("-", " ")
    attempt = verbs.check(phone.owner, f" {typed} ")
    assert attempt.result == Result.RECOVERED
    assert attempt.left == 9
    assert verbs.check(phone.owner, typed).result == Result.WRONG


def test_a_recovery_code_of_somebody_else_is_none(phone, stranger):
    other = make_phone(stranger)
    assert verbs.check(phone.owner, other.recovery_codes[0]).result == Result.WRONG


def test_new_recovery_codes_end_the_ones_from_before(phone):
    (new, *_others) = verbs.renew_recovery_codes(phone.owner.pk)
    assert verbs.check(phone.owner, phone.recovery_codes[0]).result == Result.WRONG
    assert verbs.check(phone.owner, new).result == Result.RECOVERED


def test_recovery_codes_are_ten_of_sixteen_digits_and_none_is_stored(phone):
    stored = str(collection(SecondFactor).find_one({"_id": phone.owner.pk}))
    digits = [code.replace("-", "") for code in phone.recovery_codes]
    assert len(set(digits)) == 10
    assert {len(code) for code in digits} == {16}
    assert [code for code in digits if code in stored.replace("-", "")] == []


def test_a_guess_costs_as_much_as_one_of_a_password():
    assert recovery_codes.BLOCK * 128 * 2**14 == 16 * 2**20


def test_the_fifth_wrong_code_locks_for_a_quarter_of_an_hour(phone, clock):
    results = [verbs.check(phone.owner, phone.wrong_code()).result for _time in range(5)]
    assert results == [Result.WRONG] * 4 + [Result.LOCKED]
    assert verbs.check(phone.owner, phone.code()).result == Result.LOCKED
    clock.shift(15 * 60)
    assert verbs.check(phone.owner, phone.code()).result == Result.RIGHT


def test_the_right_code_gives_the_failures_back(phone, clock):
    for _round in range(3):
        clock.shift(60)
        wrong = [verbs.check(phone.owner, phone.wrong_code()).result for _time in range(4)]
        assert wrong == [Result.WRONG] * 4
        assert verbs.check(phone.owner, phone.code()).result == Result.RIGHT


def test_of_sixteen_guesses_at_once_no_more_than_five_are_judged(phone):
    wrong = phone.wrong_code()
    attempts = in_parallel(lambda: verbs.check(phone.owner, wrong))
    assert [attempt.result for attempt in attempts].count(Result.WRONG) == 4


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234-5678", "9" * 40, "١٢٣٤٥٦"])
def test_what_is_no_code_is_a_wrong_one(phone, typed):
    assert verbs.check(phone.owner, typed).result == Result.WRONG


def test_a_reset_is_in_history_ends_sessions_and_is_told(phone, admin, client_of):
    client = client_of(phone.owner)
    verbs.reset(phone.owner.pk, by=admin)
    phone.owner.refresh_from_db()
    assert phone.owner.factor_since is None
    assert client.get("/profile/").status_code == 302
    last = Event.objects.about(phone.owner).last()
    assert last.verb == "reset second factor"
    assert last.actor_name == admin.name
    newest = Notification.objects.of(phone.owner).first()
    assert newest.text == f"{admin.name} reset your second factor. Set up your new phone."


def test_a_lock_and_a_used_recovery_code_are_told(phone):
    verbs.check(phone.owner, phone.recovery_codes[0])
    for _time in range(5):
        verbs.check(phone.owner, phone.wrong_code())
    kinds = [message.kind for message in Notification.objects.of(phone.owner)]
    assert sorted(kinds) == ["lock-second-factor", "set-up-second-factor", "use-recovery-code"]


def test_no_secret_and_no_code_is_in_history(phone):
    verbs.check(phone.owner, phone.recovery_codes[0])
    verbs.renew_recovery_codes(phone.owner.pk)
    events = list(Event.objects.about(phone.owner))
    assert [event.before | event.after for event in events] == [{}] * len(events)


def test_the_operator_resets_it_by_a_command(phone, capsys):
    call_command("reset_second_factor", "OWNER")
    assert capsys.readouterr().out == "The second factor of owner is reset.\n"
    assert verbs.factor_of(phone.owner.pk) is None
    with pytest.raises(CommandError, match="owner has no second factor"):
        call_command("reset_second_factor", "owner")
    with pytest.raises(CommandError, match="no account nobody"):
        call_command("reset_second_factor", "nobody")
