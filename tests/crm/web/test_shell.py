"""Tags of the page frame."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from crm.web.templatetags import shell


def context(rf, cookies=None, **more):
    request = rf.get("/")
    request.COOKIES = cookies or {}
    return {"request": request, **more}


def test_an_icon_is_hidden_from_screen_readers():
    html = shell.icon("bell")
    assert html.startswith('<svg class="icon" aria-hidden="true"><use href="/static/icons')
    assert html.endswith('.svg#bell"></use></svg>')


@pytest.mark.parametrize(
    ("number", "text"), [(None, ""), (0, ""), (1, "1"), (99, "99"), (100, "99+")]
)
def test_a_count_hides_at_zero_and_stops_at_99(number, text):
    assert shell.capped(number) == text


def test_the_bell_stops_at_9():
    assert [shell.capped(9, 9), shell.capped(10, 9)] == ["9", "9+"]


@pytest.mark.parametrize(
    ("change", "direction"), [(5, "up"), (-5, "down"), (0, "flat"), (None, "flat")]
)
def test_trend_direction(change, direction):
    assert shell.trend_direction(change) == direction


def test_the_account_decides_the_theme_before_the_cookie(rf):
    user = SimpleNamespace(theme="dark")
    assert shell.theme(context(rf, {"theme": "light"}, user=user)) == "dark"


def test_the_cookie_decides_the_theme_of_the_login_page(rf):
    assert shell.theme(context(rf, {"theme": "light"})) == "light"


@pytest.mark.parametrize("cookies", [{}, {"theme": "pink"}])
def test_the_theme_is_the_systems_otherwise(rf, cookies):
    assert shell.theme(context(rf, cookies)) == "system"


def test_an_error_page_without_a_request_has_the_systems_theme():
    assert shell.theme({}) == "system"


def test_closed_sidebar_groups_come_from_the_cookie(rf):
    assert shell.closed_groups(context(rf, {"closed_groups": "work.check"})) == {"work", "check"}


def test_what_never_changes_follows_the_language():
    with translation.override("id"):
        indonesian = shell.unchanging("texts.html")
    assert "data-offline" in indonesian
    assert shell.unchanging("texts.html") != indonesian


def test_what_is_made_once_follows_the_values_that_it_is_given():
    waiting = shell.unchanging("keys.html", groups=(), is_admin=True)
    assert waiting != shell.unchanging("keys.html", groups=(), is_admin=False)


def test_a_developer_sees_a_changed_template_at_once(settings, monkeypatch):
    shell.unchanging("texts.html")
    monkeypatch.setattr(shell, "render_to_string", lambda *_: "changed")
    assert shell.unchanging("texts.html") != "changed"
    settings.DEBUG = True
    assert shell.unchanging("texts.html") == "changed"
