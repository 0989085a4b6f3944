"""What an act of the office is: its name, its form, what it runs, and how it is offered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from cityhall.cases.queries import CasePage, PhraseView, StepView, my_phrases
from cityhall.cases.terms import Beside, Can
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError

from . import forms as f


@dataclass(frozen=True)
class Asked:
    """An act somebody opened or sent: on which case, on which step, material or field, with what typed."""

    data: Any
    page: CasePage
    actor: Actor
    key: str

    @property
    def step(self) -> StepView:
        found = next((s for s in self.page.steps if s.key == self.key), None)
        if found is None:
            raise NotFoundError("case.no_step", "这件没有这个审查环节，请刷新页面")
        return found

    @property
    def phrases(self) -> list[PhraseView]:
        return my_phrases(self.actor) if self.actor.may(Can.REVIEW) or self.actor.may(Can.DECIDE) else []

    @property
    def beside(self) -> Beside:
        found = next((b for b in self.page.beside if b.key == self.key), None)
        if found is None:
            raise NotFoundError("case.no_proceeding", "这件没有这个程序，可能已经结束；请刷新页面")
        return found


@dataclass(frozen=True)
class Act:
    """`stays`: the case stays open on the screen; `keyed`: it is done to one step, material or field of the case."""

    name: str
    label: str
    run: Callable[..., object]
    done: str
    form: Callable[[Asked], forms.Form] = lambda asked: f.Blank(asked.data)
    stays: bool = False
    keyed: bool = False
    hint: str = ""
    confirm: str = ""
    danger: bool = False
    at_once: bool = False  # nothing to fill in: the button does it
    beside: bool = False  # done to a proceeding, named by its id: the button stands beside that proceeding
    upload: bool = False  # the form has a `file`, which may be left out


@dataclass(frozen=True)
class Offer:
    """An act as this reader is offered it; `why` it is grey."""

    act: Act
    key: str = ""
    why: str = ""

    @property
    def name(self) -> str:
        return self.act.name
