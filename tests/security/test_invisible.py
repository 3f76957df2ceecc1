"""No name, customer or reason that nobody sees, wherever one is typed."""

import pytest

from crm.audit.models import Event
from crm.filters.models import SavedFilter
from crm.staff.models import Product, User
from members import reservations
from members.models import Reservation
from omset.imports.rows import RejectedRow
from omset.models import OmsetRecord
from tests.invisible import INVISIBLE
from tests.make import deposit_form, make_deposit, make_master, make_reservation
from tests.omset.imports.test_rows import read

pytestmark = pytest.mark.django_db
# tests/crm/web/texts has the others.
TYPED = (
    *("hangul-filler", "braille-blank", "jamo-fillers", "half-width-filler"),
    *("selector", "mark-alone", "grapheme-joiner"),
)
every_kind = pytest.mark.parametrize("nothing", [INVISIBLE[name] for name in TYPED], ids=TYPED)


@pytest.fixture
def entry(product):
    return deposit_form(product)


@every_kind
def test_no_deposit_of_nobody(nothing, owner, entry, client_of):
    answer = client_of(owner).post("/omset/new/", entry | {"customer_id": nothing})
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()
    assert not OmsetRecord.objects.exists()


@every_kind
def test_no_correction_to_nobody(nothing, owner, product, entry, client_of):
    record = make_deposit(owner, product, "Budi")
    typed = entry | {"customer_id": nothing, "version": record.version}
    answer = client_of(owner).post(f"/omset/{record.pk}/edit/", typed)
    assert answer.status_code == 422
    assert OmsetRecord.objects.get().customer_id == "Budi"


@every_kind
def test_a_row_of_nobody_is_rejected(nothing):
    with pytest.raises(RejectedRow) as why:
        read(customer_id=nothing)
    assert why.value.field == "customer_id"


@every_kind
def test_nobody_is_reserved(nothing, admin, owner, product, client_of):
    result = {"customer_id": nothing, "product": product.pk, "phone": "0812 3456 7890"}
    assert client_of(owner).post("/members/reserved/new/", result).status_code == 422
    added = result | {"staff": owner.pk}
    assert client_of(admin).post("/members/reserved/new/", added).status_code == 422
    assert not Reservation.objects.exists()


@every_kind
def test_no_bonus_for_nobody(nothing, owner, product, client_of):
    make_reservation(owner, product, "Budi")
    claim = {"customer_id": nothing, "product": product.pk}
    answer = client_of(owner).post("/bonuses/checks/", claim)
    assert answer.status_code == 422
    assert not Event.objects.filter(subject_type="bonuses.customercheck").exists()


@every_kind
def test_no_account_without_a_name(nothing, client_of):
    client = client_of(make_master())
    typed = {"username": nothing, "role": "staff"}
    people = User.objects.count()
    assert client.post("/staff/new/", typed).status_code == 422
    assert User.objects.count() == people


@every_kind
def test_no_invisible_display_name(nothing, owner, client_of):
    typed = {"name": nothing, "email": "", "language": "", "theme": "system"}
    assert client_of(owner).post("/profile/", typed).status_code == 422
    assert User.objects.get(pk=owner.pk).name == owner.name


@every_kind
def test_no_product_without_a_name(nothing, admin, product, client_of):
    products = Product.objects.count()
    assert client_of(admin).post("/products/new/", {"name": nothing}).status_code == 422
    assert Product.objects.count() == products


@every_kind
def test_no_filter_without_a_name(nothing, owner, client_of):
    client, kept = client_of(owner), {"page": "omset", "query": "preset=month"}
    client.post("/filters/save/", kept | {"name": "Mine"})
    assert SavedFilter.objects.count() == 1
    client.post("/filters/save/", kept | {"name": nothing})
    assert SavedFilter.objects.get().name == "Mine"


@every_kind
def test_a_reason_says_something(nothing, admin, owner, stranger, product, client_of):
    make_reservation(stranger, product, "Budi")
    waiting = make_deposit(owner, product, "Budi")
    result = reservations.request(staff=owner, customer_id="Sari", product=product, phone="0812345")
    client = client_of(admin)
    decline, reject = f"/omset/{waiting.pk}/decline/", f"/members/reserved/{result.pk}/reject/"
    assert client.post(decline, {"reason": nothing}).status_code == 422
    assert client.post(reject, {"reason": nothing}).status_code == 422
    assert OmsetRecord.objects.get().is_pending
    assert Reservation.objects.filter(pk=result.pk).exists()
