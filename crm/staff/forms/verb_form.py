"""Forms whose fields are the arguments of a verb."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from crm.staff.accounts.display_names import DisplayNameTaken

NAME_TAKEN = _("Somebody else has this name already.")
Result = TypeVar("Result")


class VerbForm(forms.Form):
    """A form whose fields are the arguments of one verb."""

    def apply(self, verb: Callable[..., Result], *args: Any, **more: Any) -> Result | None:
        """What `verb` returns, or None and an error if a name or e-mail was taken meanwhile."""
        try:
            return verb(*args, **self.cleaned_data, **more)
        except DisplayNameTaken:
            self.add_error("name", NAME_TAKEN)
            return None
        except IntegrityError:
            self.add_error(None, _("Somebody else took this name or e-mail a moment ago."))
            return None
