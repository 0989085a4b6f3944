"""Citizens with browsers, and places to apply at."""

from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases.tests import given as cases
from cityhall.cases.tests.given import Place
from cityhall.kernel.actor import Actor
from cityhall.people.tests import given as people

NAME = "样小例"


def place(**content: Any) -> Place:
    """An organ with a published item, and a citizen who has declared herself."""
    return replace(cases.place(**content), citizen=people.citizen(name=NAME))


def browser(actor: Actor | None = None) -> Client:
    """A browser, signed in as this person."""
    client = Client(headers={"host": "localhost"})
    if actor is not None:
        client.force_login(get_user_model().objects.get(pk=actor.account_id or 0))
    return client


def photo(name: str = "照片.pdf", content: bytes = cases.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text(answer: Any) -> str:
    return str(answer.content.decode())
