"""Every address of the house, with something in the places that vary, for tests that walk them all."""

from collections.abc import Iterator
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

FILLING = {"int": "1", "slug": "a-1", "str": "a-1", "uuid": str(UUID(int=1)), "path": "a"}


def every() -> list[str]:
    """All of the URL conf, the API's included, each once."""
    return sorted(set(_below(get_resolver().url_patterns, "/")))


def _below(patterns: list[URLPattern | URLResolver], start: str) -> Iterator[str]:
    for one in patterns:
        here = start + _filled(one.pattern)
        if isinstance(one, URLResolver):
            yield from _below(one.url_patterns, here)
        else:
            yield here


def _filled(pattern: object) -> str:
    assert isinstance(pattern, RoutePattern), f"{pattern} is no plain route: the walk would pass it by"
    told = str(pattern)
    for name, converter in pattern.converters.items():
        kind = next(k for k in FILLING if k in type(converter).__name__.lower().replace("string", "str"))
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            told = told.replace(written, FILLING[kind])
    assert "<" not in told, told
    return told
