"""Single rows of members' databases; whole databases are made by make.py."""

import itertools

from crm.mongo.transaction import transactional
from members.databases.pool import lock_pool, note_pool_event
from members.models import DatabaseKind, MemberDatabase, MemberRow, PoolVerb, RowStatus
from members.rules.draw import draw_key
from members.rules.keys import customer_key
from members.rules.terms import terms_of

_numbers = itertools.count(1)


def plain_database(product):
    """One without an upload."""
    return MemberDatabase.objects.create(
        name=f"Plain {next(_numbers)}",
        kind=DatabaseKind.NORMAL,
        product=product,
        product_name=product.name,
        columns=["id", "name"],
        created_by_name="admin",
    )


@transactional
def make_row(database, customer="x", *, staff=None, cells=None, name="", phone="", **fields):
    """A row of the database; with `staff`, one that they have."""
    pool = lock_pool(database.pk)
    cells = cells if cells is not None else [customer, name]
    key = customer_key(customer) if customer else ""
    row = MemberRow(
        database_id=database.pk,
        product_id=database.product_id,
        number=next(_numbers),
        cells=cells,
        customer_id=customer,
        customer_key=key,
        name=name,
        phone=phone,
        terms=terms_of(cells, customer_key_of_row=key, name=name, phone=phone),
        joined=pool.sequence,
        draw_key="",
    )
    if staff:
        fields = {"status": RowStatus.ASSIGNED} | fields
        row.staff_id, row.staff_name = staff.pk, staff.name
    for field, value in fields.items():
        setattr(row, field, value)
    row.save()
    row.draw_key = draw_key(pool.secret, str(row.pk), 0)
    MemberRow.objects.filter(pk=row.pk, database_id=database.pk).update(draw_key=row.draw_key)
    note_pool_event(pool, PoolVerb.JOIN, [])
    return row


def stored(row):
    """The row as it is now."""
    return MemberRow.objects.get(pk=row.pk)
