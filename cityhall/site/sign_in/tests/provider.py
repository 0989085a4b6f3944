"""A provider of one's own on this machine: a real one, of which what it is asked is seen, and whose PKCE is held to."""

import base64
import hashlib
import io
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import requests
from django.core.cache import cache
from django.test import Client, override_settings
from werkzeug.serving import make_server

from cityhall.kernel.accounts.providers import actions
from cityhall.kernel.accounts.providers.actions import Told
from cityhall.kernel.actor import HOUSE

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Provider:
    """Its address, the people it knows, and what it was asked."""

    def __init__(self) -> None:
        self.app: Wsgi = oidc_provider_mock.app(require_nonce=True)
        self.url = ""
        self.asked: dict[str, str] = {}
        self.tokens = 0
        self.nonce = ""

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/oauth2/authorize":
            self.asked = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        if environ["PATH_INFO"] == "/oauth2/token":
            self.tokens += 1
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            verifier = parse_qs(body.decode()).get("code_verifier", [""])[0]
            challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            if challenge != self.asked.get("code_challenge"):
                start("400 Bad Request", [("Content-Type", "application/json")])
                return [b'{"error": "invalid_grant"}']
        return self.app(environ, start)

    def knows(self, subject: str, **claims: Any) -> None:
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def says_yes(self, address: str, subject: str) -> str:
        """Whoever is at the provider's page signs in there; answers where the provider sends her."""
        said = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert said.status_code == 302, said.text
        return str(said.headers["Location"])


@contextmanager
def provider() -> Iterator[Provider]:
    ours = Provider()
    server = make_server("localhost", 0, ours, threaded=True)
    ours.url = f"http://localhost:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    cache.clear()
    try:
        with override_settings(OUTGOING="localhost"):
            yield ours
    finally:
        server.shutdown()
        server.server_close()
        serving.join(5)


def configured(url: str, door: str, *, key: str = "", is_open: bool = True, **other: str) -> str:
    """The setting an administrator makes; answers its key."""
    told: Mapping[str, str] = {
        "name": "省统一身份认证", "issuer": url, "client_id": "cityhall", "client_secret": "sample-secret", "scopes": "",
        "claim": "preferred_username" if door == "staff" else "id_number", "name_claim": "name", **other,
    }  # fmt: skip
    return actions.save_provider(HOUSE, key or f"province-{door}", door, Told(**told), is_open)  # type: ignore[typeddict-item]


def through(client: Client, ours: Provider, key: str, subject: str, onward: str = "") -> Any:
    """From the button to what our door answers."""
    first = client.get(f"/sign-in/with/{key}/", {"next": onward} if onward else {})
    assert first.status_code == 302, first.content.decode()
    back = urlsplit(ours.says_yes(first["Location"], subject))
    return client.get(f"{back.path}?{back.query}")
