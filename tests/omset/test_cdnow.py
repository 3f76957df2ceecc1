"""Real deposits: the published CDNOW purchases, counted through the command line."""

import json
import random
from io import StringIO

import pytest
from django.core.management import call_command

from omset.ledger import trash
from omset.models import OmsetRecord
from tests.environment import CDNOW
from tests.make import make_admin

TABLE = """
1997-01 8896 7814 921 299060.17
1997-02 11249 8455 2567 379590.03
1997-03 11580 7231 4080 393155.27
1997-04 3781 0 3690 142824.49
1997-05 2895 0 2824 107933.30
1997-06 3054 0 2959 108395.87
1997-07 2942 0 2840 122078.88
1997-08 2320 0 2233 88367.69
1997-09 2296 0 2220 81948.80
1997-10 2562 0 2397 89780.77
1997-11 2750 2 2618 115448.64
1997-12 2504 0 2395 95577.35
1998-01 2032 0 1965 76756.78
1998-02 2026 0 1957 77096.96
1998-03 2787 0 2680 108970.15
1998-04 1877 0 1805 66231.52
1998-05 1985 0 1903 70989.66
1998-06 2043 0 1955 76109.30
"""
ALL = ["69579", "23502", "44009", "2500315.63"]
RANDOM_RECORDS = 500
SEGMENTS = {
    "Champions": 6299,
    "Loyal Customers": 1592,
    "New Customers": 1,
    "Potential Loyalists": 2860,
    "At Risk": 894,
    "Cannot Lose Them": 2606,
    "Hibernating": 8349,
    "Others": 901,
}

pytestmark = pytest.mark.django_db


def answer(*command, **options):
    out = StringIO()
    call_command(*command, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def printed(by, *labels):
    rows = answer("numbers", "--from=1997-01-01", "--to=1998-06-30", f"--by={by}")
    names = (*labels, "records", "ndp", "rdp", "total")
    return [[str(row[name]) for name in names] for row in rows]


def check_table():
    assert printed("month", "month") == [line.split() for line in TABLE.strip().splitlines()]
    for by, labels in {"total": [], "staff": ["cdnow"], "product": ["CDs"]}.items():
        assert printed(by, *([by] if labels else [])) == [labels + ALL]
    assert sum(int(records) for records, *_rest in printed("day")) == int(ALL[0])


def check_segments():
    """The same deposits scored, as worked out by hand (LF-6)."""
    call_command("create_programme", "CDs", products=["all"], stdout=StringIO())
    run = answer("compute_rfm", "--programme=CDs", "--as-of=1998-06-30")
    assert run["n"] == int(ALL[1])
    assert run["value"] == ALL[3]
    assert {each["segment"]: each["buyers"] for each in run["segments"]} == SEGMENTS


def test_the_published_table_holds_and_still_does_after_deleting_and_restoring(tmp_path):
    copy = tmp_path / "cdnow.csv"
    copy.write_bytes(CDNOW.read_bytes())
    wishes = {"staff": "cdnow", "product": "CDs", "create_missing": True}
    outcome = answer("import_omset", str(copy), **wishes)
    assert outcome["read"] == 69659
    assert outcome["inserted"] == 69579
    assert outcome["rejected"] == 80
    assert {error["reason"] for error in outcome["errors"]} == {"The amount must be more than 0."}
    check_table()
    check_segments()
    admin = make_admin()
    keys = list(OmsetRecord.objects.order_by("pk").values_list("pk", flat=True))
    chosen = random.Random(7).sample(keys, RANDOM_RECORDS)
    for pk in chosen:
        trash.delete(pk, by=admin)
    assert printed("total")[0][0] == str(69579 - RANDOM_RECORDS)
    for pk in reversed(chosen):
        trash.restore(pk, by=admin)
    check_table()
    assert answer("recount", dry_run=True)["differences"] == []
