"""Somebody at a browser: what they do on the pages, and what they see there."""

import time
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from playwright.sync_api import expect

from crm.staff.models import User
from crm.staff.sign_in.confirmation import CONFIRMED
from tests.make import PASSWORD

PATIENCE_MS = 20_000
NO_ANSWER = ("net::ERR_", "htmx:afterRequest", "htmx:sendError")
# A page that is left, and a lookup that a later one replaces, abort what was still loading.
ABORTED, ABORTED_BY_HTMX = "net::ERR_ABORTED", "htmx:sendAbort"
TOLD_OF_STATUS = ("status of {}", "Status Error Code {}", "answers {}")
READ_TABLE = """rows => rows.map(row => Object.fromEntries([
    ...[...row.cells].map(cell => [cell.dataset.label || "", cell.innerText.trim()]),
    ["url", row.querySelector("a")?.getAttribute("href")],
]))"""
READ_STATS = """cards => Object.fromEntries(cards.map(card => [
    card.querySelector(".label").textContent, card.querySelector(".value").textContent
]))"""
# A refusal may also come from where the console says nothing, as of a worker.
TELL_OF_REFUSALS = """addEventListener("securitypolicyviolation", refused =>
    console.error(`refused: ${refused.violatedDirective} ${refused.blockedURI}`))"""


@cache
def hashed_password():
    """As the product keeps it, which takes long to make."""
    return Argon2PasswordHasher().encode(PASSWORD, "salt of the tests")


class Person:
    """A browser of their own, whose console, requests and answers are watched.

    Without a `user` it is a visitor, who has no session.
    """

    def __init__(self, context, user, base_url):
        self.context, self.user, self.base_url = context, user, base_url
        self.name = user.username if user else "visitor"
        self.complaints, self.expected = [], set()
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._on_console)
        context.on("weberror", lambda problem: self._complain(problem.error))
        context.on("requestfailed", self._on_failure)
        context.on("response", self._on_response)
        context.add_init_script(TELL_OF_REFUSALS)
        self.page = context.new_page()

    def sign_in(self):
        """With a session made here, which takes no time, and a password for later."""
        self.get_password()
        client = Client()
        client.force_login(self.user)
        session = client.session
        # However long the test takes, they are not asked again who they are.
        session[CONFIRMED] = 2**40
        session.save()
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": self.base_url}]
        )

    def speak(self, language):
        """The language of the pages from now on."""
        self.language = language
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": self.base_url}
        self.context.add_cookies([cookie])

    def sign_in_by_form(self):
        """As people do."""
        self.get_password()
        self.page.goto("/")
        self.fill_sign_in()

    def get_password(self):
        """One that the web processes can check."""
        self.user.password = hashed_password()
        User.objects.filter(pk=self.user.pk).update(password=self.user.password)

    def fill_sign_in(self):
        """The sign-in page they were led to."""
        self.page.get_by_label("Username").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.locator("#user-menu .who")).to_contain_text(self.name)
        self.page.wait_for_load_state()

    def expects(self, *signs):
        """Answers with one of these statuses, and errors with one of these texts, are planned.

        Said beforehand, because what a browser has to say of them comes at any time.
        """
        for sign in signs:
            texts = TOLD_OF_STATUS if isinstance(sign, int) else ["{}"]
            self.expected |= {text.format(sign) for text in texts}

    def log(self, customer, nominal, *, multiplier="", note="", day=None, product=None):
        """Type a deposit into the open entry form and save it; returns the page of the record."""
        form = self.page.locator("#entry form")
        if day:
            form.get_by_label("Date").fill(str(day))
        if product:
            form.get_by_label("Product").select_option(label=product)
        form.get_by_label("Customer").fill(customer)
        form.get_by_label("Nominal").fill(str(nominal))
        form.get_by_label("Multiplier").fill(str(multiplier))
        form.get_by_label("Note").fill(note)
        return self.save_deposit()

    def save_deposit(self):
        """Press Save and wait for the next form; returns the page of the record."""
        key = self.page.locator("input[name=idempotency_key]")
        sent = key.input_value()
        self.page.locator("#entry").get_by_role("button", name="Save").click()
        expect(key).not_to_have_value(sent)
        return self.page.locator("#entry .alert a").get_attribute("href")

    def rows(self, path):
        """The table of a page: for each row its texts by the names of the columns."""
        self.page.goto(path)
        return self.page.locator("table.data tbody tr").evaluate_all(READ_TABLE)

    def stats(self, path=None):
        """The figures on the cards of a page, by their labels, without Rp and dots."""
        if path:
            self.page.goto(path)
        stats = self.page.locator(".stat-card").evaluate_all(READ_STATS)
        return {label: plain(value) for label, value in stats.items()}

    def wait_until(self, question):
        """Ask the page until it says yes: the policy lets Playwright's own way ask only once."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while not self.page.evaluate(question):
            assert time.monotonic() < end, f"never so: {question}"
            self.page.wait_for_timeout(20)

    def badge(self, page_id):
        """The element that says how much waits on a page of the menu."""
        return self.page.locator(f"#badge-{page_id}")

    def picture(self, path):
        """Save what they see, as JPEG: whole pages take longer to write as PNG."""
        self.page.screenshot(
            path=path, type="jpeg", quality=60, full_page=True, animations="disabled"
        )

    def _complain(self, text):
        if not any(sign in text for sign in self.expected):
            self.complaints.append(f"{self.name} at {self.page.url}: {text}")

    def _on_console(self, message):
        if message.type in ("error", "warning") and not message.text.startswith(ABORTED_BY_HTMX):
            self._complain(message.text)

    def _on_failure(self, request):
        if request.failure != ABORTED:
            self._complain(f"{request.url}: {request.failure}")

    def _on_response(self, response):
        if response.status >= 500:
            self._complain(f"{response.url} answers {response.status}")


def plain(text):
    """`Rp 1.500.000` as 1500000; what is no whole number as it is."""
    digits = text.removeprefix("Rp").strip().replace(".", "")
    return int(digits) if digits.isdigit() else text
