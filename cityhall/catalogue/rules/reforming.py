"""改革台账: what an entry must say, what it forbids from its day on, and what its effect was. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from cityhall.catalogue.terms import ENDING, NAMED, ReformKind
from cityhall.kernel.errors import InvalidInputError

from .content import Parts
from .publishing import Problem

BRACKETED = re.compile(r"[（(\[【〔][^）)\]】〕]*[）)\]】〕]")
NOISE = re.compile(r"[\s，。、；：,.;:·“”\"'《》]+")
FAR = timedelta(days=2 * 366)
LONG_AGO = date(1990, 1, 1)
MOST_SUBJECTS = 200


@dataclass(frozen=True)
class Said:
    """An entry as it is registered."""

    kind: ReformKind
    title: str
    document: str
    effective_on: date
    subjects: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    everywhere: bool = False
    into: bool = False


def check_entry(said: Said, items: int, today: date) -> Said:
    """What an entry of its kind must say."""
    if not said.title.strip():
        raise InvalidInputError("reform.no_title", "请写明改革的事由", field="title")
    if not said.document.strip():
        raise InvalidInputError("reform.no_document", "请填写依据的文件名称和文号", field="document")
    if not LONG_AGO <= said.effective_on <= today + FAR:
        raise InvalidInputError("reform.bad_day", "生效日期不对，请核对年份（两年以内）", field="effective_on")
    subjects, outside = _clean(said.subjects), _clean(said.outside)
    _check_listed(said, items, subjects, outside)
    return replace(
        said, title=said.title.strip()[:200], document=said.document.strip()[:200],
        subjects=subjects if said.kind in NAMED else (), outside=outside,
    )  # fmt: skip


def _check_listed(said: Said, items: int, subjects: Sequence[str], outside: Sequence[str]) -> None:
    """Each kind names what it is about."""
    if said.kind in NAMED and not subjects:
        raise InvalidInputError("reform.no_subject", f"请逐项写明{said.kind.label}的名称，每行一项", field="subjects")
    if len(subjects) > MOST_SUBJECTS or len(outside) > MOST_SUBJECTS:
        raise InvalidInputError("reform.too_many", f"一条台账最多列 {MOST_SUBJECTS} 项，请分几条登记", field="subjects")
    if said.everywhere and said.kind is not ReformKind.PROOF:
        raise InvalidInputError("reform.not_everywhere", "只有取消证明可以对全市所有事项登记", field="everywhere")
    if not items and not outside and not said.everywhere and said.kind not in NAMED:
        raise InvalidInputError("reform.no_item", "请列出涉及的事项", field="items")
    if said.kind is ReformKind.MERGED and not said.into:
        raise InvalidInputError("reform.no_into", "合并的，请写明并入哪个事项", field="into")


def _clean(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.strip()[:200] for n in names if n.strip()))


def core(name: str) -> str:
    """The name of a paper without brackets and signs: “无犯罪记录证明（原件）” is 无犯罪记录证明."""
    return NOISE.sub("", BRACKETED.sub("", name)) or NOISE.sub("", name)


def without(content: Mapping[str, Any], dropped: Collection[str]) -> dict[str, Any] | None:
    """A version's content without these papers; None where it asks for none of them."""
    gone = {core(name) for name in dropped}
    asked = list(content.get("materials") or [])
    kept = [m for m in asked if core(str(m.get("name", ""))) not in gone]
    if len(kept) == len(asked):
        return None
    keys = {m["key"] for m in kept}
    told = {**content, "materials": kept}
    if pledge := told.get("pledge"):
        told["pledge"] = {**pledge, "spares": [key for key in pledge.get("spares", ()) if key in keys]}
    return told


@dataclass(frozen=True)
class InForce:
    """What of an entry in force matters to an item that is to be published."""

    kind: ReformKind
    document: str
    subjects: tuple[str, ...] = ()


def problems(parts: Parts, entries: Sequence[InForce]) -> list[Problem]:
    """What the ledger forbids: to publish again what was cancelled, to ask again for a proof that was dropped."""
    found = []
    for entry in entries:
        if entry.kind in ENDING:
            sentence = (
                f"该事项已由“{entry.document}”{entry.kind.label}，不能再发布；恢复实施的，请先在改革台账中撤销这条登记"
            )
            found.append(Problem("item", sentence))
        if entry.kind is ReformKind.PROOF:
            found += _asked_again(parts, entry)
    return found


def _asked_again(parts: Parts, entry: InForce) -> list[Problem]:
    gone = {core(name) for name in entry.subjects}
    return [
        Problem(f"materials.{n}.name", f"第 {n + 1} 项材料“{m.name}”已由“{entry.document}”取消，不得再要求提交，请删去")
        for n, m in enumerate(parts.materials)
        if core(m.name) in gone
    ]


@dataclass(frozen=True)
class Sums:
    """Of versions in force: what they ask and promise together."""

    materials: int = 0
    promised: float = 0.0
    visits: int = 0
    steps: int = 0
    charged: int = 0


@dataclass(frozen=True)
class Effect:
    """成效, measured: `measured` items have a version before and one after; `ended` are out of service; `waiting` are not
    measurable yet, for no new version is in force; `unknown` never had a published version here."""

    measured: int = 0
    ended: int = 0
    waiting: int = 0
    unknown: int = 0
    before: Sums = Sums()
    after: Sums = Sums()

    @property
    def lines(self) -> list[tuple[str, str, str, str]]:
        """(what, before, after, change) of those measured."""
        if not self.measured:
            return []
        rows = (
            ("必须提交的材料", self.before.materials, self.after.materials, "份"),
            ("承诺时限", self.before.promised, self.after.promised, "个工作日"),
            ("到现场次数", self.before.visits, self.after.visits, "次"),
            ("审查环节", self.before.steps, self.after.steps, "个"),
            ("收费的事项", self.before.charged, self.after.charged, "项"),
        )
        return [(what, f"{was:g} {unit}", f"{now:g} {unit}", _change(was, now)) for what, was, now, unit in rows]

    @property
    def short(self) -> str:
        """Only what changed, in one line."""
        return (
            "；".join(f"{what} {was} → {now}" for what, was, now, _ in self.lines if was != now) or "各项数字没有变化"
        )

    @property
    def said(self) -> str:
        """What of it is not in the figures, and why."""
        parts = [
            (self.ended, f"{self.ended} 项已经停止办理"), (self.waiting, f"{self.waiting} 项还没有发布新的版本，暂不能测算"),
            (self.unknown, f"{self.unknown} 项登记时没有已发布的版本，无从比较"),
        ]  # fmt: skip
        return "；".join(text for n, text in parts if n)


def _change(was: float, now: float) -> str:
    if was == now:
        return "不变"
    share = f"（{(now - was) / was:+.1%}）" if was else ""
    return f"{now - was:+g}{share}"


def together(effects: Sequence[Effect]) -> Effect:
    """The effects of several entries, added up."""

    def of(sums: Sequence[Sums]) -> Sums:
        return Sums(
            sum(s.materials for s in sums), sum(s.promised for s in sums), sum(s.visits for s in sums),
            sum(s.steps for s in sums), sum(s.charged for s in sums),
        )  # fmt: skip

    return Effect(
        sum(e.measured for e in effects), sum(e.ended for e in effects), sum(e.waiting for e in effects),
        sum(e.unknown for e in effects), of([e.before for e in effects]), of([e.after for e in effects]),
    )  # fmt: skip
