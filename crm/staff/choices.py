"""Choosing a person or a product in a form."""

from bson import ObjectId
from bson.errors import InvalidId
from django import forms
from django.core.exceptions import ValidationError

from crm.mongo.stored import first_stored


class ActiveChoice(forms.ModelChoiceField):
    """One of the active rows of a model. What was chosen is read as it is stored."""

    def __init__(self, model, **options):
        super().__init__(model.objects.active(), **options)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            chosen = {"_id": ObjectId(value), "is_active": True}
        except (InvalidId, TypeError):
            chosen = None
        found = chosen and first_stored(self.queryset.model, chosen)
        if not found:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": value})
        return found
