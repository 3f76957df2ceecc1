"""Databases with rows, as an upload leaves them."""

import itertools

from bson import ObjectId

from crm.mongo.stored import store_new
from crm.mongo.transaction import transactional
from members.databases.pool import lock_pool, note_pool_event
from members.models import DatabaseKind, MemberDatabase, MemberRow, PoolVerb
from members.rules.draw import draw_key
from members.rules.keys import customer_key
from members.rules.terms import terms_of

COLUMNS = ["username", "nama", "telepon"]
_numbers = itertools.count(1)


def make_database(product, rows=0, kind=DatabaseKind.NORMAL, name="", **fields):
    """A database with so many rows: customers user1, user2, ..."""
    database = MemberDatabase.objects.create(
        name=name or f"Database {next(_numbers)}",
        kind=kind,
        product=product,
        product_name=product.name,
        columns=COLUMNS,
        created_by_name="admin",
        **fields,
    )
    if rows:
        add_rows(database, [f"user{number}" for number in range(1, rows + 1)])
    return database


@transactional
def add_rows(database, customers):
    """Rows of these customers, joined in one event of the pool."""
    pool = lock_pool(database.pk)
    first = MemberRow.objects.of(database.pk).count() + 1
    rows = [_row(database, pool, number, who) for number, who in enumerate(customers, first)]
    store_new(rows)
    note_pool_event(pool, PoolVerb.JOIN, [])
    return rows


def _row(database, pool, number, customer):
    pk = ObjectId()
    cells = [customer, f"Nama {customer}", f"+62812{number:07}"]
    key = customer_key(customer)
    terms = terms_of(cells, customer_key_of_row=key, name=cells[1], phone=cells[2])
    return MemberRow(
        pk=pk,
        database_id=database.pk,
        product_id=database.product_id,
        number=number,
        cells=cells,
        customer_id=customer,
        customer_key=key,
        name=cells[1],
        phone=cells[2],
        terms=terms,
        draw_key=draw_key(pool.secret, str(pk), 0),
        joined=pool.sequence,
    )
