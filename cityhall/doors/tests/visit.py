"""Going to a door's pages in tests: as whom, and what every page must be like."""

import re

from django.http import HttpResponse
from django.test import Client

from cityhall.kernel.accounts.models import Account
from cityhall.kernel.actor import Actor

INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)
SIGNING_IN = 6  # session and account, the three statements of the actor, the calendar's edition


def at(actor: Actor) -> Client:
    """A browser this person is signed in with."""
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id or 0))
    return client


def text(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def page(client: Client, url: str, status: int = 200) -> str:
    """The page at an address, with nothing in it that the content policy would block."""
    response = client.get(url)
    assert response.status_code == status, f"{response.status_code} for {url}"
    shown = text(response)
    assert not INLINE.findall(shown)
    return shown
