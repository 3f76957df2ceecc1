"""Asks for leave and decides about it, for operators and scripts."""

import sys
from datetime import date
from typing import Any
from uuid import uuid4

from bson import ObjectId
from django.core.management.base import CommandParser

from crm import commands
from crm.commands import bad_usage
from crm.mongo.rows import object_id
from crm.staff.models import User
from leave.models import LeaveRequest, LeaveType
from leave.requests import asking, deciding
from leave.requests.forms import LeaveForm
from leave.requests.people import person_named
from leave.rules.asking import RefusedDay

REFUSALS: dict[type[Exception], str] = {
    deciding.TooLate: "its day has passed: it was not decided in time",
    deciding.NotPending: "it does not wait for a decision",
    deciding.NotApproved: "it waits still: reject it",
    deciding.NotActive: "it neither waits nor is it approved",
    deciding.OwnRequest: "nobody decides about their own leave",
    deciding.NotTheirs: "only an admin can cancel what is approved",
    deciding.NoRoom: "the month has not so many hours left",
    deciding.TooManyAway: "too many of the team are away that day",
}


class Command(commands.Command):
    help = (
        "Ask for leave, approve, reject or cancel it. Exit code 1 if it is refused: nothing was "
        "changed, and each day says why."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        request = self._verb(verbs, "request", help="ask for a day, or for several")
        request.add_argument("staff", metavar="STAFF")
        request.add_argument("--date", required=True, metavar="YYYY-MM-DD")
        request.add_argument("--until", default="", metavar="YYYY-MM-DD")
        request.add_argument("--from", dest="starts", default="", metavar="HH:MM")
        request.add_argument("--to", dest="ends", default="", metavar="HH:MM")
        request.add_argument("--type", choices=LeaveType.values, default=LeaveType.OFF.value)
        request.add_argument("--reason", default="")
        for verb in ("approve", "reject", "cancel"):
            decision = self._verb(verbs, verb)
            decision.add_argument("id", metavar="ID")
            decision.add_argument("--by", required=True, metavar="NAME")
            decision.add_argument("--reason", default="", help="why, also against the quota")
            if verb == "cancel":
                decision.add_argument("--group", action="store_true", help="all days of its group")

    def _verb(self, verbs: Any, name: str, **more: Any) -> CommandParser:
        """The parser of a verb, which refuses bad usage in one line too."""
        parser = verbs.add_parser(name, **more)
        vars(parser)["error"] = self._refuse_arguments
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        return parser

    def handle(self, *, verb: str, **options: Any) -> None:
        if verb == "request":
            self._request(**options)
        else:
            self._decide(verb, **options)

    def _request(self, *, staff: str, json: bool, **options: Any) -> None:
        person = person_named(staff)
        form = _form(options)
        try:
            reason = form.cleaned_data["reason"]
            submission = asking.ask(
                form.wish(person.pk), staff=person, reason=reason, idempotency_key=str(uuid4())
            )
        except asking.LeaveRefused as refused:
            self._print_asked([], refused.days, as_json=json)
            sys.exit(1)
        self._print_asked(submission.requests, [], as_json=json)

    def _print_asked(
        self, requests: list[LeaveRequest], refused: list[RefusedDay], *, as_json: bool
    ) -> None:
        if as_json:
            days = [{"date": str(day.date), "reason": day.why.value} for day in refused]
            self.print_json({"requests": [str(each.pk) for each in requests], "refused": days})
            return
        for each in requests:
            self.stdout.write(f"{each.pk}: {each.date}, {each.status}")
        for day in refused:
            self.stderr.write(f"{day.date}: {day.why.value}")

    def _decide(self, verb: str, *, id: str, by: str, json: bool, **options: Any) -> None:
        pk = _existing(id)
        actor = person_named(by)
        if verb != "cancel" and not actor.is_admin:
            raise bad_usage(f"“{by}” is no admin")
        try:
            changed = _carry_out(verb, pk, actor, options)
        except tuple(REFUSALS) as refused:
            self._refuse(REFUSALS[type(refused)], as_json=json)
        else:
            self._print_changed(changed, as_json=json)

    def _refuse(self, reason: str, *, as_json: bool) -> None:
        if as_json:
            self.print_json({"refused": reason})
        self.stderr.write(f"nothing was changed: {reason}")
        sys.exit(1)

    def _print_changed(self, changed: list[LeaveRequest], *, as_json: bool) -> None:
        rows = [
            {"id": str(each.pk), "date": str(each.date), "status": each.status} for each in changed
        ]
        if as_json:
            self.print_json({"requests": rows})
            return
        for row in rows:
            self.stdout.write(f"{row['id']}: {row['date']}, {row['status']}")


def _form(options: dict[str, Any]) -> LeaveForm:
    """The form that a page would have sent; bad usage if a field of it can not be."""
    form = LeaveForm(
        {
            "type": options["type"],
            "first": _day(options["date"]),
            "last": _day(options["until"]) if options["until"] else "",
            "starts": options["starts"],
            "ends": options["ends"],
            "reason": options["reason"],
            "idempotency_key": "command",
        }
    )
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise bad_usage(f"{name}: {errors[0]}")
    return form


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise bad_usage(f"“{text}” is not a date: write YYYY-MM-DD") from error


def _existing(text: str) -> ObjectId:
    pk = object_id(text)
    if pk is None or not LeaveRequest.objects.filter(pk=pk).exists():
        raise bad_usage(f"there is no request for leave “{text}”")
    return pk


def _carry_out(verb: str, pk: ObjectId, by: User, options: dict[str, Any]) -> list[LeaveRequest]:
    reason = options["reason"]
    if verb == "approve":
        return [deciding.approve(pk, by=by, override_reason=reason)]
    if verb == "reject":
        return [deciding.reject(pk, by=by, reason=reason)]
    return deciding.cancel(pk, by=by, reason=reason, is_whole_group=options["group"])
