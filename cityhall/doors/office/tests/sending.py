"""Sending an act from a case's page, as a reviewer's browser does."""

from django.http import HttpResponse
from django.test import Client

from cityhall.cases.models import Case


def send(client: Client, number: str, act: str, key: str = "", **values: object) -> HttpResponse:
    """With the version the page shows now."""
    seen = Case.objects.get(number=number).version
    url = f"/office/cases/{number}/{act}/" + (f"{key}/" if key else "")
    return client.post(url, {"_seen": seen, **values})  # type: ignore[return-value]


def status(number: str) -> str:
    return Case.objects.get(number=number).status
