"""The catalogue: one form, faults at their fields, retiring (LR-1 to LR-5, case 162)."""

import pytest
from django.utils import timezone

from crm.audit.models import Event
from loyalty.models import Reward
from loyalty.rewards.catalogue import RewardFacts, edit
from loyalty.rewards.errors import FaultyReward, StaleReward
from loyalty.rules.rewards.terms import Fault, RewardType
from tests.loyalty.make import make_programme
from tests.loyalty.rewards.make import make_reward, reward_form
from tests.make import make_admin
from tests.omset.test_concurrency import at_once
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
NEW = "/loyalty/rewards/new/"


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def browser(client_of):
    return client_of(make_admin("budi"))


def test_LR_1_a_reward_is_stored_as_typed_and_history_says_who(programme, browser):
    sent = reward_form(
        reward_type="percent off", percent="20", most_off="50.000,00", stock="7", tier="Silver"
    )
    answer = browser.post(NEW, sent)
    reward = Reward.objects.get()
    assert answer["Location"] == f"/loyalty/rewards/{reward.pk}/"
    assert reward.programme == programme
    assert (reward.percent, reward.most_off, reward.stock) == (20, 50_000, 7)
    assert reward.tier == "Silver"
    assert Event.objects.about(reward).get().actor_name == "budi"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reward_type": "percent off", "percent": "0"}, "percent"),
        ({"reward_type": "percent off", "percent": "101"}, "percent"),
        ({"reward_type": "percent off"}, "percent"),
        ({"reward_type": "free article"}, "sku"),
        ({"reward_type": "voucher"}, "amount"),
        ({"reward_type": "custom"}, "instructions"),
        ({"expiry": "days after it was approved"}, "expiry_days"),
        ({"expiry": "fixed day"}, "expiry_day"),
        ({"points": "-1"}, "points"),
        ({"stock": "-1"}, "stock"),
        ({"visible_from": "2026-05-02", "visible_to": "2026-05-01"}, "visible_to"),
        ({"tier": "Emas"}, "tier"),
    ],
)
def test_case_162_what_is_wrong_is_said_at_its_field(typed, field, programme, browser):
    answer = browser.post(NEW, reward_form(**typed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert parsed(answer).one(id=f"id_{field}")["aria-invalid"] == "true"
    assert Reward.objects.count() == 0


def test_case_162_the_verb_refuses_it_too(programme):
    with pytest.raises(FaultyReward) as refused:
        make_reward(programme, reward_type=RewardType.PERCENT_OFF, percent=101)
    assert refused.value.faults == {"percent": Fault.PERCENT}


def test_LR_2_an_empty_stock_is_unlimited_and_0_is_none(programme, browser):
    make_reward(programme, title="Tanpa batas")
    make_reward(programme, title="Habis", stock=0)
    rows = [row.text for row in parsed(browser.get("/loyalty/rewards/")).all("tr")]
    assert any("Tanpa batas" in row and "unlimited" in row and "Offered" in row for row in rows)
    assert any("Habis" in row and "Out of stock" in row for row in rows)


def test_LR_5_featured_ones_first_then_place_price_and_title(programme, browser):
    make_reward(programme, title="b", points=10)
    make_reward(programme, title="a", points=10)
    make_reward(programme, title="c", points=5)
    make_reward(programme, title="d", sort_order=1, points=0)
    make_reward(programme, title="e", is_featured=True, sort_order=9)
    rows = browser.get("/loyalty/rewards/").context["rows"]
    assert [row.reward.title for row in rows] == ["e", "c", "a", "b", "d"]


def test_LR_4_a_reward_is_retired_and_offered_again_never_deleted(programme, browser):
    reward = make_reward(programme)
    path = f"/loyalty/rewards/{reward.pk}/retire/"
    browser.post(path)
    assert browser.get("/loyalty/rewards/").context["rows"] == []
    (row,) = browser.get("/loyalty/rewards/?state=retired").context["rows"]
    assert row.state == "retired"
    browser.post(path, {"offer": "again"})
    assert Reward.objects.get().retired_at is None
    verbs = Event.objects.about(reward).values_list("verb", flat=True)
    assert list(verbs) == ["create", "retire reward", "offer again"]


def test_LR_4_how_a_reward_is_follows_from_the_day(programme, browser):
    today = timezone.localdate()
    make_reward(programme, visible_from=today.replace(year=today.year + 1))
    make_reward(programme, visible_to=today.replace(year=today.year - 1))
    rows = browser.get("/loyalty/rewards/").context["rows"]
    assert {row.state.value for row in rows} == {"coming", "ended"}


def test_of_two_editors_the_second_sees_both_values(programme, browser):
    reward = make_reward(programme, title="Kopi", points=100)
    path = f"/loyalty/rewards/{reward.pk}/"
    form = reward_form(title="Kopi", version="1")
    assert browser.post(path, form | {"points": "150"}).status_code == 302
    stale = browser.post(path, form | {"points": "120"})
    assert stale.status_code == 409
    assert [(stored, typed) for _label, stored, typed in stale.context["differing"]] == [(150, 120)]
    assert Reward.objects.get().points == 150
    version = parsed(stale).one("input", name="version")["value"]
    browser.post(path, form | {"points": "120", "version": version})
    assert Reward.objects.get().points == 120


def test_of_two_edits_at_once_one_is_written(programme):
    reward, admin = make_reward(programme), make_admin()

    def job(points):
        said = RewardFacts(title="x", reward_type=RewardType.FREE_SHIPPING, points=points)
        return lambda: edit(reward.pk, said, by=admin, version=1)

    results = at_once(*[job(points) for points in range(4)])
    assert sum(isinstance(each, StaleReward) for each in results) == 3
    assert Reward.objects.get().version == 2


def test_staff_open_no_catalogue(programme, client_of, owner):
    client = client_of(owner)
    reward = make_reward(programme)
    assert client.get("/loyalty/rewards/").status_code == 403
    assert client.post(f"/loyalty/rewards/{reward.pk}/retire/").status_code == 403
    assert Reward.objects.get().retired_at is None
