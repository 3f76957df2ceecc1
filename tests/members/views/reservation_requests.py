"""The page of reserved members, its forms, and a phone."""

from django.urls import reverse

LIST, NEW = "/members/reserved/", "/members/reserved/new/"
PHONE = "0812-3456-789"


def text(response):
    return response.content.decode()


def url(name, reservation):
    return reverse(f"members:{name}", args=[reservation.pk])
