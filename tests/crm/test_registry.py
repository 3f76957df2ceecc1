"""What an app brings is complete: a page has its rule, a text its translation, a number a proof."""

import re

import pytest
from django.apps import apps
from django.urls import resolve, reverse
from django.utils import translation

from crm.notifications.messages import DECIDED_AT, TEXTS
from crm.registry import menu, pages
from crm.registry.pages import PAGES
from crm.registry.queues import QUEUES
from crm.registry.runs import jobs
from crm.registry.runs.jobs import JOBS
from crm.staff.access import Rule, rule_of
from omset.reconciliation.proofs import PROOFS, StoredMonths
from tests.urls import every_url

# What recount compares by itself, beside the months; locks and registers have no numbers.
PROVEN_BY_RECOUNT_ITSELF = {"omset.DailyTally", "omset.GroupTally", "omset.Submission"}
NO_NUMBERS = {"omset.StaffLock", "bonuses.BooksLock", "staff.NameRegister", "policies.PolicyLock"}
NO_NUMBERS |= {"leave.StaffMonth", "leave.TeamDay", "leave.FeeBooks"}


@pytest.mark.parametrize("entry", [*menu.entries(), *menu.OTHER_PAGES], ids=lambda e: e.view)
def test_whatever_the_menu_names_has_an_access_rule(entry):
    assert isinstance(rule_of(entry.view), Rule)


def test_every_page_that_can_be_blocked_is_the_page_of_a_url():
    rules = {url.view.access.page for url in every_url()}
    assert set(PAGES) <= rules


def test_a_page_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        pages.register("omset", "Omset", 1)


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.page)
def test_what_waits_is_decided_at_a_url_of_the_same_page(queue):
    assert rule_of(queue.decided_at).page == queue.page


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.page)
def test_what_waits_is_listed_at_a_url_of_the_same_page(queue):
    assert resolve(reverse(queue.view)).func.access.page == queue.page


@pytest.mark.parametrize("kind", TEXTS)
def test_every_notification_is_worded_in_indonesian(kind):
    with translation.override("en"):
        english = str(TEXTS[kind])
    with translation.override("id"):
        assert str(TEXTS[kind]) != english


@pytest.mark.parametrize("kind", DECIDED_AT)
def test_what_asks_for_a_decision_names_where_it_is_made(kind):
    assert isinstance(rule_of(DECIDED_AT[kind]), Rule)


@pytest.mark.parametrize("name", JOBS)
def test_every_job_is_named_in_indonesian(name):
    with translation.override("en"):
        english = str(JOBS[name].label)
    with translation.override("id"):
        assert str(JOBS[name].label) != english


def test_a_job_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        jobs.register("nightly", "Night", JOBS["nightly"].task)


def derived_models():
    """Models whose docstring names the one module that writes them."""
    return {
        model._meta.label
        for model in apps.get_models()
        if re.search(r"[Ww]ritten only (by|in)|only writer", model.__doc__ or "")
    }


def test_every_derived_number_belongs_to_what_recount_proves():
    proven = {
        proof.months.model._meta.label
        for proof in PROOFS.values()
        if isinstance(proof.months, StoredMonths)
    }
    assert derived_models() - NO_NUMBERS - PROVEN_BY_RECOUNT_ITSELF == proven
