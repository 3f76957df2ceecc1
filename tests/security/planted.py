"""Plants secrets and personal values in a product that logs at DEBUG, traces and reports errors.

`python -m tests.security.planted`: prints the answers to its requests, and what it came to know on
the way (cookies), as JSON on stdout; everything else goes where it would go in production.
"""

import json
import logging
import sys
from unittest.mock import patch

import django

# By what they are. Each is one that nothing else says.
SECRETS = {
    "password": "Kuda-Terbang-Planted-01",
    "wrong password": "Salah-Planted-02",
    "password typed as a name": "Nama-Planted-03",
    "new password": "Baru-Sekali-Planted-04",
    "code of an app": "730405",
    "recovery code": "7304-0506-0708-0910",
    "link to a password": "planted06SecretOfALink",
    "calendar feed": "planted07SecretOfAFeed",
    "code of a card": "planted08SecretOfACard",
    "link to join": "planted09SecretToJoin",
    "link that confirms": "planted10SecretToConfirm",
    "link of a member": "planted11SecretOfAMember",
    "code of a reward": "planted12SecretOfAReward",
    "customer": "Siti Planted13",
    "phone": "0812-1400-1400",
    "note": "owes money, planted15",
    "what is searched": "planted16search",
    "customer in an address": "planted17customer",
    "customer in a referrer": "planted18referrer",
    "page of htmx": "planted19htmx",
    "e-mail of a member": "planted20@example.com",
    "card of a member": "2990000212121",
    "surname of a member": "Planted22son",
    "phone of a member": "+6281323232323",
    "password of a member": "Anggota-Planted-24",
    "wrong token of a form": "planted25" * 7 + "p",
    "token of metrics": "planted26-token-of-thirty-two-characters",
    "wrong token of metrics": "planted27-token",
    "text of an error": "planted28error",
    "local variable": "planted29local",
    "argument of a job": "planted30argument",
    "mail": "planted31 body of a mail",
    "receiver of a mail": "planted32@example.com",
    "address of a webhook": "planted33webhook",
    "signing key": "planted34-signing-key-" * 3,
    "password of mail": "planted35-password-of-mail",
    "token of Telegram": "735000:planted36TelegramToken",
    "reason": "planted37 reason",
    "title of a product": "planted38 product",
    "body that is no form": "planted39 body",
    "authorization": "planted40-basic",
}
ENVIRONMENT = {
    "METRICS_TOKEN": SECRETS["token of metrics"],
    "SECRET_KEY": SECRETS["signing key"],
    "EMAIL_HOST_PASSWORD": SECRETS["password of mail"],
    "EMAIL_HOST_USER": "crm",
    "TELEGRAM_TOKEN": SECRETS["token of Telegram"],
    "AUDIT_WEBHOOK": f"https://127.0.0.1:9/{SECRETS['address of a webhook']}",
    # Nobody listens there.
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_PORT": "9",
}


def main():
    from django.conf import settings

    from crm.metrics.tracing import begin

    # Pages render without collectstatic, and passwords cost nothing.
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    provider = begin()
    people = _people()
    answers = _requests(people) | _errors(people)
    _outside_of_requests()
    provider.force_flush()
    sys.modules["sentry_sdk"].flush()
    sys.stdout.write(json.dumps(answers))


def _people():
    from crm.staff.models import User
    from tests.make import make_admin, make_product

    staff = User.objects.create_user("planted_staff", SECRETS["password"])
    return {"staff": staff, "admin": make_admin("planted_admin"), "product": make_product("P")}


def _requests(people):
    """The status of each answer by what it is about, and the cookies that came."""
    from django.test import Client

    client, said = Client(raise_request_exception=False), {}
    name = people["staff"].username
    for what, username, password in (
        ("wrong password", name, SECRETS["wrong password"]),
        ("password as a name", SECRETS["password typed as a name"], "x"),
        ("sign in", name, SECRETS["password"]),
    ):
        said[what] = client.post("/login/", {"username": username, "password": password})
    for what, url, data in _forms(people):
        said[what] = client.post(url, data)
    for what, url, headers in _addresses():
        said[what] = client.get(url, headers=headers)
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    form = {"csrfmiddlewaretoken": SECRETS["wrong token of a form"], "note": SECRETS["note"]}
    said["wrong token"] = strict.post("/omset/new/", form)
    json_body = json.dumps({"text": SECRETS["body that is no form"]})
    said["no form"] = client.post("/omset/new/", json_body, content_type="application/json")
    cookies = {name: morsel.value for name, morsel in client.cookies.items() if morsel.value}
    return {what: answer.status_code for what, answer in said.items()} | {"cookies": cookies}


def _forms(people):
    from tests.make import deposit_form

    deposit = deposit_form(
        people["product"],
        customer_id=f"{SECRETS['customer']} {SECRETS['phone']}",
        note=SECRETS["note"],
    )
    member = {"contact": SECRETS["e-mail of a member"], "password": SECRETS["password of a member"]}
    yield "deposit", "/omset/new/", deposit
    yield (
        "own password",
        "/password/",
        {
            "old_password": SECRETS["wrong password"],
            "new_password1": SECRETS["new password"],
            "new_password2": SECRETS["new password"],
        },
    )
    yield "code", "/login/code/", {"code": SECRETS["code of an app"]}
    yield "recovery", "/login/code/", {"code": SECRETS["recovery code"]}
    yield "leave", "/leave/new/", {"date": "2099-01-01", "reason": SECRETS["reason"]}
    yield "product", "/products/new/", {"name": SECRETS["title of a product"]}
    yield (
        "member signs in",
        "/me/login/",
        {"name": SECRETS["e-mail of a member"], "password": SECRETS["password of a member"]},
    )
    yield "member asks", "/me/link/", {"name": SECRETS["phone of a member"]}
    yield (
        "member claims",
        "/me/with-card/",
        member | {"card": SECRETS["card of a member"], "surname": SECRETS["surname of a member"]},
    )


def _addresses():
    yield "search", f"/search/?q={SECRETS['what is searched']}", {}
    yield "list", f"/omset/?customer={SECRETS['customer in an address']}", {}
    yield (
        "referrer",
        "/omset/",
        {
            "Referer": f"http://testserver/omset/?customer={SECRETS['customer in a referrer']}",
            "HX-Request": "true",
            "HX-Current-URL": f"http://testserver/omset/?customer={SECRETS['page of htmx']}",
            "Authorization": f"Basic {SECRETS['authorization']}",
        },
    )
    yield "password link", f"/password/link/{SECRETS['link to a password']}/", {}
    yield "feed", f"/leave/feeds/{SECRETS['calendar feed']}.ics", {}
    yield "card", f"/c/{SECRETS['code of a card']}", {}
    yield "join", f"/join/{SECRETS['link to join']}", {}
    yield "confirm", f"/me/confirm/{SECRETS['link that confirms']}/", {}
    yield "member's link", f"/me/password/{SECRETS['link of a member']}/", {}
    yield "reward", f"/loyalty/redemptions/use/{SECRETS['code of a reward']}/", {}
    yield "gauges", "/metrics", {"Authorization": f"Bearer {SECRETS['token of metrics']}"}
    yield "no gauges", "/metrics", {"Authorization": f"Bearer {SECRETS['wrong token of metrics']}"}


def _errors(people):
    """Pages of errors: of one whose text is a value, and of the database."""
    from django.db import IntegrityError
    from django.test import Client

    from tests.conftest import session_of

    client = Client(raise_request_exception=False)
    from django.conf import settings

    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(people["admin"])
    said = {}
    for error in (ValueError, IntegrityError, KeyError):

        def fails(*_args, error=error):
            value = SECRETS["local variable"]
            try:
                int(SECRETS["text of an error"])
            except ValueError as cause:
                raise error(f"{SECRETS['text of an error']} {len(value)}") from cause

        with patch("dashboard.status.views.examine", fails):
            answer = client.get("/status/doctor/", {"q": SECRETS["customer in an address"]})
        said[error.__name__] = answer.status_code
    return said


def _outside_of_requests():
    """A job that fails for good, a mail that nobody takes, a webhook, a line of gunicorn's."""
    from django.conf import settings

    from crm.audit.chain.roots import make_root
    from crm.jobs.processes.worker import Worker
    from crm.registry.runs.jobs import JOBS
    from loyalty.accounts.mails import _send
    from tests.crm.jobs.sample import SAMPLES, fails

    JOBS.update(SAMPLES)
    settings.JOB_RETRY_SECONDS = 0
    fails.enqueue(name=SECRETS["argument of a job"])
    worker = Worker()
    while worker.take_one():
        pass
    _send("Subject", [SECRETS["mail"]], SECRETS["receiver of a mail"])
    make_root()
    path = f"/password/link/{SECRETS['link to a password']}/"
    logging.getLogger("gunicorn.error").debug("%s %s", "GET", path)


if __name__ == "__main__":
    django.setup()
    main()
