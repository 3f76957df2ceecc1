"""A session that ends, and a web process that is killed, cost nobody their work."""

import os
import signal

import pytest
from playwright.sync_api import expect

from crm.staff.models import Session
from omset.models import OmsetRecord
from tests.browser.instruments.person import NO_ANSWER
from tests.make import make_product, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def rina(sign_in):
    make_product("Alpha")
    return sign_in(make_staff("rina"), by_form=True)


def test_an_expired_session_leads_through_the_sign_in_back_to_the_page(rina):
    page = rina.page
    page.goto("/omset/?preset=all")
    place = page.url
    # What is looked for is posted; sent by somebody signed out it is answered so.
    rina.expects(401)
    Session.objects.all().delete()
    page.locator("[data-filter] select[name=product]").select_option(label="Alpha")
    page.wait_for_url("**/login/?next=**")
    rina.fill_sign_in()
    expect(page).to_have_url(place)


def test_an_expired_session_does_not_throw_anybody_out_of_a_form_by_itself(rina):
    rina.page.clock.install()
    rina.page.goto("/omset/new/")
    # The preview of what is typed is posted; sent by somebody signed out it is answered so.
    rina.expects(401)
    rina.page.get_by_label("Note").fill("half a sentence")
    Session.objects.all().delete()
    rina.page.clock.fast_forward(31_000)
    expect(rina.page.locator("#toasts")).to_contain_text("You are signed out.")
    expect(rina.page.get_by_label("Note")).to_have_value("half a sentence")


def test_killed_web_processes_are_replaced_and_nothing_is_lost(rina, web_server):
    rina.page.goto("/omset/new/")
    rina.log("before", 100, product="Alpha")
    rina.expects(*NO_ANSWER)
    for worker in web_server.workers():
        os.kill(worker, signal.SIGKILL)
    rina.log("after", 200)
    assert [row["Customer"] for row in rina.rows("/omset/")] == ["after", "before"]
    assert OmsetRecord.objects.counted().count() == 2
