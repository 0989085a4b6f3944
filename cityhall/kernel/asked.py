"""Which permissions an act asks for, read from its own code, so that no list beside it can differ.

What the code names is found, also in the helpers of the same room that it calls. A permission taken from a table of moves
at run time is not named, and is not found here."""

import dis
import inspect
import re
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType

from .terms import Term

NAME, ATTRIBUTE = ("LOAD_GLOBAL", "LOAD_NAME"), ("LOAD_ATTR", "LOAD_METHOD")
WORD = re.compile(r"[^\x00-\x7f]+")  # an act is named in Chinese; what follows explains it


def permissions_of(fn: Callable[..., object]) -> tuple[Term, ...]:
    """The permissions this act names, in a fixed order."""
    found: set[Term] = set()
    _walk(fn, found, set())
    return tuple(sorted(found))


def _walk(fn: Callable[..., object], found: set[Term], seen: set[object]) -> None:
    plain = inspect.unwrap(fn)
    if not isinstance(plain, FunctionType) or plain in seen:
        return
    seen.add(plain)
    for thing in _named(plain.__code__, plain.__globals__):
        if isinstance(thing, Term) and type(thing).__name__ == "Can":
            found.add(thing)
        elif isinstance(thing, FunctionType) and _room(inspect.unwrap(thing).__module__) == _room(plain.__module__):
            _walk(thing, found, seen)


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _named(code: CodeType, names: dict[str, object]) -> Iterator[object]:
    """Everything this code reaches by a global name and the attributes that follow it."""
    at: object = None
    for step in dis.get_instructions(code):
        if step.opname in NAME:
            at = names.get(str(step.argval))
        elif step.opname in ATTRIBUTE and at is not None:
            at = getattr(at, str(step.argval), None)
        else:
            at = None
        if at is not None:
            yield at
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _named(inner, names)


def label_of(fn: Callable[..., object]) -> str:
    """What an act is called: the word its description begins with."""
    told = (fn.__doc__ or fn.__name__).strip().splitlines()[0]
    word = WORD.match(told)
    return word[0].strip() if word else told.split(":")[0].strip(" .")
