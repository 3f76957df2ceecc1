"""The pages of plans, and what is typed and pressed on them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bonuses.plans.form import PlanForm
from bonuses.rules.rates import DEFAULT, Threshold

MILLION = 1_000_000
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
LIST = "/bonuses/plans/"
GENEROUS = replace(DEFAULT, main=(Threshold(Decimal(MILLION), Decimal(99)),))


def typed(draft, **changes):
    """The edit form of a draft as a browser sends it, with some fields typed over."""
    form = PlanForm(draft)
    parts = [form.head, *(row for part in form.parts for row in part.forms)]
    data = {field.html_name: field.value() for part in parts for field in part}
    filled = {name: "" if value is None else value for name, value in data.items()}
    return filled | {name.replace("_", "-"): value for name, value in changes.items()}


def edit(client, draft, **changes):
    return client.post(f"{LIST}{draft.pk}/edit/", typed(draft, **changes))


def act(client, plan, verb, **data):
    return client.post(f"{LIST}{plan.pk}/{verb}/", data)
