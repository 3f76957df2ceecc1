"""An import through the command: lines in, the JSON document out."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from crm.staff.models import User
from tests.make import make_product
from tests.remembered import remembered

HEADINGS = "date,customer_id,nominal"


@pytest.fixture
@remembered
def andi():
    return User.objects.create_user("Andi", name="Andi Pratama")


@pytest.fixture
@remembered
def naga():
    return make_product("Naga")


@pytest.fixture
def bring(tmp_path, andi, naga):
    """Imports lines (or a file) for Andi and Naga and returns the JSON document."""

    def bring(*lines, headings=HEADINGS, name="deposits.csv", **options):
        path = tmp_path / name
        if lines:
            path.write_text("\n".join([headings, *lines]), encoding="utf-8")
        options = {"staff": "andi", "product": "naga", "json": True} | options
        out = StringIO()
        call_command("import_omset", str(path), stdout=out, **options)
        return json.loads(out.getvalue())

    return bring
