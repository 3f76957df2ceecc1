"""The addresses of calendar, a part of leave/urls.py."""

from django.urls import URLPattern

URLS: list[URLPattern] = []
