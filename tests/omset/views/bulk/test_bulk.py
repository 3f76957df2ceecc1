"""Many deposits at once: whose, how many, and what became of each."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from crm.web.lists import outcomes as one_by_one
from crm.web.lists import selection
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_reservation
from tests.parsed import parsed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
LIST, TRASH = "/omset/?preset=all", "/omset/trash/"


def ticks(*records, version=None):
    return [f"{record.pk}:{version or record.version}" for record in records]


def became(response):
    """What the panel says of each row, refused ones first: whether it was done, and its text."""
    rows = parsed(response).all("li", **{"class": "refused"}) + parsed(response).all(
        "li", **{"class": "done"}
    )
    return [(row["class"], row.text.replace(" :", ":")) for row in rows]


def text(response):
    return response.content.decode()


def reason_of(response):
    """Why nothing was done."""
    return parsed(response).one("div", role="alert", tabindex="-1").text


@pytest.fixture
@remembered
def three(owner, product):
    return [make_deposit(owner, product, name) for name in ("budi", "siti", "tini")]


@pytest.fixture
@remembered
def many(owner, product):
    """More than a page."""
    return [make_deposit(owner, product, f"c{at}") for at in range(52)]


def live():
    return OmsetRecord.objects.live().count()


def test_the_selected_are_deleted_and_each_is_told(three, owner, client_of):
    answer = client_of(owner).post(LIST, {"rows": ticks(*three[:2])})
    assert became(answer) == [
        ("done", "budi, 1 Feb 2026, Rp 100.000: in the trash"),
        ("done", "siti, 1 Feb 2026, Rp 100.000: in the trash"),
    ]
    assert answer.status_code == 200
    assert live() == 1
    assert f'id="record-{three[2].pk}"' in text(answer)


def test_each_refusal_has_its_reason_and_the_others_are_done(three, owner, client_of):
    stale, gone, fine = three
    trash.delete(gone.pk, by=owner)
    rows = [*ticks(stale, version=7), *ticks(gone, fine), "0" * 24, "nonsense:1"]
    assert became(client_of(owner).post(LIST, {"rows": rows})) == [
        ("refused", "budi, 1 Feb 2026, Rp 100.000: Somebody changed this deposit meanwhile. "
         "Look at it again, then decide."),
        ("refused", "siti, 1 Feb 2026, Rp 100.000: It is in the trash already."),
        ("refused", "A deposit: It does not exist any more."),
        ("refused", "A deposit: It does not exist any more."),
        ("done", "tini, 1 Feb 2026, Rp 100.000: in the trash"),
    ]  # fmt: skip


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 30])
def test_only_the_version_that_is_stored_or_none_is_deleted(version, three, owner, client_of):
    client_of(owner).post(LIST, {"rows": [f"{three[0].pk}:{version}"]})
    assert live() == (2 if version == "" else 3)


def test_staff_cannot_touch_or_learn_of_a_colleagues_deposit(three, stranger, client_of):
    answer = client_of(stranger).post(LIST, {"rows": ticks(*three)})
    assert became(answer) == [("refused", "A deposit: It does not exist any more.")] * 3
    assert live() == 3
    assert "budi" not in text(answer)


def looked_for(client, customer):
    """The address of the list with a customer, who stands in none."""
    sent = dict(parse_qsl(urlsplit(LIST).query)) | {"customer": customer}
    return client.post("/omset/find/", sent)["Location"]


def test_a_customer_in_the_address_deletes_nothing(many, owner, client_of):
    answer = client_of(owner).post(LIST + "&customer=c", {"all": "52"})
    assert answer.status_code == 302
    assert live() == 52


def test_a_search_that_has_ended_deletes_nothing(many, owner, client_of):
    answer = client_of(owner).post(LIST + "&find=ended", {"all": "52"})
    assert answer.status_code == 422
    assert live() == 52


def test_all_that_match_are_deleted_within_the_filter_alone(many, owner, product, client_of):
    other = make_deposit(owner, product, "other")
    client = client_of(owner)
    answer = client.post(looked_for(client, "c"), {"all": "52"})
    assert len(became(answer)) == 52
    assert live() == 1
    assert "52 done" in text(answer)
    assert list(OmsetRecord.objects.live()) == [other]


def test_all_that_match_are_ones_own_whatever_the_address_says(
    three, owner, stranger, product, client_of
):
    make_deposit(stranger, product, "mine")
    answer = client_of(stranger).post(f"{LIST}&staff={owner.pk}", {"all": "1"})
    assert len(became(answer)) == 1
    assert live() == 3


def test_all_is_refused_when_the_number_has_changed(three, owner, product, client_of):
    make_deposit(owner, product, "new")
    answer = client_of(owner).post(LIST, {"all": "3", "rows": ticks(*three)})
    assert answer.status_code == 409
    assert live() == 4
    sentence = "Nothing was done: 4 rows match now, not 3. Look at them, then choose again."
    assert reason_of(answer) == sentence


def test_all_is_refused_above_the_most(three, owner, client_of, monkeypatch):
    monkeypatch.setattr(selection, "MOST_ROWS", 2)
    for chosen in ({"all": "3"}, {"rows": ticks(*three)}):
        answer = client_of(owner).post(LIST, chosen)
        assert answer.status_code == 422
        assert live() == 3
        sentence = "Nothing was done: at most 2 rows at once. Choose a narrower filter."
        assert reason_of(answer) == sentence


@pytest.mark.parametrize("chosen", [{}, {"rows": []}])
def test_nothing_selected_does_nothing(chosen, three, owner, client_of):
    answer = client_of(owner).post(LIST, chosen)
    assert answer.status_code == 422
    assert reason_of(answer) == "Nothing was done: tick at least one row."


@pytest.mark.parametrize("filter", ["preset=soon", "preset=all&product=x"])
def test_a_filter_that_is_wrong_does_nothing(filter, three, owner, client_of):
    answer = client_of(owner).post(f"/omset/?{filter}", {"all": "3", "rows": ticks(*three)})
    assert answer.status_code == 422
    assert live() == 3


def test_what_there_is_no_time_for_is_said(three, owner, client_of, monkeypatch):
    clock = iter([0, 1, 100, 100])
    monkeypatch.setattr(one_by_one, "monotonic", lambda: next(clock))
    answer = client_of(owner).post(LIST, {"rows": ticks(*three)})
    assert [css for css, _text in became(answer)] == ["refused", "refused", "done"]
    assert "there was no time left" in text(answer)


def offered(response):
    """The words of the link to all, and the number that the box for all sends."""
    page = parsed(response)
    links = [link.text for link in page.all("a", **{"class": "all-matching link"})]
    return links, [box["value"] for box in page.all("input", name="all") if is_ticked(box)]


def is_ticked(box):
    return "checked" in box.attributes


def test_all_that_match_are_offered_by_a_link_beside_the_page(many, owner, client_of):
    client = client_of(owner)
    assert offered(client.get(LIST)) == (["Select all that match the filter"], [])
    assert offered(client.get(LIST + "&kind=NDP")) == (["Select all 52 that match the filter"], [])
    assert offered(client.get(looked_for(client, "c1"))) == ([], [])


def test_who_asks_for_all_is_told_how_many_the_list_has(many, owner, stranger, product, client_of):
    make_reservation(stranger, product, "taken", by=make_admin("boss"))
    make_deposit(owner, product, "taken")
    page = client_of(owner).get(LIST + "&selected=all")
    assert offered(page) == ([], ["53"])
    assert sum(map(is_ticked, parsed(page).all("input", name="rows"))) == 50


def test_who_asks_for_too_many_is_told(many, owner, client_of, monkeypatch):
    monkeypatch.setattr(selection, "MOST_ROWS", 51)
    page = client_of(owner).get(LIST + "&selected=all")
    assert offered(page) == ([], [])
    assert "More than 51 match." in text(page)


def test_htmx_gets_the_list_with_the_panel(three, owner, client_of):
    client = client_of(owner, htmx=True)
    answer = client.post(LIST, {"rows": ticks(three[0])}, headers={"HX-Target": "records"})
    assert text(answer).strip().startswith('<div id="records"')
    assert len(became(answer)) == 1


@pytest.fixture
@remembered
def binned(three, owner):
    for record in three:
        trash.delete(record.pk, by=owner)
    return list(OmsetRecord.objects.trashed().order_by("customer_key"))


def test_the_selected_are_restored_one_into_the_queue(binned, admin, stranger, product, client_of):
    make_reservation(stranger, product, "siti", by=admin)
    answer = client_of(admin).post(TRASH, {"action": "restore", "rows": ticks(*binned[:2])})
    assert became(answer) == [
        ("done", "budi, 1 Feb 2026, Rp 100.000: restored"),
        ("done", "siti, 1 Feb 2026, Rp 100.000: restored, waits for approval"),
    ]


def test_the_selected_are_deleted_for_good(binned, admin, client_of):
    trash.restore(binned[0].pk, by=admin)
    answer = client_of(admin).post(TRASH, {"action": "purge", "rows": ticks(*binned[:2])})
    assert became(answer) == [
        ("refused", "budi, 1 Feb 2026, Rp 100.000: This deposit is not in the trash any more."),
        ("done", "siti, 1 Feb 2026, Rp 100.000: deleted for good"),
    ]
    assert OmsetRecord.objects.count() == 2


def test_the_whole_trash_is_restored_at_once(binned, admin, client_of):
    client_of(admin).post(TRASH, {"action": "restore", "all": "3"})
    assert live() == 3


def test_the_trash_needs_something_to_do(binned, admin, client_of):
    answer = client_of(admin).post(TRASH, {"action": "burn", "rows": ticks(*binned)})
    assert answer.status_code == 422
    assert OmsetRecord.objects.trashed().count() == 3


def test_staff_have_no_bulk_in_the_trash(binned, owner, client_of):
    answer = client_of(owner).post(TRASH, {"action": "restore", "rows": ticks(*binned)})
    assert answer.status_code == 403
    assert live() == 0
