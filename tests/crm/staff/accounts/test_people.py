import pytest
from django.db import IntegrityError

from crm.audit.models import Event
from crm.notifications.models import Notification
from crm.notifications.send import notify
from crm.staff.accounts import people
from crm.staff.accounts.people import HasSignedIn, NoPagesToBlock, NotAllowed
from crm.staff.models import User
from crm.staff.usage import InUse
from tests.make import PASSWORD, make_admin, make_deposit, make_master, make_reservation, make_staff

pytestmark = pytest.mark.django_db


def create(by, role, username="new"):
    return people.create(by=by, username=username, password=PASSWORD, role=role)


def edited(person, by, **fields):
    unchanged = {"name": person.name, "email": person.email, "role": person.role}
    return people.edit(person.pk, by=by, **unchanged | fields)


@pytest.mark.parametrize("role", ["admin", "master_admin"])
def test_RO_3_an_admin_creates_staff_alone(role, admin):
    assert create(admin, "staff").role == "staff"
    with pytest.raises(NotAllowed):
        create(admin, role, "other")
    assert User.objects.filter(role=role).exclude(pk=admin.pk).count() == 0


def test_RO_3_a_master_admin_creates_every_role_the_own_one_too():
    boss = make_master()
    roles_of_new = [create(boss, role, role).role for role in ("staff", "admin", "master_admin")]
    assert roles_of_new == ["staff", "admin", "master_admin"]


def test_RO_3_staff_create_nobody(owner):
    with pytest.raises(NotAllowed):
        create(owner, "staff")


@pytest.mark.parametrize("make", [make_admin, make_master])
def test_RO_1_an_admin_manages_no_equal_and_nobody_above(make, admin):
    other = make()
    for verb in (people.deactivate, people.activate, people.delete):
        with pytest.raises(NotAllowed):
            verb(other.pk, by=admin)
    with pytest.raises(NotAllowed):
        edited(other, admin, name="Mine now")
    with pytest.raises(NotAllowed):
        people.reset_password(other.pk, by=admin)
    other.refresh_from_db()
    assert other.is_active
    assert other.check_password(PASSWORD)


def test_RO_1_nobody_manages_themselves(admin):
    boss = make_master()
    for person in (boss, admin):
        with pytest.raises(NotAllowed):
            edited(person, person)


def test_RO_2_an_admin_promotes_nobody(owner, admin):
    for role in ("admin", "master_admin"):
        with pytest.raises(NotAllowed):
            edited(owner, admin, role=role)
    owner.refresh_from_db()
    assert owner.role == "staff"


def test_RO_2_a_master_admin_promotes_up_to_admin(owner):
    boss = make_master()
    assert edited(owner, boss, role="admin").role == "admin"
    with pytest.raises(NotAllowed):
        edited(owner, boss, role="master_admin")


def test_RO_4_nobody_deletes_themselves():
    boss = make_master()
    with pytest.raises(NotAllowed):
        people.delete(boss.pk, by=boss)


def test_RO_4_an_unused_account_is_deleted_with_its_inbox(owner, admin):
    notify([owner.pk], "reservation-approved", "/", customer="x", product="P")
    people.delete(owner.pk, by=admin)
    assert not User.objects.filter(pk=owner.pk).exists()
    assert Notification.objects.count() == 0


def test_RO_12_an_account_that_is_referred_to_is_kept_with_the_counts(owner, admin, product):
    make_reservation(owner, product, by=admin)
    with pytest.raises(InUse) as refused:
        people.delete(owner.pk, by=admin)
    assert str(refused.value) == "reservations: 1"
    assert User.objects.filter(pk=owner.pk).exists()


def test_RO_12_an_account_with_deposits_is_kept(owner, admin, product):
    make_deposit(owner, product)
    with pytest.raises(InUse):
        people.delete(owner.pk, by=admin)
    assert User.objects.filter(pk=owner.pk).exists()


def test_RO_12_an_account_that_was_signed_in_with_is_kept(client, owner, admin):
    client.force_login(owner)
    with pytest.raises(HasSignedIn):
        people.delete(owner.pk, by=admin)
    assert User.objects.filter(pk=owner.pk).exists()


def test_RO_5_a_master_admin_blocks_pages_of_an_admin(admin):
    people.block_pages(admin.pk, ["trash", "staff"], by=make_master())
    admin.refresh_from_db()
    assert admin.blocked_pages == ["staff", "trash"]


@pytest.mark.parametrize(
    ("make_actor", "make_target"),
    [
        (make_admin, make_admin),
        (make_admin, make_staff),
        (make_master, make_staff),
        (make_master, make_master),
    ],
)
def test_RO_5_nobody_else_blocks_and_nobody_else_is_blocked(make_actor, make_target):
    target = make_target()
    with pytest.raises(NoPagesToBlock):
        people.block_pages(target.pk, ["trash"], by=make_actor())
    target.refresh_from_db()
    assert target.blocked_pages == []


def test_RO_5_blocked_pages_do_not_come_back_with_a_promotion(admin):
    boss = make_master()
    people.block_pages(admin.pk, ["trash"], by=boss)
    edited(admin, boss, role="staff")
    admin.refresh_from_db()
    assert edited(admin, boss, role="admin").blocked_pages == []


def test_RO_8_an_e_mail_address_belongs_to_one_account_in_any_case(owner, stranger, admin):
    edited(owner, admin, email="Rina@Omset.example")
    with pytest.raises(IntegrityError):
        edited(stranger, admin, email="rina@OMSET.example")


def test_SE_10_what_is_done_to_an_account_is_history(owner, admin):
    edited(owner, admin, name="Rina")
    people.reset_password(owner.pk, by=admin)
    people.deactivate(owner.pk, by=admin)
    events = Event.objects.about(owner)
    assert [(e.verb, e.actor_name, e.before, e.after) for e in events] == [
        ("edit", admin.name, {"name": "owner"}, {"name": "Rina"}),
        ("reset password", admin.name, {}, {}),
        ("deactivate", admin.name, {"is_active": True}, {"is_active": False}),
    ]


def test_SE_10_a_deleted_account_stays_in_history(owner, admin):
    people.delete(owner.pk, by=admin)
    [event] = Event.objects.filter(subject=owner.pk)
    assert event.verb == "delete"
    assert event.before["username"] == "owner"
    assert event.after == {}


def test_a_refused_change_leaves_no_history(owner, admin):
    with pytest.raises(NotAllowed):
        edited(owner, admin, role="admin")
    assert Event.objects.about(owner).count() == 0
