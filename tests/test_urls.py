"""Every URL has its access rule, and every page is looked at."""

from crm.registry.pages import PAGES
from crm.staff.access import EVERYONE, Rule
from tests.browser.every_page import ADMINS, EXCLUDED, STAFF, VISITORS
from tests.make import make_master
from tests.urls import every_url

LOOKED_AT = ADMINS.keys() | STAFF.keys() | VISITORS.keys()
PUBLIC = {"staff:login", "staff:logout", "staff:preferences", "staff:second_step"}
# Whose address is a secret.
PUBLIC |= {"leave:feed", "staff:choose_password"}
PUBLIC |= {"leave:floor_screen"}
# Of members, who sign in with something else (LS-1), and what leads there.
OF_MEMBERS = {"login", "ask_link", "with_card", "as_new", "dispute", "choose_password", "confirm"}
PUBLIC |= {f"me:{name}" for name in OF_MEMBERS | {"service_worker"}}
PUBLIC |= {"card_scan", "join", "join_with_card"}
PUBLIC |= {"csrf", "manifest", "offline", "service_worker"}
NOT_ALLOWED = 405


def test_every_url_says_who_may_open_it():
    rules = {url.name: getattr(url.view, "access", None) for url in every_url()}
    assert [name for name, rule in rules.items() if not isinstance(rule, Rule)] == []
    assert {name for name, rule in rules.items() if rule.level == EVERYONE} == PUBLIC


def test_RO_5_every_page_with_a_rule_can_be_blocked_and_no_other():
    rules = [url.view.access for url in every_url()]
    assert {rule.page for rule in rules} - {None} == set(PAGES)


def test_every_page_is_looked_at_in_a_browser_or_left_out_for_a_reason(client_of, db):
    client = client_of(make_master())
    unlisted = [url for url in every_url() if url.name not in LOOKED_AT | EXCLUDED.keys()]
    pages = [url for url in unlisted if client.get(url.path()).status_code != NOT_ALLOWED]
    assert [url.name for url in pages] == []


def test_the_list_of_pages_names_nothing_that_is_gone():
    names = {url.name for url in every_url()}
    assert (LOOKED_AT | EXCLUDED.keys()) - names == set()
    assert LOOKED_AT & EXCLUDED.keys() == set()
