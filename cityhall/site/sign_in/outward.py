"""Calls of the sign-in flow leave by the house's one door out, as every other call does: judged, timed, never redirected."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from requests.adapters import BaseAdapter

from cityhall.kernel import outgoing

MOST = 256 * 1024
TIMEOUT = 8.0


class _Door(BaseAdapter):
    """`requests` asks here; `kernel.outgoing` goes."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        url, headers = str(request.url), {str(k): str(v) for k, v in request.headers.items()}
        try:
            if request.method == "POST":
                body = request.body or b""
                said = outgoing.post(
                    url, body if isinstance(body, bytes) else str(body).encode(), headers, timeout=TIMEOUT, most=MOST
                )
            else:
                said = outgoing.get(url, headers, timeout=TIMEOUT, most=MOST)
        except outgoing.OutgoingError as no:
            raise requests.ConnectionError(str(no)) from no
        response = requests.Response()
        response.status_code, response.url, response.request = said.status, url, request
        response.headers.update(said.headers)
        response.reason = HTTPStatus(said.status).phrase if said.status in set(HTTPStatus) else ""
        response._content = said.body  # the way `requests`' own adapters for tests fill an answer that is read already
        return response

    def close(self) -> None:
        """Each call closes its own connection."""


def session() -> requests.Session:
    """For one conversation. A redirect is an answer that the flow does not understand, not an order."""
    ours = requests.Session()
    ours.trust_env, ours.max_redirects = False, 0
    for scheme in ("http://", "https://"):
        ours.mount(scheme, _Door())
    return ours


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """All that allauth may ask of the house: how to call out."""

    def get_requests_session(self) -> requests.Session:
        return session()


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
