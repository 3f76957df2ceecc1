"""A person's month: as it was closed, as it is now, what changed it, and what is to be paid."""

from typing import Any

from django.core.management.base import CommandParser

from bonuses.models import Adjustment
from bonuses.months.figures import MonthFigures, figures_of_month
from bonuses.statements.person import PersonMonth, person_month
from crm import commands
from crm.commands import bad_usage, month_named
from crm.staff.models import User


class Command(commands.Command):
    help = "Print a person's month: when closed, now, adjustments, and what is to be paid."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--staff", required=True, metavar="NAME", help="whose")

    def handle(self, *, month: str, staff: str, **options: Any) -> None:
        first, person = month_named(month), User.objects.named(staff).first()
        if person is None:
            raise bad_usage(f"there is no user “{staff}”")
        month_figures = figures_of_month(first, person.pk)
        statement = person_month(person.pk, person.name, first)
        document = _document(month_figures, statement, person)
        if options["json"]:
            self.print_json(document)
        else:
            self.stdout.write(_text(document))


def _document(month_figures: MonthFigures, statement: PersonMonth, person: User) -> dict:
    closing = month_figures.closing
    closed: dict[str, Any] = {"closed": closing is not None}
    if closing:
        closed |= {"closed_by": closing.closed_by_name, "closed_at": closing.closed_at.isoformat()}
    return {
        "month": f"{month_figures.month:%Y-%m}",
        "staff": person.username,
        **closed,
        "currency": statement.plan.currency,
        "frozen": month_figures.of(person.pk) if closing else None,
        "now": month_figures.of_now(person.pk),
        "adjustments": [_line(row) for row in statement.adjustments],
        "changed_after_closing": [_line(row) for row in statement.later],
        "to_pay": {name: f"{amount:.2f}" for name, amount in statement.line.to_pay.items()},
    }


def _line(row: Adjustment) -> dict:
    """One adjustment: of which month, carried by which, how much and why."""
    return {
        "month": f"{row.month:%Y-%m}",
        "into": f"{row.into:%Y-%m}",
        "amount": f"{row.amount:.2f}",
        "currency": row.currency,
        "cause": row.cause,
        "record": row.record,
        "customer": row.customer_id,
        "date": row.deposit_date.isoformat() if row.deposit_date else None,
        "total": None if row.deposit_total is None else f"{row.deposit_total:.2f}",
        "by": row.actor_name,
        "at": row.created_at.isoformat(),
    }


def _text(document: dict) -> str:
    frozen, now = document["frozen"], document["now"]
    state = "not closed"
    if frozen:
        state = f"closed by {document['closed_by']} on {document['closed_at']}"
    lines = [f"{document['staff']}, {document['month']}: {state}"]
    lines += [_figure(name, frozen, value) for name, value in now.items()]
    for name in ("adjustments", "changed_after_closing"):
        lines += [_adjustment(name, row) for row in document[name]]
    lines += [f"to pay  {amount} {currency}" for currency, amount in document["to_pay"].items()]
    return "\n".join(lines)


def _figure(name: str, frozen: dict | None, value: object) -> str:
    label = name.replace("_", " ")
    if frozen is None:
        return f"{label}  {value}"
    return f"{label}  when closed {frozen[name]}  now {value}"


def _adjustment(name: str, row: dict) -> str:
    label, amount = name.replace("_", " "), f"{row['amount']} {row['currency']}"
    return f"{label}  {row['month']} -> {row['into']}  {amount}  {row['cause']} by {row['by']}"
