"""The one list of pages: what is looked at in a browser, and what is no page and why.

tests/test_urls.py fails while a URL that answers to GET is in neither list. A page stands here by
the name of its URL, with what it is opened with: a query, or the label of a thing on the floor
(made.py), or both.
"""

import re

from django.urls import reverse

RECORDS = ["waiting", "declined", "deleted", "thai"]
BACKWARDS = "?preset=custom&start=2026-02-02&end=2026-02-01"
EVERYBODY = {
    "bonuses:checks": [""],
    "bonuses:statement": [""],
    "leave:own_fees": ["", "?month=2026-02"],
    "leave:own_fee_day": ["?date=2026-02-03"],
    "dashboard:home": [""],
    "dashboard:leaderboard": [
        "",
        "?period=all&by=ndp",
        "?period=range",
        "?start=2026-02-02&end=2026-02-01",
    ],
    "dashboard:leaderboard_tv": [""],
    "leave:attendance": [""],
    "leave:attendance_history": [""],
    "leave:break_history": ["", "?first=2026-02-01"],
    "leave:breaks": [""],
    "leave:check_in": [""],
    "leave:corrections": [""],
    "leave:setup": [""],
    "loyalty:segment_buyers": ["segment_run", "segment_run?cell=111", "segment_run?cell=999"],
    "loyalty:segment_run": ["segment_run"],
    "loyalty:segments": [""],
    "loyalty:segments_changed": ["segment_run"],
    "loyalty:segments_movement": ["segment_run"],
    "members:database": ["uploaded"],
    "leave:calendar": ["", "?view=list", "?month=2024-02"],
    "leave:feeds": [""],
    "leave:list": ["", "?status=all"],
    "leave:new": [""],
    "leave:one": ["leave"],
    "loyalty:member": ["loyalty_member"],
    "loyalty:members": [""],
    "members:databases": [""],
    "members:requests": [""],
    "members:reserved": [""],
    "members:reservation": ["reservation"],
    "members:reserved_add": [""],
    "notifications:list": [""],
    "members:customer": ["customer"],
    "omset:deposits": ["thai?preset=all"],
    "omset:details": ["?preset=all"],
    "omset:edit": ["waiting"],
    "omset:list": ["?preset=all", "?preset=all&find=ended", "?date=2020-01-01", BACKWARDS],
    "omset:new": [""],
    "omset:record": RECORDS,
    "omset:summary": ["?preset=all"],
    "omset:unique": ["?preset=all"],
    "omset:unique_of": ["staff?preset=all"],
    "staff:confirm": [""],
    "staff:password": [""],
    "staff:profile": [""],
    "staff:second_factor": [""],
    "staff:second_factor_new": [""],
    "staff:sessions": [""],
    "targets:list": [""],
}
STAFF = EVERYBODY | {
    "leave:ask_correction": [""],
    "members:batch": ["batch", "batch?rows=taken", "batch?rows=nothing"],
    "members:batch_work": ["batch"],
    "members:mine": [""],
    "members:request_new": [""],
    "members:mine_bonanza": [""],
    "members:mine_wd": [""],
}
ADMINS = EVERYBODY | {
    "leave:attendance": ["", "?date=2026-02-01&state=missing"],
    "leave:authenticators": [""],
    "leave:floor": [""],
    "loyalty:draft": ["programme"],
    "loyalty:draft_edit": ["programme"],
    "loyalty:member": ["loyalty_member", "odd_card"],
    "loyalty:member_edit": ["loyalty_member"],
    "loyalty:member_merge": ["loyalty_member"],
    "loyalty:member_new": [""],
    "loyalty:members": ["", "?state=closed", "?find=ended"],
    "loyalty:overview": [""],
    "loyalty:programme": ["programme"],
    "loyalty:programme_new": [""],
    "loyalty:programmes": [""],
    "loyalty:same_members": [""],
    "loyalty:store": ["store"],
    "loyalty:store_new": [""],
    "loyalty:stores": [""],
    "loyalty:segment_buyer": ["segmented_buyer"],
    "loyalty:segments_new": [""],
    "members:bulk_add": [""],
    "members:reserved": ["", "?status=pending", "?status=expiring"],
    "members:leaver": ["staff"],
    "members:reserved_archive": [""],
    "members:archive": ["bonanza"],
    "members:assign": ["bonanza"],
    "members:batch_of_staff": ["batch"],
    "members:batches": [""],
    "members:distribution": [""],
    "members:distribution_new": [""],
    "members:distribution_of": ["distribution"],
    "members:distribution_rows": ["distribution?show=received", "distribution?show=deposited"],
    "members:invalid": [""],
    "members:request_approval": [""],
    "members:reveals": [""],
    "bonuses:checks": ["", "?month=all&status=rejected"],
    "bonuses:closing": [""],
    "bonuses:discrepancies": [""],
    "bonuses:month": ["", "?month=2020-01"],
    "bonuses:person": ["staff", "staff?currency=IDR"],
    "bonuses:plan": ["draft", "plan"],
    "bonuses:plan_default": [""],
    "bonuses:plan_edit": ["draft"],
    "bonuses:plans": [""],
    "leave:fee_add": ["staff"],
    "leave:fee_basis": [""],
    "leave:fee_payments": [""],
    "leave:fee_day": ["staff?date=2026-02-03"],
    "leave:fee_pay": ["staff?month=2026-02"],
    "leave:fees": ["", "?month=2020-01"],
    "leave:fees_closing": ["", "?month=2026-02"],
    "leave:fees_of": ["staff", "staff?month=2026-02"],
    "leave:report": ["", "?start=2026-02-03&end=2026-02-01"],
    "dashboard:status": [""],
    "dashboard:styleguide": [""],
    "dashboard:system": [""],
    "witness:page": [""],
    "leave:calendar_day_new": [""],
    "leave:calendar_days": ["", "?year=2099"],
    "leave:kept_hours": [""],
    "leave:teams": [""],
    "members:conflicts": ["", "?change=cleared"],
    "members:database": ["uploaded?status=available", "bonanza?status=assigned"],
    "members:database_new": [""],
    "members:databases": ["", "?kind=wd"],
    "members:do_not_contact": [""],
    "members:do_not_contact_add": [""],
    "members:upload": [
        *("upload_columns", "upload_ready", "upload_refused", "upload_done", "upload_undone"),
        "upload_stopped",
    ],
    "members:upload_rows": ["upload_done?outcome=inserted", "upload_done?outcome=rejected"],
    "members:upload_undo": ["upload_done"],
    "history:list": ["", "?verb=submit"],
    "omset:duplicates": ["?preset=all", "?preset=today&product=0"],
    "omset:edit": ["odd"],
    "omset:import": ["import"],
    "omset:import_batch": ["import"],
    "omset:imports": [""],
    "omset:pending": [""],
    "omset:record": [*RECORDS, "odd"],
    "omset:trash": [""],
    "policies:list": [""],
    "policies:policy": ["rate", "grace"],
    "products:edit": ["product"],
    "products:list": [""],
    "products:new": [""],
    "staff:edit": ["staff", "admin"],
    "staff:list": [""],
    "staff:new": [""],
    "targets:person": ["staff"],
}
VISITORS = {"leave:floor_screen": [""], "offline": [""], "staff:login": [""]}

PART = "a part of a page, looked at there"
FILE = "a file to download"
EXCLUDED = {
    "staff:second_step": "only after the right password; test_second_factor.py looks at it",
    "bonuses:checks_export": FILE,
    "bonuses:export": FILE,
    "bonuses:own_pdf": FILE,
    "bonuses:pdf": FILE,
    "bonuses:rates": "leads on to policies:policy",
    "csrf": "a token for the page's script",
    "dashboard:badges": PART,
    "filters:open": "leads on to its list",
    "history:export": FILE,
    "dashboard:search": PART,
    "leave:fees_export": FILE,
    "leave:report_export": FILE,
    "leave:calendar_export": FILE,
    "loyalty:segments_export": FILE,
    "leave:feed": FILE,
    "leave:forecast": PART,
    "manifest": FILE,
    "staff:choose_password": "a secret address: tests/crm/staff/views/test_password_links.py",
    "members:upload_rejects": FILE,
    "members:upload_skipped": FILE,
    "members:customer_of": "leads on to members:customer",
    "notifications:open": "leads on to what it is about",
    "omset:check": PART,
    "omset:customers": PART,
    "omset:export": FILE,
    "omset:import_rejects": FILE,
    "service_worker": FILE,
    "targets:banner": "a part of every page of staff, looked at there",
    "status": "the same page as dashboard:status",
}


def paths(pages: dict[str, list[str]], floor: dict) -> dict[str, str]:
    """The path of every page, by the name of its pictures."""
    return {
        _file_name(name, opened_with): _path(name, opened_with, floor)
        for name, ways in pages.items()
        for opened_with in ways
    }


def _path(name, opened_with, floor):
    label, mark, query = opened_with.partition("?")
    return reverse(name, args=[floor[label].pk] if label else []) + mark + query


def _file_name(name, opened_with):
    return "-".join(filter(None, [*name.split(":"), *re.findall(r"[\w-]+", opened_with)]))
