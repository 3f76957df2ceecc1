"""Where the pages of imports lie."""

from django.urls import path

from loyalty.views.batches import batches, deciding, sending

URLS = [
    path("batches/", batches.batches, name="batches"),
    path("batches/new/", sending.new, name="batch_new"),
    path("batches/send/", sending.send, name="batch_send"),
    path("batches/<int:number>/", batches.batch, name="batch"),
    path("batches/<int:number>/rows/", batches.rows, name="batch_rows"),
    path("batches/<int:number>/rejects/", batches.rejects, name="batch_rejects"),
    path("batches/<int:number>/columns/", sending.columns, name="batch_columns"),
    path("batches/<int:number>/confirm/", deciding.confirm, name="batch_confirm"),
    path("batches/<int:number>/go-on/", deciding.go_on, name="batch_go_on"),
    path("batches/<int:number>/accept/", deciding.accept, name="batch_accept"),
    path("batches/<int:number>/cancel/", deciding.cancel, name="batch_cancel"),
    path("batches/<int:number>/undo/", deciding.undo, name="batch_undo"),
]
