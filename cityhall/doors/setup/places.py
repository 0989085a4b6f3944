"""A refusal names a place in the content; say which field of the form that is."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm

from cityhall.kernel.errors import DomainError

T = TypeVar("T")


def renaming(act: Callable[..., T], form: BaseForm) -> Callable[..., T]:
    """The act, whose refusals land on the form's own fields."""

    def run(*args: object, **kwargs: object) -> T:
        try:
            return act(*args, **kwargs)
        except DomainError as error:
            place = (error.field or "").removeprefix("regime.").replace(".", "_")
            tried = (place, f"{place}_amount", f"{place}_name", place.removeprefix("pledge_"), place.partition("_")[2])
            error.field = next((f for f in tried if f in form.fields), None)
            error.errors = {error.field: error.message} if error.field else {}
            raise

    return run
