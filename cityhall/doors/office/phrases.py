"""常用语 beside the opinion: used, kept and dropped where one writes, without sending the opinion or losing it."""

from typing import Any

from cityhall.cases import actions, queries
from cityhall.doors.http import Request, refuse
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError

from .act import Act, Asked
from .forms import Words

WRITTEN = ("finish", "decide")
ASKED = ("say", "keep", "drop")


def asked(request: Request, doing: Act) -> bool:
    """Was a button of the phrases pressed, and not one that sends the opinion?"""
    return request.method == "POST" and doing.name in WRITTEN and any(name in request.POST for name in ASKED)


def answered(request: Request, doing: Act, here: Asked) -> tuple[Words, int]:
    """The form as it was typed, after the phrase was put in, kept or dropped; and the answer's status."""
    data, words = request.POST.copy(), doing.form(here).words  # type: ignore[attr-defined]
    try:
        _done(request, data, words)
    except (InvalidInputError, NotFoundError) as no:
        return _refused(doing, here, words, no), no.status
    form: Any = doing.form(Asked(data, here.page, here.actor, here.key))
    return form, 200


def _done(request: Request, data: Any, words: str) -> None:
    typed = data.get(words, "")
    if "keep" in data:
        actions.keep_phrase(request.actor, typed)
    elif "drop" in data:
        actions.drop_phrase(request.actor, _number(data["drop"]))
    else:
        said = [p.text for p in queries.my_phrases(request.actor) if p.id == _number(data["say"])]
        data[words] = "\n".join(part for part in (typed.rstrip(), *said) if part)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _refused(doing: Act, here: Asked, words: str, no: DomainError) -> Words:
    form: Any = doing.form(here)
    field = words if no.field else None
    refuse(form, type(no)(no.code, no.message, field=field))
    return form  # type: ignore[no-any-return]
