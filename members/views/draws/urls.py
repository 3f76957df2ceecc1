"""The addresses of requests and distributions, a part of members/urls.py."""

from django.urls import path

from members.views.draws import distribution, request_form, requests

URLS = [
    path("requests/", requests.requests_page, name="requests"),
    path("requests/new/", request_form.new, name="request_new"),
    path("requests/approval/", request_form.approval_page, name="request_approval"),
    path("requests/approval/<oid:pk>/", request_form.set_approval, name="set_request_approval"),
    path("requests/<oid:pk>/approve/", requests.approve, name="approve_request"),
    path("requests/<oid:pk>/reject/", requests.reject, name="reject_request"),
    path("distribution/", distribution.distributions, name="distribution"),
    path("distribution/new/", distribution.new, name="distribution_new"),
    path("distribution/<oid:pk>/", distribution.one, name="distribution_of"),
    path("distribution/<oid:pk>/rows/", distribution.rows, name="distribution_rows"),
]
