"""Members who sign in, as a browser sees them."""

import re

from django.test import Client

from crm.jobs.processes.worker import Worker
from tests.loyalty.make import make_member

PASSWORD = "kucing biru di atas meja"
K1, K2, K3 = "2900000000018", "2900000000025", "2900000000032"
CLAIM = {"card": K1, "surname": "Esempio", "contact": "a@example.test", "password": PASSWORD}


def claimed(client: Client, **typed):
    """What the page answers to a claim of a card."""
    return client.post("/me/with-card/", CLAIM | typed)


def signed_in(programme, card=K1, **typed) -> Client:
    """The browser of a member who has claimed her card."""
    make_member(programme, card=card, name="Ana", surname="Esempio")
    client = Client()
    answer = claimed(client, card=card, **typed)
    assert answer.status_code == 302
    return client


def sign_in(client: Client, name, password=PASSWORD):
    """What the login page answers."""
    return client.post("/me/login/", {"name": name, "password": password})


def gets_in(name, password=PASSWORD) -> bool:
    """Whether a new browser gets in by this name and password."""
    return sign_in(Client(), name, password).status_code == 302


def asked_for_link(name, client=None):
    """What the page answers to who asks for a link; a worker has sent it then."""
    answer = (client or Client()).post("/me/link/", {"name": name})
    send_mails()
    return answer


def send_mails():
    """Do what is asked of workers."""
    worker = Worker()
    while worker.take_one():
        pass


def link_in(mail) -> str:
    """The path of the link that a mail holds."""
    return re.search(r"https?://[^/]+(/\S+)", mail.body)[1]
