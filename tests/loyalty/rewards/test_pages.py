"""The pages: the queue of admins, the counter, the figures, the member's own (LR-5 to LR-12)."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client

from loyalty.members.page.held_data import hand_out
from loyalty.models import MemberAccount, Redemption, RedemptionUse, RejectReason, Reward
from loyalty.rewards.redemptions import deciding
from loyalty.rewards.redemptions.using import Counter, use
from loyalty.stores.verbs import add_till, join_programme
from tests.loyalty.make import make_programme
from tests.loyalty.me.make import send_mails
from tests.loyalty.rewards.make import (
    asks,
    balance,
    browser_of,
    make_redeemer,
    make_reward,
    today,
)
from tests.make import make_admin, make_staff
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
QUEUE, FIND, MINE = "/loyalty/redemptions/", "/loyalty/redemptions/use/", "/me/rewards/"


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def admin():
    return make_admin("budi")


def form_of(browser, title):
    """What the form of an offer on her page sends, and where."""
    page = parsed(browser.get(MINE))
    (form,) = [each for each in page.all("form") if title in each.text]
    fields = {each["name"]: each["value"] for each in form.all("input")}
    return form["action"], fields


def test_LR_11_the_queue_has_the_oldest_first_and_the_badge_counts_it(programme, admin, client_of):
    member = make_redeemer(programme, 500)
    for title in ("Kopi", "Teh", "Roti"):
        asks(make_reward(programme, title=title, by=admin), member)
    client = client_of(admin)
    listed = [each.title for each in client.get(QUEUE).context["page"].rows]
    assert listed == ["Kopi", "Teh", "Roti"]
    assert "3" in parsed(client.get("/badges/")).one(id="badge-redemptions").text


def test_case_164_three_waiting_are_a_badge_of_3_for_admins_who_may_decide(
    programme, admin, client_of
):
    member = make_redeemer(programme, 500)
    for _ in range(3):
        asks(make_reward(programme, by=admin), member)
    assert parsed(client_of(admin).get("/badges/")).one(id="badge-redemptions").text == "3"
    blocked = make_admin(blocked_pages=["redemptions"])
    for person in (make_staff(), blocked):
        client = client_of(person)
        assert not parsed(client.get("/badges/")).all(id="badge-redemptions")
        assert client.get(QUEUE).status_code == 403


def test_LR_7_approved_by_a_form_and_a_second_decision_is_too_late(programme, admin, client_of):
    redemption = asks(make_reward(programme, by=admin), make_redeemer(programme))
    client, path = client_of(admin), f"{QUEUE}{redemption.pk}/"
    assert client.post(f"{path}approve/").url == QUEUE
    assert client.post(f"{path}reject/", {"reject_reason": "policy"}).status_code == 409
    assert Redemption.objects.get().decided_by_name == "budi"


@pytest.mark.parametrize(
    ("sent", "field"),
    [({}, "reject_reason"), ({"reject_reason": "other"}, "note"), ({"reject_reason": "x"}, None)],
)
def test_LR_9_a_rejection_needs_its_reason(sent, field, programme, admin, client_of):
    redemption = asks(make_reward(programme, by=admin), make_redeemer(programme))
    answer = client_of(admin).post(f"{QUEUE}{redemption.pk}/reject/", sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field or "reject_reason"]
    assert Redemption.objects.get().state == "pending"


def test_LR_9_the_member_reads_the_reason_and_has_her_points(programme, admin, client_of):
    member = make_redeemer(programme)
    redemption = asks(make_reward(programme, by=admin), member)
    sent = {"reject_reason": "other", "note": "Stok rusak"}
    client_of(admin).post(f"{QUEUE}{redemption.pk}/reject/", sent)
    browser = browser_of(member)
    assert "New" in parsed(browser.get(MINE)).text
    assert "New" not in parsed(browser.get(MINE)).text
    assert "Stok rusak" in parsed(browser.get(f"{MINE}asked/{redemption.pk}/")).text
    assert balance(member) == 150


def test_LR_11_a_decision_is_mailed_to_a_confirmed_contact_in_her_language(
    programme, admin, client_of
):
    member = make_redeemer(programme)
    first = asks(make_reward(programme, by=admin, title="Kopi", points=10), member)
    second = asks(make_reward(programme, by=admin, title="Teh", points=10), member)
    Redemption.objects.update(language="id")
    client = client_of(admin)
    client.post(f"{QUEUE}{first.pk}/approve/")
    assert mail.outbox == []
    send_mails()
    (sent,) = mail.outbox
    assert sent.to == [MemberAccount.objects.get(pk=member.pk).email]
    assert "Kopi" in sent.body
    assert "disetujui" in sent.body
    assert f"/me/rewards/asked/{first.pk}/" in sent.body
    MemberAccount.objects.update(email_confirmed_at=None)
    client.post(f"{QUEUE}{second.pk}/reject/", {"reject_reason": "policy"})
    send_mails()
    assert len(mail.outbox) == 1


def test_case_164_on_their_own_admins_have_nothing_to_decide_with(programme, admin, client_of):
    member = make_redeemer(programme)
    redemption = asks(make_reward(programme), member)
    type(member).objects.filter(pk=member.pk).update(staff=admin)
    client = client_of(admin)
    page = parsed(client.get(f"{QUEUE}{redemption.pk}/"))
    assert not page.all("form", action=f"{QUEUE}{redemption.pk}/approve/")
    assert client.post(f"{QUEUE}{redemption.pk}/approve/").status_code == 422
    assert Redemption.objects.get().state == "pending"


def test_LR_10_any_staff_use_a_code_and_see_first_name_tier_and_redemption(programme, client_of):
    member = make_redeemer(programme, surname="Rahasia", phone="0812-3456-7890")
    asks(make_reward(programme, title="Lain", needs_approval=False, points=1), member)
    redemption = asks(make_reward(programme, title="Kopi", needs_approval=False), member)
    client = client_of(make_staff("siti"))
    found = client.post(FIND, {"code": f" {redemption.code[:5]}-{redemption.code[5:].lower()}"})
    assert found.url == f"{FIND}{redemption.code}/"
    page = parsed(client.get(found.url)).text
    for word in ("Ana", "Bronze", "Kopi"):
        assert word in page
    for word in ("Rahasia", "0812", "Lain"):
        assert word not in page


def test_LR_10_a_use_has_its_person_store_till_and_note(programme, admin, client_of):
    store = join_programme("TOKO 1", programme, by=None)
    till = add_till(store, 3, by=None)
    redemption = asks(
        make_reward(programme, by=admin, needs_approval=False), make_redeemer(programme)
    )
    path = f"{FIND}{redemption.code}/"
    sent = {"place": str(till.pk), "note": "hari ini", "left": "1"}
    client = client_of(make_staff("siti"))
    client.post(path, sent)
    used = RedemptionUse.objects.get()
    assert (used.by_name, used.store, used.till, used.note) == ("siti", store, till, "hari ini")
    assert client.post(path, sent).status_code == 409
    page = parsed(client_of(admin).get(f"{QUEUE}{redemption.pk}/")).text
    assert "hari ini" in page
    assert "TOKO 1" in page


def test_LR_10_a_code_that_nobody_has_is_said_at_the_field(programme, client_of):
    client = client_of(make_staff())
    answer = client.post(FIND, {"code": "0000000000"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["code"]
    assert client.get(f"{FIND}0000000000/").status_code == 404


def test_LR_10_after_its_last_day_a_use_is_refused_and_it_is_expired(programme, client_of):
    redemption = asks(make_reward(programme, needs_approval=False), make_redeemer(programme))
    Redemption.objects.update(last_day=today() - timedelta(1))
    answer = client_of(make_staff()).post(f"{FIND}{redemption.code}/", {"left": "1"})
    assert answer.status_code == 409
    assert Redemption.objects.get().state == "expired"
    assert RedemptionUse.objects.count() == 0


def test_LR_5_she_sees_the_offers_in_order_with_the_reason_why_not(programme):
    make_reward(programme, title="Mahal", points=1_000)
    make_reward(programme, title="Kopi", is_featured=True)
    make_reward(programme, title="Habis", points=1, stock=0)
    make_reward(programme, title="Nanti", visible_from=today() + timedelta(1))
    page = browser_of(make_redeemer(programme)).get(MINE)
    said = {each.offer.reward.title: each.offer.reason for each in page.context["offers"]}
    assert list(said) == ["Kopi", "Habis", "Mahal"]
    assert said["Kopi"] is None
    text = parsed(page).text
    assert "Out of stock." in text
    assert "You have too few points." in text


def test_case_128_she_is_shown_the_way_to_confirm_and_then_it_works(programme):
    make_reward(programme, title="Kopi")
    member = make_redeemer(programme, is_confirmed=False)
    browser = browser_of(member)
    assert parsed(browser.get(MINE)).all("a", href="/me/profile/")[1:]
    MemberAccount.objects.update(phone_confirmed_at="2026-01-01T00:00:00+00:00")
    path, fields = form_of(browser, "Kopi")
    assert browser.post(path, fields).status_code == 302
    assert balance(member) == 50


def test_case_158_the_same_form_sent_twice_leads_to_the_same_redemption(programme):
    make_reward(programme, title="Kopi", points=10)
    browser = browser_of(make_redeemer(programme))
    path, fields = form_of(browser, "Kopi")
    answers = [browser.post(path, fields).url for _ in range(3)]
    assert answers == [f"{MINE}asked/{Redemption.objects.get().pk}/"] * 3


def test_what_she_cannot_have_is_refused_with_its_reason(programme):
    reward = make_reward(programme, points=1_000)
    answer = browser_of(make_redeemer(programme)).post(
        f"{MINE}{reward.pk}/ask/", {"form_key": "one"}
    )
    assert answer.status_code == 422
    assert "too few points" in parsed(answer).text
    assert Redemption.objects.count() == 0


def test_LR_10_approved_she_has_code_and_qr_and_not_before(programme, admin):
    member = make_redeemer(programme)
    redemption = asks(make_reward(programme, by=admin), member)
    browser, path = browser_of(member), f"{MINE}asked/{redemption.pk}/"
    assert redemption.code not in browser.get(path).content.decode()
    deciding.approve(redemption.pk, by=admin)
    page = parsed(browser.get(path))
    assert redemption.code in page.text
    assert page.all("svg", **{"class": "qr"})
    use(redemption.pk, Counter(), by=admin)
    assert not parsed(browser.get(path)).all("svg", **{"class": "qr"})


def test_she_takes_back_what_waits(programme):
    member = make_redeemer(programme)
    redemption = asks(make_reward(programme), member)
    browser = browser_of(member)
    assert browser.post(f"{MINE}asked/{redemption.pk}/cancel/").url == MINE
    assert balance(member) == 150


@pytest.mark.parametrize("path", ["asked/{pk}/", "asked/{pk}/cancel/"])
def test_nobody_else_sees_or_takes_back_hers(path, programme):
    redemption = asks(make_reward(programme), make_redeemer(programme))
    other = browser_of(make_redeemer(programme))
    url = MINE + path.format(pk=redemption.pk)
    send = other.post if "cancel" in path else other.get
    assert send(url).status_code == 404
    assert Client().get(MINE)["Location"].startswith("/me/login/")
    assert Redemption.objects.get().state == "pending"


def test_LR_12_each_figure_opens_exactly_what_it_counts(programme, admin, client_of):
    member = make_redeemer(programme, 1_000)
    coffee = make_reward(programme, by=admin, title="Kopi", category="Minum")
    tea = make_reward(programme, by=admin, title="Teh", points=50)
    asked = [asks(coffee, member) for _ in range(3)] + [asks(tea, member)]
    deciding.approve(asked[0].pk, by=admin)
    use(asked[0].pk, Counter(), by=admin)
    deciding.approve(asked[1].pk, by=admin)
    deciding.reject(asked[3].pk, by=admin, reason=RejectReason.POLICY)
    client = client_of(admin)
    page = client.get("/loyalty/rewards/figures/")
    every = page.context["all"]
    assert [each.number for each in every.counts] == [4, 1, 3, 2, 1, 1, 0]
    assert every.figures.points == 300
    assert every.figures.approval_rate.value == Decimal("66.67")
    assert every.figures.use_rate.value == 50
    for grouping in ("reward", "category", "day"):
        page = client.get(f"/loyalty/rewards/figures/?by={grouping}")
        for row in (every, *page.context["rows"]):
            counted = [(each.number, client.get(each.url).context["count"]) for each in row.counts]
            assert [number for number, _rows in counted] == [rows for _number, rows in counted]


def test_LR_12_without_a_decision_there_is_no_rate(programme, admin, client_of):
    page = client_of(admin).get("/loyalty/rewards/figures/")
    assert not page.context["all"].figures.approval_rate.has_value
    assert "no data" in parsed(page).text


def test_a_members_page_opens_what_she_has_asked_for(programme, admin, client_of):
    member = make_redeemer(programme)
    asks(make_reward(programme, by=admin, title="Kopi"), member)
    asks(make_reward(programme, title="Teh"), make_redeemer(programme))
    client = client_of(admin)
    page = parsed(client.get(f"/loyalty/members/{member.pk}/"))
    (link,) = [each for each in page.all("a") if each["href"].startswith(f"{QUEUE}?")]
    assert [each.title for each in client.get(link["href"]).context["page"].rows] == ["Kopi"]


def test_LM_15_what_is_handed_out_has_her_redemptions_and_no_code(programme, admin):
    member = make_redeemer(programme)
    redemption = asks(make_reward(programme, by=admin, title="Kopi"), member)
    held = hand_out(member, today(), by=admin)
    assert [each["title"] for each in held["redemptions"]] == ["Kopi"]
    assert redemption.code not in str(held)


def goals(member):
    """The words of the goal on the overview and beside the rewards, and where they lead."""
    browser = browser_of(member)
    overview, rewards = browser.get("/me/"), browser.get(MINE)
    shown = overview.context["overview"].points.goal
    assert shown == rewards.context["goal"]
    words = re.findall(r"\d+ points to:? \w+", text_of(rewards))
    assert words == re.findall(r"\d+ points to:? \w+", text_of(overview))
    return words


def test_LA_6_both_pages_have_the_cheapest_reward_that_only_points_are_missing_to(programme):
    make_reward(programme, points=100)
    make_reward(programme, points=160, stock=0)
    make_reward(programme, points=170, tier="Gold")
    make_reward(programme, points=200, title="Kopi")
    make_reward(programme, points=400)
    assert goals(make_redeemer(programme, 150)) == ["50 points to: Kopi"]
    assert goals(make_redeemer(programme, 500)) == []


def test_LA_6_the_goal_is_no_reward_that_a_limit_a_contact_or_the_state_forbids(programme):
    make_reward(programme, points=170, title="Teh", limit_per_member=1)
    asked = make_redeemer(programme, 320)
    asks(Reward.objects.get(), asked)
    assert goals(asked) == ["50 points to 200"]
    assert goals(make_redeemer(programme, 150)) == ["20 points to: Teh"]
    assert goals(make_redeemer(programme, 150, is_confirmed=False)) == ["50 points to 200"]
