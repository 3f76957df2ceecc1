"""What of a month's lines was bought in departments that some terms leave out (LP-4)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from crm.mongo.rows import collection
from loyalty.imports.rows.card_months import card_months, excluded_by, read_card_month
from loyalty.imports.rows.counted import counted_lines
from loyalty.imports.rows.purchase_months import last_day, months_of_lines
from loyalty.models import Card, Programme, SalesLine
from loyalty.rules.preview import MonthPurchase
from loyalty.rules.programmes import Terms, Version
from loyalty.rules.rfm.purchases import Purchase
from loyalty.segments.purchases import MEMBER


def with_departments(
    purchases: Sequence[Purchase],
    programme: Programme,
    month: date,
    versions: Sequence[Version],
    draft: Terms,
) -> list[MonthPurchase]:
    """These purchases of a month; the months of cards among them with their departments."""
    codes = {*excluded_by(versions), *draft.earning.excluded}
    number = month.year * 100 + month.month
    lines = []
    if codes and number in months_of_lines(programme):
        lines = list(_of_lines(programme, number, codes))
    plain = Counter(purchases) - Counter(Purchase(*each[:3]) for each in lines)
    return [*(MonthPurchase(*each) for each in plain.elements()), *lines]


def _of_lines(programme: Programme, month: int, codes: set[str]) -> Iterator[MonthPurchase]:
    members = dict(Card.objects.filter(programme=programme).values_list("pk", "member_id"))
    match = counted_lines(programme, [month]) | {"card": {"$gt": ""}}
    stages = [{"$match": match}, *card_months(sorted(codes))]
    for each in map(read_card_month, collection(SalesLine).aggregate(stages)):
        if each.card in members:
            buyer = f"{MEMBER}{members[each.card]}"
            yield MonthPurchase(buyer, last_day(month), each.amount, each.by_department)
