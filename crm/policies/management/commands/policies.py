"""What the floor has decided, as of a date."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from crm import commands
from crm.commands import bad_usage
from crm.policies import units
from crm.policies.reads import dated_value_on, history
from crm.policies.rules import value_or_default
from crm.registry.policies import POLICIES, DatedValue, Policy


class Command(commands.Command):
    help = "Print what the floor has decided: the value of each policy on a day."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the business date; today if left")
        parser.add_argument("--history", action="store_true", help="all values, the latest first")

    def handle(self, *, on: str | None, **options: Any) -> None:
        day = _day(on) if on else timezone.localdate()
        documents = [_document(policy, day, options["history"]) for policy in POLICIES.values()]
        if options["json"]:
            self.print_json({"on": str(day), "policies": documents})
            return
        self.stdout.write(f"On {day}:")
        for document in documents:
            self.stdout.write(_in_a_line(document))
            for value in document.get("history", []):
                self.stdout.write("    " + _of_history(value))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_usage(f"“{text}” is not a date: write YYYY-MM-DD") from error


def _document(policy: Policy, day: date, with_history: bool) -> dict:
    holding = dated_value_on(policy, day)
    value = value_or_default(policy, holding)
    document: dict[str, Any] = {
        "policy": policy.key,
        "unit": str(policy.unit),
        "rule": policy.rule,
        "value": units.plain(policy.unit, value),
        "default": units.plain(policy.unit, policy.default),
    }
    document |= _facts(policy, holding) if holding else {"valid_from": None}
    if with_history:
        document["history"] = [_facts(policy, each) for each in history(policy)]
    return document


def _facts(policy: Policy, dated: DatedValue) -> dict:
    return {
        "value": units.plain(policy.unit, dated.value),
        "valid_from": str(dated.valid_from),
        "sequence": dated.sequence,
        "by": dated.author_name,
        "reason": dated.reason,
    }


def _in_a_line(document: dict) -> str:
    value = "-" if document["value"] is None else document["value"]
    head = f"{document['policy']}  {value} {document['unit']}"
    if document["valid_from"] is None:
        return f"{head}  (nothing decided yet)"
    return f"{head}  {_since(document)}"


def _of_history(value: dict) -> str:
    return f"{value['value']}  {_since(value)}"


def _since(value: dict) -> str:
    reason = f": {value['reason']}" if value["reason"] else ""
    return f"from {value['valid_from']}, {value['by']}{reason}"
