"""What a row of the registry states of a member and a card (LI-1, LI-10, LI-13, LI-14). Pure."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from crm.web.texts.filled import FilledText
from loyalty.rules.cards import CardNumber
from loyalty.rules.consents import Consent, ConsentSubject, consent_of
from loyalty.rules.files.dates import AFTER_TODAY, day_of, instant_of
from loyalty.rules.files.numbers import NumberStyle, amount_of, whole_of
from loyalty.rules.files.outcomes import (
    FieldReader,
    FieldValues,
    KeyUnreadable,
    Rejected,
    Remark,
    shown,
    text_of,
    unreadable,
)
from loyalty.rules.files.values import limited_text, stated_card
from loyalty.rules.identity import Sex, has_a_name, phone_key, sex_of

NO_PHONE = _("“%(text)s” is not a phone number: it is kept as it is written.")
NO_EMAIL = _("“%(text)s” is not an e-mail address.")
NO_CONSENT = _("“%(text)s” says neither yes nor no.")
NO_SEX = _("“%(text)s” is no sex that is known.")
NO_NAME = _("The row names nobody.")
ACTIVE = "01"
CONSENTS = {
    "personal_data": ConsentSubject.PERSONAL_DATA,
    "advertising": ConsentSubject.ADVERTISING,
    "profiling": ConsentSubject.PROFILING,
    "marketing": ConsentSubject.MARKETING,
    "newsletter": ConsentSubject.NEWSLETTER,
}
# The longest text that each field of a member holds (loyalty/models/members.py).
LONGEST = {
    "name": 80,
    "surname": 80,
    "street": 120,
    "house_number": 20,
    "postcode": 20,
    "place": 80,
    "province": 80,
    "store": 40,
}
LONGEST_EMAIL, LONGEST_PHONE = 254, 40


class RegistryRow(NamedTuple):
    """A card and who bears it. Only fields in `stated` say anything; the others are as empty.

    A field that could not be read is not stated, so that it takes away nothing that is known.
    """

    card: CardNumber
    stated: frozenset[str]
    name: str = ""
    surname: str = ""
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    email: str = ""
    phone: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    place: str = ""
    province: str = ""
    # The code of the store of origin.
    store: str = ""
    created_on: date | None = None
    # By the clock of whoever made the file.
    updated_at: datetime | None = None
    is_active: bool = True
    # Only those that the file has a column for; an empty one is unknown.
    consents: dict[ConsentSubject, Consent] = {}
    last_receipt_on: date | None = None
    # The opening that the registry states (LP-9).
    spend: Decimal | None = None
    points: int | None = None
    remarks: tuple[Remark, ...] = ()


def read_registry_row(
    values: FieldValues, *, style: NumberStyle, region: str, today: date
) -> RegistryRow | Rejected:
    """What the row states; rejected where its card cannot be read, otherwise with remarks.

    `values` by field (spellings.py), `region` where phones without a country's code belong.
    """
    reader = FieldReader(values)
    try:
        card = reader.key("card", stated_card)
    except KeyUnreadable as error:
        return error.rejected
    facts = _facts(reader, style, region, today)
    if not has_a_name(facts.get("name", ""), facts.get("surname", "")):
        reader.remark("name", NO_NAME)
    return RegistryRow(card, frozenset(facts), **facts, remarks=tuple(reader.remarks))


def _facts(reader: FieldReader, style: NumberStyle, region: str, today: date) -> dict[str, Any]:
    """The fields that the row has and that can be read."""
    facts = {name: reader.read(name, limited_text, longest) for name, longest in LONGEST.items()}
    facts["sex"] = reader.read("sex", _sex)
    facts["email"] = reader.read("email", _email)
    facts["phone"] = _phone(reader, region)
    for name in ("birth_date", "created_on", "last_receipt_on"):
        facts[name] = reader.read(name, _day_until, today)
    facts["updated_at"] = reader.read("updated_at", instant_of, today)
    facts["spend"] = reader.read("spend", amount_of, style)
    facts["points"] = reader.read("points", whole_of, style)
    facts["is_active"] = _status(reader)
    facts["consents"] = _consents(reader) or None
    left_out = {remark.field for remark in reader.remarks} - KEPT_ALL_THE_SAME
    return {
        name: value
        for name, value in facts.items()
        if value is not None or (name in reader.values and name not in left_out)
    }


def _day_until(value: Any, today: date) -> date | None:
    day = day_of(value, today)
    if day is not None and day > today:
        raise unreadable(AFTER_TODAY, text_of(value))
    return day


def _sex(value: Any) -> Sex:
    sex, is_known = sex_of(text_of(value))
    if not is_known:
        raise unreadable(NO_SEX, text_of(value))
    return sex


def _email(value: Any) -> str:
    email = limited_text(value, LONGEST_EMAIL)
    before, at, behind = email.rpartition("@")
    if email and not (before and at and behind and not set(email) & _NOT_IN_AN_ADDRESS):
        raise unreadable(NO_EMAIL, email)
    return email


def _phone(reader: FieldReader, region: str) -> str | None:
    """The phone as it is written; one that is no number too, with a remark (LM-4)."""
    phone = reader.read("phone", limited_text, LONGEST_PHONE)
    if phone and not phone_key(phone, region):
        reader.remark("phone", FilledText(NO_PHONE, {"text": shown(phone)}))
    return phone


def _status(reader: FieldReader) -> bool | None:
    """Whether the card is active; an empty status says nothing of it (LM-9)."""
    status = reader.read("status", text_of)
    return status.zfill(2) == ACTIVE if status else None


def _consents(reader: FieldReader) -> dict[ConsentSubject, Consent]:
    """What each column says; a word that is not understood is unknown, with a remark (LI-13)."""
    consents = {}
    for name, subject in CONSENTS.items():
        if name not in reader.values:
            continue
        word = reader.read(name, text_of) or ""
        consents[subject], is_understood = consent_of(word)
        if not is_understood:
            reader.remark(name, FilledText(NO_CONSENT, {"text": shown(word)}))
    return consents


_NOT_IN_AN_ADDRESS = frozenset(' \t,;<>()"\\')
# A phone that is no number stands in the row all the same.
KEPT_ALL_THE_SAME = frozenset(("phone",))
