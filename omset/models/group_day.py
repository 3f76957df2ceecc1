"""Where a deposit counts."""

from datetime import date
from typing import NamedTuple

from bson import ObjectId


class GroupDay(NamedTuple):
    """The group that decides about a record's kind (OM-12), and the day it counts on."""

    staff_id: ObjectId
    product_id: ObjectId
    customer_key: str
    date: date
