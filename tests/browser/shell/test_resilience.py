"""What fails on the way costs nobody their work: reads are asked again, writes wait and go again.

The failures are real ones where that is possible: a network that is off, web processes that are
stopped, killed or replaced, a session that is deleted, an answer that is lost.
"""

import os
import signal
import time
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from crm.staff.models import Session
from omset.models import OmsetRecord
from tests.browser.instruments.person import NO_ANSWER, Person
from tests.make import make_product, make_staff

pytestmark = pytest.mark.django_db
ENTRY = "**/omset/new/"
# A filter is posted, since it may name a customer, and is a read all the same.
FILTER = "**/omset/find/"
# What may happen on the way to her form.
FAILURES = (*NO_ANSWER, "Service Worker registration blocked", 401, 403, 429, 502, 503, 504)


@pytest.fixture
def rina(sign_in):
    """At her entry form, with a deposit typed but not saved."""
    make_product("Alpha")
    person = sign_in(make_staff("rina"), service_workers="block")
    person.expects(*FAILURES)
    person.page.goto("/omset/new/")
    type_deposit(person.page)
    return person


@pytest.fixture
def time_passes(rina):
    """Half a minute by the clock of her page, and what it brings."""
    rina.page.clock.install()

    def on():
        rina.page.clock.fast_forward(30_000)
        rina.page.wait_for_load_state("networkidle")

    return on


def type_deposit(page, customer="budi"):
    page.get_by_label("Product").select_option(label="Alpha")
    page.get_by_label("Customer").fill(customer)
    page.get_by_label("Nominal").fill("150")
    page.get_by_label("Note").fill("half a sentence")


def press_save(page):
    page.locator("#entry").get_by_role("button", name="Save").click()


def expect_saved(page):
    """Once, and nothing is left to send."""
    expect(page.locator("#entry .alert-success")).to_contain_text("budi")
    expect(page.locator(".unsent")).to_have_count(0)
    assert [record.customer_id for record in OmsetRecord.objects.all()] == ["budi"]


def expect_still_typed(page):
    expect(page.get_by_label("Customer")).to_have_value("budi")
    expect(page.get_by_label("Note")).to_have_value("half a sentence")


def failing(times, page, path, how):
    """Let the first requests to `path` fail by how(route); returns the methods of all of them."""
    methods = []

    def handle(route):
        methods.append(route.request.method)
        how(route) if len(methods) <= times else route.fallback()

    page.route(path, handle)
    return methods


def cut_off(route):
    route.abort("connectionreset")


def lose_the_answer(route):
    route.fetch()
    route.abort("connectionreset")


def answer(status, **headers):
    return lambda route: route.fulfill(status=status, headers=headers, body="<h1>proxy</h1>")


def test_SE_6_a_read_that_fails_once_is_asked_again_and_nobody_notices(rina):
    for how in (cut_off, answer(502), answer(503), answer(504)):
        rina.page.goto("/omset/?preset=all")
        methods = failing(1, rina.page, FILTER, how)
        rina.page.locator("[data-filter] select[name=product]").select_option(label="Alpha")
        rina.page.wait_for_url("**product=*")
        assert methods == ["POST", "POST"]
        expect(rina.page.locator("#toasts .alert")).to_have_count(0)
        rina.page.unroute_all()


def test_SE_6_a_read_that_fails_twice_says_so_and_the_page_stays(rina):
    rina.page.goto("/omset/?preset=all")
    before = rina.page.locator("#records").inner_text()
    methods = failing(9, rina.page, FILTER, cut_off)
    rina.page.locator("[data-filter] select[name=product]").select_option(label="Alpha")
    expect(rina.page.locator("#toasts")).to_contain_text("No connection.")
    assert methods == ["POST", "POST"]
    assert rina.page.locator("#records").inner_text() == before


def test_a_write_without_network_waits_in_sight_and_goes_when_it_is_back(rina):
    rina.context.set_offline(True)
    press_save(rina.page)
    expect(rina.page.locator(".unsent")).to_contain_text("Not sent: no connection.")
    expect_still_typed(rina.page)
    assert OmsetRecord.objects.count() == 0
    rina.context.set_offline(False)
    expect_saved(rina.page)


@pytest.mark.parametrize("how", [cut_off, lose_the_answer, answer(502), answer(503), answer(504)])
def test_SE_7_a_write_goes_again_with_its_key_and_is_saved_once(rina, time_passes, how):
    posted = failing(2, rina.page, ENTRY, how)
    press_save(rina.page)
    expect(rina.page.locator(".unsent")).to_contain_text("Trying again by itself")
    expect_still_typed(rina.page)
    for _again in range(2):
        with rina.page.expect_request(ENTRY):
            time_passes()
    expect_saved(rina.page)
    assert posted == ["POST"] * 3


def test_web_processes_killed_in_the_middle_of_a_write_cost_nothing(rina, web_server):
    for worker in web_server.workers():
        os.kill(worker, signal.SIGSTOP)
    press_save(rina.page)
    time.sleep(0.5)
    for worker in web_server.workers():
        os.kill(worker, signal.SIGKILL)
    expect_saved(rina.page)


def test_a_deployment_in_the_middle_of_a_write_costs_nothing(rina, web_server):
    web_server.stop()
    try:
        press_save(rina.page)
        expect(rina.page.locator(".unsent")).to_contain_text("Not sent")
        expect_still_typed(rina.page)
    finally:
        web_server.start()
    # Unless it has gone by itself, as soon as the first process answered.
    with suppress(Error):
        rina.page.get_by_role("button", name="Send now").click(timeout=1_000)
    expect_saved(rina.page)


def test_what_waits_can_be_called_off_and_stays_in_the_form(rina, time_passes):
    posted = failing(9, rina.page, ENTRY, cut_off)
    press_save(rina.page)
    rina.page.get_by_role("button", name="Do not send").click()
    time_passes()
    expect(rina.page.locator(".unsent")).to_have_count(0)
    expect_still_typed(rina.page)
    assert posted == ["POST"]
    assert OmsetRecord.objects.count() == 0


def test_429_says_how_long_and_goes_by_itself_after_that(rina, time_passes):
    posted = failing(1, rina.page, ENTRY, answer(429, **{"Retry-After": "20"}))
    press_save(rina.page)
    expect(rina.page.locator(".unsent")).to_contain_text("It is sent by itself in 20 seconds.")
    time_passes()
    expect_saved(rina.page)
    assert posted == ["POST"] * 2


def test_a_write_that_may_not_arrive_twice_asks_first(rina, time_passes):
    posted = failing(1, rina.page, "**/preferences/", cut_off)
    rina.page.get_by_role("button", name="rina").click()
    rina.page.locator("#theme-form").get_by_role("button", name="Dark").click()
    expect(rina.page.locator(".unsent")).to_contain_text("Look before you send it again.")
    time_passes()
    assert posted == ["POST"]
    rina.page.get_by_role("button", name="Send now").click()
    expect(rina.page.locator(".unsent")).to_have_count(0)
    assert posted == ["POST"] * 2


def test_a_form_sent_without_a_session_stays_and_goes_after_the_sign_in(rina):
    Session.objects.all().delete()
    press_save(rina.page)
    notice = rina.page.locator(".unsent")
    expect(notice).to_contain_text("Not sent: you are signed out.")
    expect_still_typed(rina.page)
    with rina.context.expect_page() as opened:
        notice.get_by_role("link", name="Sign in").click()
    other, rina.page = rina.page, opened.value
    rina.fill_sign_in()
    rina.page = other
    rina.page.get_by_role("button", name="Send now").click()
    expect_saved(rina.page)
    assert OmsetRecord.objects.get().staff_id == rina.user.pk


def test_signed_in_again_meanwhile_the_form_gets_its_new_token_by_itself(rina):
    Session.objects.all().delete()
    sign_in_elsewhere(rina, rina.user)
    press_save(rina.page)
    expect_saved(rina.page)


def test_a_form_is_never_sent_in_the_name_of_somebody_else(rina):
    Session.objects.all().delete()
    sign_in_elsewhere(rina, make_staff("dewi"))
    press_save(rina.page)
    expect(rina.page.locator(".unsent")).to_contain_text("somebody else is signed in now")
    rina.page.get_by_role("button", name="Send now").click()
    rina.page.wait_for_load_state("networkidle")
    expect_still_typed(rina.page)
    assert OmsetRecord.objects.count() == 0


def sign_in_elsewhere(person, user):
    """In another tab of the same browser, by the form: it brings a new token."""
    there = Person.__new__(Person)
    there.__dict__ |= person.__dict__ | {"user": user, "name": user.username}
    there.page = person.context.new_page()
    there.sign_in_by_form()
    there.page.close()
