"""Whose deposit, into what: finds accounts and products by the names in a file."""

from typing import NamedTuple

from bson import ObjectId
from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.imports.cells import why_no_name
from crm.staff import catalogue
from crm.staff.accounts import people
from crm.staff.accounts.display_names import DisplayNameTaken
from crm.staff.models import Product, User
from crm.staff.rules.names import name_key
from crm.staff.usage import Gone, refer_to_row
from crm.web.texts.filled import FilledText
from omset.imports.rows import RejectedRow


class AccountOrProduct(NamedTuple):
    """A person or a product as a record refers to it."""

    pk: ObjectId
    name: str


class NameDirectory:
    """All accounts and products by name; with `create_missing` it opens what is not there."""

    def __init__(self, *, create_missing: bool) -> None:
        self.create_missing = create_missing
        everybody = list(User.objects.all())
        self.people = {user.username_key: _reference(user) for user in everybody}
        self.bearers = {name_key(user.name): user.username for user in everybody}
        self.products = {product.name_key: _reference(product) for product in Product.objects.all()}
        # As rows write them: these are kept already, and nothing of them is looked up again.
        self.met_people: dict[str, AccountOrProduct] = {}
        self.met_products: dict[str, AccountOrProduct] = {}
        self.created: list[str] = []
        self.kept: set[ObjectId] = set()

    def person(self, username: str) -> AccountOrProduct:
        """The account, active or not. Raises RejectedRow if there is none."""
        return self.met_people.get(username) or self._first_met_person(username)

    def _first_met_person(self, username: str) -> AccountOrProduct:
        account = self.people.get(name_key(username))
        if account is None:
            self._refuse_display_name(username)
            account = self._missing(User, "staff", username, _("There is no account “%(name)s”."))
        self.people[name_key(username)] = account
        self.met_people[username] = self._kept(User, "staff", account)
        return account

    def product(self, name: str) -> AccountOrProduct:
        """The product, on sale or not. Raises RejectedRow if there is none."""
        return self.met_products.get(name) or self._first_met_product(name)

    def _first_met_product(self, name: str) -> AccountOrProduct:
        product = self.products.get(name_key(name))
        if product is None:
            product = self._missing(Product, "product", name, _("There is no product “%(name)s”."))
        self.products[name_key(name)] = product
        self.met_products[name] = self._kept(Product, "product", product)
        return product

    def _refuse_display_name(self, name: str) -> None:
        """Two may bear a name, and no second account is opened for who has one."""
        if bearer := self.bearers.get(name_key(name)):
            reason = _("“%(name)s” is the display name of the account “%(account)s”: write that.")
            facts = {"name": name, "account": bearer}
            raise RejectedRow("staff", FilledText(reason, facts))

    def _missing(
        self, model: type[User | Product], field: str, name: str, reason: Promise
    ) -> AccountOrProduct:
        if not self.create_missing:
            raise RejectedRow(field, FilledText(reason, {"name": name}))
        if why := why_no_name(name):
            raise RejectedRow(field, why)
        if len(name) > LONGEST_NAME:
            raise RejectedRow(field, _("The name is too long."))
        created = _create(model, name)
        if created is None:
            raise RejectedRow(field, _("Somebody else has this name already."))
        self.created.append(f"{field} {created}")
        return _reference(created)

    def _kept(
        self, model: type[User | Product], field: str, referred: AccountOrProduct
    ) -> AccountOrProduct:
        """The same, which nobody can delete any more."""
        if referred.pk not in self.kept:
            try:
                refer_to_row(model, referred.pk)
            except Gone as gone:
                raise RejectedRow(field, _("Somebody has deleted it a moment ago.")) from gone
            self.kept.add(referred.pk)
        return referred


LONGEST_NAME = 60


def _create(model: type[User | Product], name: str) -> User | Product | None:
    """A new one, or the one that somebody has just opened; None if another bears the name."""
    try:
        if model is User:
            return people.create(by=None, username=name, password=None)
        return catalogue.create(by=None, name=name)
    except (IntegrityError, DisplayNameTaken):
        return model.objects.named(name).first()


def _reference(bearer: User | Product) -> AccountOrProduct:
    return AccountOrProduct(bearer.pk, bearer.name)
