"""A file of this machine into a database, as a command does it."""

import time
from dataclasses import asdict, dataclass, field, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from crm.audit.record import SYSTEM
from crm.imports.files import AS_IT_IS, TableChoice
from crm.imports.rejects import RejectsFile
from crm.mongo.transaction import transactional
from crm.staff.models import Product
from crm.witness.reads import refuse_while_alarmed
from members.databases.creation import OtherDatabase, database_for, set_columns
from members.imports.existing import Destination
from members.imports.file.plan import UploadPlan, make_plan
from members.imports.file.reading import reading_of, rows_to_show
from members.imports.file.table import count_rows, open_table
from members.imports.forecast import forecast
from members.imports.run import UploadRun, note_end
from members.imports.skipped import write_skipped
from members.imports.uploads import SKIPPED_NAME
from members.models import MemberDatabase, MemberImport, UploadState
from members.rules.duplicates import (
    DEFAULTS,
    INSERTED,
    LOADED_LISTED,
    LOADED_RESERVED,
    MARKED,
    OUTCOMES,
    REJECTED,
    SKIPPED,
)
from members.rules.mapping import check_identifying, check_shown, chosen_places, placement


@dataclass(frozen=True, kw_only=True)
class UploadWish:
    """What is said beside the file."""

    database: str
    product: Product
    kind: str
    columns: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    choice: TableChoice = AS_IT_IS
    source: str = "command"
    lawful_basis: str = "command"


@dataclass
class UploadOutcome:
    """What an upload did, or would do. The counts add up: read = the sum of `outcomes`."""

    import_id: str | None
    database_id: str | None
    read: int
    inserted: int
    unchanged: int
    rejected: int
    outcomes: dict[str, int]
    marked: int
    reserved: int
    do_not_contact: int
    errors: list[dict]
    errors_file: str | None
    skipped_file: str | None
    reading: dict[str, Any]
    seconds: float


def upload_file(path: Path, wish: UploadWish) -> UploadOutcome:
    """Upload the file; the same command again goes on with what was interrupted.

    Raises UnreadableFile, UnusableColumns, OtherDatabase, WitnessAlarmed.
    """
    refuse_while_alarmed()
    began = time.monotonic()
    plan = plan_of(path, wish)
    wanted = _begin(path, wish, plan)
    plan = _placed(plan, wanted)
    typed = range(len(plan.table.headings))
    with (
        RejectsFile(path, plan.table.headings, typed) as rejects,
        RejectsFile(path, plan.table.headings, typed, name=SKIPPED_NAME) as skipped,
    ):
        run = UploadRun(wanted, plan, lambda write, _reached: transactional(write)(), rejects)
        run.load()
        write_skipped(wanted.pk, plan.table, skipped)
        done = transactional(note_end)(wanted.pk, rejects, began=began)
    outcome = _outcome(plan, rejects, done.counts, began, done)
    return replace(outcome, skipped_file=str(skipped.path) if skipped.path else None)


def try_file(path: Path, wish: UploadWish) -> UploadOutcome:
    """What `upload_file` would do; writes nothing. Raises as it does."""
    began = time.monotonic()
    plan = plan_of(path, wish)
    database = _database(wish)
    destination = Destination(database.pk if database else None, wish.product.pk, None)
    with RejectsFile(path, plan.table.headings, ()) as rejects:
        counts = forecast(plan, destination, DEFAULTS | wish.choices, rejects=rejects)
    return _outcome(plan, rejects, counts, began, None)


def plan_of(path: Path, wish: UploadWish) -> UploadPlan:
    """How the file is read. Raises UnreadableFile, UnusableColumns, OtherDatabase."""
    table = open_table(path, wish.choice)
    places = chosen_places(table.headings, wish.columns)
    check_identifying(places, table.headings)
    check_shown(table.headings, places, wish.kind)
    database = _database(wish)
    columns = database.columns if database else ()
    return make_plan(table, places, columns, count_rows(table), wish.product.phone_region)


def _database(wish: UploadWish) -> MemberDatabase | None:
    database = MemberDatabase.objects.named(wish.database).first()
    if database and (database.kind, database.product_id) != (wish.kind, wish.product.pk):
        raise OtherDatabase(database)
    return database


def _begin(path: Path, wish: UploadWish, plan: UploadPlan) -> MemberImport:
    """The upload as it is stored, the one that was interrupted if there is one."""
    identity = _identity_of(path, wish)
    try:
        return _interrupted(identity) or _new(path, wish, plan, identity)
    except IntegrityError:
        # The same command at the same moment was quicker.
        return MemberImport.objects.get(identity=identity, state=UploadState.LOADING)


def _interrupted(identity: str) -> MemberImport | None:
    return MemberImport.objects.filter(identity=identity, state=UploadState.LOADING).first()


@transactional
def _new(path: Path, wish: UploadWish, plan: UploadPlan, identity: str) -> MemberImport:
    database = database_for(by=None, name=wish.database, kind=wish.kind, product=wish.product)
    # Others may have added columns while the file was being counted.
    set_columns(database, placement(database.columns, plan.table.headings).columns, by=None)
    return MemberImport.objects.create(
        by_name=SYSTEM,
        file_name=path.name[-200:],
        identity=identity,
        database_id=database.pk,
        database_name=database.name,
        kind=database.kind,
        product=wish.product,
        source=wish.source,
        lawful_basis=wish.lawful_basis,
        sheet=plan.table.sheet,
        heading_row=plan.table.heading_row,
        headings=plan.table.headings,
        mapping=plan.places,
        phone_region=plan.region,
        choices=DEFAULTS | wish.choices,
        rows=plan.rows,
        state=UploadState.LOADING,
    )


def _placed(plan: UploadPlan, wanted: MemberImport) -> UploadPlan:
    """The plan with the columns that the database has by now: those only ever get more."""
    columns = MemberDatabase.objects.get(pk=wanted.database_id).columns
    return make_plan(plan.table, plan.places, columns, plan.rows, plan.region)


def _identity_of(path: Path, wish: UploadWish) -> str:
    """The same for the same file and wishes."""
    with path.open("rb") as file:
        content = file_digest(file, "sha256").hexdigest()
    product = [str(wish.product.pk), wish.product.phone_region]
    wishes = [wish.database.casefold(), product, wish.kind, wish.choice]
    chosen = [sorted(wish.columns.items()), sorted(wish.choices.items())]
    return sha256(f"{content} {wishes} {chosen}".encode()).hexdigest()


def _outcome(
    plan: UploadPlan,
    rejects: RejectsFile,
    counts: dict[str, int],
    began: float,
    done: MemberImport | None,
) -> UploadOutcome:
    outcomes = {outcome: counts.get(outcome, 0) for outcome in OUTCOMES}
    return UploadOutcome(
        import_id=str(done.pk) if done else None,
        database_id=str(done.database_id) if done else None,
        read=sum(outcomes.values()),
        inserted=counts.get(INSERTED, 0),
        unchanged=counts.get(SKIPPED, 0),
        rejected=outcomes[REJECTED],
        outcomes=outcomes,
        marked=counts.get(MARKED, 0),
        reserved=counts.get(LOADED_RESERVED, 0),
        do_not_contact=counts.get(LOADED_LISTED, 0),
        errors=rejects.first,
        errors_file=str(rejects.path) if rejects.path else None,
        skipped_file=None,
        reading=_reading(plan),
        seconds=round(time.monotonic() - began, 3),
    )


def _reading(plan: UploadPlan) -> dict[str, Any]:
    reading = reading_of(plan.table, rows_to_show(plan.table), plan.region)
    columns = {name: plan.table.headings[place] for name, place in plan.places.items()}
    return reading | {"columns": columns}


def as_json(outcome: UploadOutcome) -> dict[str, Any]:
    """The outcome as a script gets it."""
    facts = asdict(outcome)
    return {"import": facts.pop("import_id"), "database": facts.pop("database_id")} | facts
