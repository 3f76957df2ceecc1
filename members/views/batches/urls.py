"""Where the pages of batches stand. Under the name and the address of members."""

from django.urls import path

from members.views.batches import (
    archive,
    assign,
    batch,
    given,
    invalid,
    mine,
    one_at_a_time,
    reveals,
    rows,
)

URLS = [
    path("mine/", mine.mine, name="mine"),
    path("mine/bonanza/", mine.bonanza, name="mine_bonanza"),
    path("mine/wd/", mine.wd, name="mine_wd"),
    path("mine/<oid:pk>/", batch.batch_page, name="batch"),
    path("mine/<oid:pk>/work/", one_at_a_time.work_page, name="batch_work"),
    path("mine/<oid:pk>/find/", batch.find, name="batch_find"),
    path("mine/<oid:pk>/pin/", mine.pin, name="batch_pin"),
    path("mine/<oid:pk>/title/", mine.rename, name="batch_rename"),
    path("mine/<oid:pk>/rows/<oid:row_pk>/", rows.tap, name="row"),
    path("batches/", given.batches, name="batches"),
    path("batches/<oid:pk>/", given.batch_of_staff, name="batch_of_staff"),
    path("batches/<oid:pk>/recall/", given.recall_all, name="batch_recall"),
    path("databases/<oid:pk>/assign/", assign.assign, name="assign"),
    path("databases/<oid:pk>/archive/", archive.archive_page, name="archive"),
    path("invalid/", invalid.invalid, name="invalid"),
    path("reveals/", reveals.reveals, name="reveals"),
    path("rows/<oid:pk>/reveal/", reveals.reveal_cell, name="reveal"),
]
