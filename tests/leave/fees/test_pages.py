"""Pages of fees: what staff and admins see; every line opens its day; one number everywhere."""

import pytest

from crm.policies.models import PolicyValue
from leave.fees.policies import GRACE
from leave.fees.statements import statement_of
from leave.models import FeeBasis, ManualFee, Payment, Waiver
from tests.leave.fees.make import add_fee, come_late, day_of, pause_too_long, pay
from tests.make import make_master
from tests.parsed import cards, field_errors, parsed, tables, text_of

pytestmark = pytest.mark.django_db
FEBRUARY, MONTH = day_of("2026-02-01"), "?month=2026-02"


@pytest.fixture
def fees(owner, admin):
    come_late(owner, "2026-02-03", 10)
    pause_too_long(owner, "2026-02-04", 120)
    add_fee(owner, "2026-02-05", "5.00", by=admin)
    pay(owner, "2026-02", "835000", "IDR", by=admin)
    return owner


def total(staff):
    return statement_of(staff.pk, FEBRUARY).total


def test_65_the_person_the_admin_the_list_and_the_file_say_the_same(fees, admin, client_of):
    mine = client_of(fees).get(f"/leave/fees/mine/{MONTH}")
    theirs = client_of(admin).get(f"/leave/fees/{fees.pk}/{MONTH}")
    figures = {"Total": "$ 65,00", "Paid": "$ 50,00", "Due": "$ 15,00"}
    assert cards(mine) == figures
    assert cards(theirs) == figures
    [table] = tables(client_of(admin).get(f"/leave/fees/{MONTH}"))
    [line] = [cells for cells in table if cells[0] == "owner"]
    assert line[7:] == ["$ 65,00", "$ 50,00", "$ 15,00", "$ 0,00"]
    exported = client_of(admin).get(f"/leave/fees/export/{MONTH}")
    file = b"".join(exported.streaming_content).decode()
    assert "owner,1,10.00,1,2.00,5.00,0.00,65.00,50.00,15.00,0.00" in file


def test_what_is_due_is_shown_in_baht_and_rupiah(fees, client_of):
    text = text_of(client_of(fees).get(f"/leave/fees/mine/{MONTH}"))
    assert "THB 46.500,00" in text
    assert "Rp 250.500" in text


def test_every_line_opens_its_day(fees, admin, client_of):
    for client, page in (
        (client_of(fees), f"/leave/fees/mine/{MONTH}"),
        (client_of(admin), f"/leave/fees/{fees.pk}/{MONTH}"),
    ):
        section = parsed(client.get(page)).one("section", id="lines")
        links = [row.one("th").one("a")["href"] for row in section.one("tbody").children]
        assert len(links) == 3
        texts = [text_of(client.get(link)) for link in links]
        assert "11:10:00 WIB" in texts[0]
        assert "14:00:00 WIB" in texts[1]
        assert "lost badge" in texts[2]


def test_staff_see_their_own_and_nobody_elses(fees, stranger, client_of):
    """Earlier defect: staff had no view of their own fees."""
    client = client_of(stranger)
    assert "No fees in this month" in text_of(client.get(f"/leave/fees/mine/{MONTH}"))
    assert "lost badge" not in text_of(client.get("/leave/fees/mine/day/?date=2026-02-05"))
    assert client.get(f"/leave/fees/{fees.pk}/{MONTH}").status_code == 403
    assert client.get(f"/leave/fees/{fees.pk}/day/?date=2026-02-05").status_code == 403
    assert client.get(f"/leave/fees/{MONTH}").status_code == 403
    assert client.get("/leave/report/").status_code == 403


def test_staff_may_look_and_decide_nothing(fees, client_of):
    page = parsed(client_of(fees).get(f"/leave/fees/mine/{MONTH}"))
    assert page.one("section", id="lines").all("form") == []
    client = client_of(fees)
    waive = f"/leave/fees/{fees.pk}/waive/late/2026-02-03/"
    assert client.post(waive, {"reason": "please"}).status_code == 403
    assert not Waiver.objects.exists()


def test_an_admin_waives_and_charges_again_with_a_reason(fees, admin, client_of):
    client, address = client_of(admin), f"/leave/fees/{fees.pk}/waive/late/2026-02-03/"
    assert client.post(address).status_code == 422
    assert total(fees) == 65
    client.post(address, {"reason": "train"})
    assert total(fees) == 15
    assert client.post(address, {"reason": "again"}).status_code == 409
    page = client.get(f"/leave/fees/{fees.pk}/{MONTH}")
    assert "train" in text_of(page)
    assert cards(page)["Credit"] == "$ 35,00"
    client.post(f"/leave/fees/waivers/{Waiver.objects.get().pk}/reinstate/", {"reason": "none"})
    assert total(fees) == 65


@pytest.mark.parametrize(
    "path", ["waive/manual/2026-02-05", "waive/late/x", "waive/late/2999-01-01"]
)
def test_what_cannot_be_waived_has_no_address(fees, admin, client_of, path):
    answer = client_of(admin).post(f"/leave/fees/{fees.pk}/{path}/", {"reason": "why"})
    assert answer.status_code == 404


def test_a_fee_is_typed_and_a_wrong_one_is_refused_beside_its_field(fees, admin, client_of):
    client, address = client_of(admin), f"/leave/fees/{fees.pk}/add/"
    form = {"day": "2026-02-06", "amount": "-5", "reason": "noise", "idempotency_key": "k"}
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert list(field_errors(refused)) == ["id_amount"]
    client.post(address, form | {"amount": "5.50"})
    client.post(address, form | {"amount": "5.50"})
    assert total(fees) == 65 + 5.5
    fee = ManualFee.objects.get(reason="noise")
    client.post(f"/leave/fees/added/{fee.pk}/withdraw/", {"reason": "it was the radio"})
    assert total(fees) == 65


def test_a_payment_is_typed_and_taken_back(fees, admin, client_of):
    client, address = client_of(admin), f"/leave/fees/{fees.pk}/pay/{MONTH}"
    form = {"amount": "10", "currency": "USD", "paid_on": "2026-02-21", "idempotency_key": "k"}
    assert client.post(address, form | {"amount": "x"}).status_code == 422
    client.post(address, form)
    assert statement_of(fees.pk, FEBRUARY).due == 5
    payment = Payment.objects.get(currency="USD")
    client.post(f"/leave/fees/payments/{payment.pk}/withdraw/", {"reason": "typed twice"})
    assert statement_of(fees.pk, FEBRUARY).due == 15


def test_instalments_are_planned_and_paid_on_the_page(fees, admin, client_of):
    client, address = client_of(admin), f"/leave/fees/{fees.pk}/instalments/"
    client.post(f"{address}{MONTH}", {"parts": "2"})
    page = text_of(client.get(f"/leave/fees/{fees.pk}/{MONTH}"))
    assert "March 2026 $ 7,50" in page
    client.post(f"{address}paid/{MONTH}", {"idempotency_key": "p"})
    assert statement_of(fees.pk, FEBRUARY).due == 7.5


def test_a_month_is_reviewed_closed_and_reopened_by_a_master_admin_alone(fees, admin, client_of):
    client = client_of(admin)
    assert "$ 65,00" in text_of(client.get(f"/leave/fees/closing/{MONTH}"))
    client.post(f"/leave/fees/closing/{MONTH}")
    assert "Closed by admin" in text_of(client.get(f"/leave/fees/{MONTH}"))
    assert client.post(f"/leave/fees/closing/{MONTH}").status_code == 409
    reopening = f"/leave/fees/closing/reopen/{MONTH}"
    assert client.post(reopening, {"reason": "why"}).status_code == 403
    master = client_of(make_master())
    assert master.post(reopening).status_code == 422
    master.post(reopening, {"reason": "wrong list"})
    assert "Closed by" not in text_of(client.get(f"/leave/fees/{MONTH}"))


def test_a_change_after_closing_opens_the_day_that_it_is_about(fees, admin, client_of):
    client = client_of(admin)
    client.post(f"/leave/fees/closing/{MONTH}")
    client.post(f"/leave/fees/{fees.pk}/waive/late/2026-02-03/", {"reason": "train"})
    page = parsed(client.get(f"/leave/fees/{fees.pk}/?month=2026-03"))
    row = page.one("section", id="changes").one("tbody").one("tr")
    assert row.text == "Tue, 3 Feb 2026 Lateness train – -$ 50,00"
    assert row.one("th").one("a")["href"] == f"/leave/fees/{fees.pk}/day/?date=2026-02-03"


def test_the_agreement_stands_on_the_statement_from_its_day_on(owner, admin, client_of):
    master, text = client_of(make_master()), "Five dollars a minute."
    form = {"valid_from": "2999-01-01", "text": text}
    assert client_of(admin).post("/leave/fees/basis/decide/", form).status_code == 403
    past = master.post("/leave/fees/basis/decide/", form | {"valid_from": "2026-01-01"})
    assert list(field_errors(past)) == ["id_valid_from"]
    master.post("/leave/fees/basis/decide/", form)
    assert text in text_of(client_of(admin).get("/leave/fees/basis/"))
    assert text not in text_of(client_of(owner).get("/leave/fees/mine/"))


def test_a_form_that_comes_back_with_something_else_says_so_and_can_be_sent(fees, admin, client_of):
    client, address = client_of(admin), f"/leave/fees/{fees.pk}/add/"
    sent = {"day": "2026-02-06", "amount": "7", "reason": "noise", "idempotency_key": "back"}
    client.post(address, sent)
    again = client.post(address, sent | {"day": "2026-02-07"})
    assert again.status_code == 409
    assert "This form was sent before" in text_of(again)
    assert total(fees) == 72
    key = parsed(again).one("input", name="idempotency_key")["value"]
    client.post(address, sent | {"day": "2026-02-07", "idempotency_key": key})
    assert total(fees) == 79


@pytest.mark.parametrize("query", ["", "?month=", "?month=2026-13", "?month=2999-01"])
def test_a_payment_without_a_month_pays_no_other_one(fees, admin, client_of, query):
    form = {"amount": "10", "currency": "USD", "paid_on": "2026-02-21", "idempotency_key": "k"}
    answer = client_of(admin).post(f"/leave/fees/{fees.pk}/pay/{query}", form)
    assert answer.status_code == 400
    assert Payment.objects.count() == 1


def test_a_line_of_a_closed_month_is_waived_once_and_can_be_charged_again(fees, admin, client_of):
    client, page = client_of(admin), f"/leave/fees/{fees.pk}/{MONTH}"
    client.post(f"/leave/fees/closing/{MONTH}")
    client.post(f"/leave/fees/{fees.pk}/waive/late/2026-02-03/", {"reason": "train"})
    actions = {
        form["action"] for form in parsed(client.get(page)).one("section", id="lines").all("form")
    }
    assert f"/leave/fees/waivers/{Waiver.objects.get().pk}/reinstate/" in actions
    assert f"/leave/fees/{fees.pk}/waive/late/2026-02-03/" not in actions
    assert f"/leave/fees/{fees.pk}/waive/break/2026-02-04/" in actions


def test_the_month_and_the_statement_show_one_text_of_the_agreement(fees, admin, client_of):
    for day, text in (("2026-01-01", "Old text"), ("2026-02-15", "New text")):
        FeeBasis.objects.create(valid_from=day, text=text, author_name="a", sequence=1)
    for page in ("/leave/fees/", f"/leave/fees/{fees.pk}/"):
        shown = text_of(client_of(admin).get(f"{page}{MONTH}"))
        assert "New text" in shown
        assert "Old text" not in shown


def test_minutes_late_are_the_same_on_the_report_with_a_grace(fees, admin, client_of):
    PolicyValue.objects.create(
        policy=GRACE.key, valid_from=FEBRUARY, sequence=1, value=15, author_name="a", reason="r"
    )
    client = client_of(admin)
    [month] = tables(client.get(f"/leave/fees/{MONTH}"))
    [report] = tables(client.get("/leave/report/?start=2026-02-01&end=2026-02-28"))
    assert [cells[2] for cells in month if cells[0] == "owner"] == ["10"]
    assert [cells[4] for cells in report if cells[0] == "owner"] == ["10 min"]
    assert total(fees) == 15


def actions_of(page, section="lines"):
    return {form["action"] for form in parsed(page).one("section", id=section).all("form")}


def test_14_5_what_is_taken_back_already_offers_to_take_it_back_no_more(fees, admin, client_of):
    """Defect: the line of a closed month kept its button, and pressing it was answered 409."""
    client, page = client_of(admin), f"/leave/fees/{fees.pk}/{MONTH}"
    client.post(f"/leave/fees/closing/{MONTH}")
    withdraw = f"/leave/fees/added/{ManualFee.objects.get().pk}/withdraw/"
    assert withdraw in actions_of(client.get(page))
    client.post(withdraw, {"reason": "it was found"})
    assert withdraw not in actions_of(client.get(page))
    march = client.get(f"/leave/fees/{fees.pk}/?month=2026-03")
    assert "-$ 5,00" in text_of(march)
    assert withdraw not in actions_of(march, "changes")


def test_14_5_what_was_collected_opens_the_payments_that_it_is_the_sum_of(fees, admin, client_of):
    withdrawn = pay(fees, "2026-02", "7", by=admin)
    client = client_of(admin)
    client.post(f"/leave/fees/payments/{withdrawn.pk}/withdraw/", {"reason": "typed twice"})
    pay(fees, "2026-01", "3", by=admin)
    [link] = [
        link
        for link in parsed(client.get(f"/leave/fees/{MONTH}")).all("a")
        if link.text == "Collected in all months: $ 53,00."
    ]
    opened = client.get(link["href"])
    [table] = tables(opened)
    assert [cells[1:] for cells in table[1:]] == [
        ["owner", "January 2026", "$ 3,00", "$ 3,00"],
        ["owner", "February 2026", "Rp 835.000", "$ 50,00"],
    ]
    assert "Collected in all months: $ 53,00." in text_of(opened)
    assert client_of(fees).get(link["href"]).status_code == 403
