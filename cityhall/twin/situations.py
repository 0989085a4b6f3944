"""What the people of the stories answer to the questions of an item: the same whenever they are asked."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import FieldSpec

from . import answers
from .plan import Story

TRIES = 60
ANY_DAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Situation:
    """The answers of one story, and what of the item applies to them."""

    answers: dict[str, str]
    fields: frozenset[str]
    materials: frozenset[str]


def situation_of(story: Story) -> Situation:
    """Answered by the number of the story; whatever it is about (what is missing, asked for or promised) applies."""
    named = {m["key"] for m in story.item.content["materials"]}
    wanted = {key for key in (story.missing, *(act.what for act in story.acts)) if key in named}
    found = _tried(story, story.no)
    for n in range(1, TRIES):
        if wanted <= found.materials:
            break
        found = _tried(story, story.no + 10_000 * n)
    return found


def _tried(story: Story, seed: int) -> Situation:
    rng, said = Random(seed), dict[str, str]()  # noqa: S311 - for stories, not for secrets
    while True:
        fields, materials, left = catalogue.applying(story.item.content, said)
        if not left:
            return Situation(said, fields, materials)
        said |= answers.fill([_asked(left[0])], story.who, ANY_DAY, rng)


def _asked(spec: FieldSpec) -> dict[str, Any]:
    return {"key": spec.key, "kind": str(spec.kind), "choices": list(spec.choices)}
