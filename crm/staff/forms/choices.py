"""Choosing a person or a product in a form."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue

from crm.mongo.rows import object_id
from crm.mongo.stored import first_stored
from crm.staff.accounts.display_names import labels
from crm.staff.models import Product, User


class PeopleIterator(ModelChoiceIterator):
    """People as they are called in one list: where two look alike, with their account names."""

    def __iter__(self) -> Iterator[tuple[ModelChoiceIteratorValue | str, str]]:
        people = list(self.queryset)
        names = labels((person.pk, person.name, person.username) for person in people)
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        for person in people:
            yield ModelChoiceIteratorValue(person.pk, person), names[person.pk]


class ActiveChoice(forms.ModelChoiceField):
    """One of the active rows of a model. What was chosen is read as it is stored."""

    def __init__(self, model: type[User] | type[Product], **options: Any) -> None:
        self.model = model
        self.iterator = PeopleIterator if model is User else ModelChoiceIterator
        super().__init__(model.objects.active(), **options)

    def to_python(self, value: object) -> User | Product | None:
        if value in self.empty_values:
            return None
        pk = object_id(str(value))
        chosen = pk and first_stored(self.model, {"_id": pk, "is_active": True})
        if not chosen:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": value})
        return chosen
