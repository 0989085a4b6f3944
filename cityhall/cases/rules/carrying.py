"""An open draft and a newer version of its item: what fits on, what has to be said again, what is gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cityhall.catalogue.terms import FieldSpec, ItemTerms

from .forms import form_problems


@dataclass(frozen=True)
class Carried:
    """The values that still fit, and in names what no longer does, what is gone and what is new."""

    values: Mapping[str, str]
    unfit: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    papers_gone: tuple[str, ...] = ()  # keys
    papers_gone_names: tuple[str, ...] = ()
    papers_new: tuple[str, ...] = ()


def carried(old: ItemTerms, now: ItemTerms, values: Mapping[str, str]) -> Carried:
    """A value is kept where a field of that key is still asked for and takes it."""
    asked = {f.key: f for f in now.fields}
    wrong = form_problems(now.fields, values, partly=True)
    kept = {k: v for k, v in values.items() if k in asked and k not in wrong}
    before, papers = {m.key for m in old.materials}, {m.key for m in now.materials}
    gone = [m for m in old.materials if m.key not in papers]
    return Carried(
        values=kept,
        unfit=tuple(asked[k].label for k in wrong),
        gone=tuple(f.label for f in old.fields if f.key not in asked and values.get(f.key)),
        new=_new(old.fields, now.fields),
        papers_gone=tuple(m.key for m in gone),
        papers_gone_names=tuple(m.name for m in gone),
        papers_new=tuple(m.name for m in now.materials if m.key not in before),
    )


def told(carried: Carried) -> str:
    """What became of what she had filled in, in one line or more."""
    lines = [
        ("要重新填", carried.unfit), ("新增要填", carried.new), ("不用再填", carried.gone),
        ("新增材料", carried.papers_new), ("不用再交", carried.papers_gone_names),
    ]  # fmt: skip
    said = [f"{label}：{'、'.join(names)}" for label, names in lines if names]
    return "；".join(["还适用的内容都保留了", *said])


def _new(old: Sequence[FieldSpec], now: Sequence[FieldSpec]) -> tuple[str, ...]:
    had = {f.key for f in old}
    return tuple(f.label for f in now if f.key not in had)
