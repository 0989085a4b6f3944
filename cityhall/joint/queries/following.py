"""查进度 of a whole without signing in, and what a window has taken in of it."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pypinyin import lazy_pinyin

from cityhall.cases.terms import Channel
from cityhall.deadlines.queries import ClockView
from cityhall.joint.models import JointApplication, JointPart
from cityhall.joint.terms import Can, JointOutcome, JointState, PackageTerms
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .applications import StageView, _stages
from .owning import own_drafts
from .packages import GuideRow, guide_row, offered_terms, terms

LIKE_JOINT = re.compile(r"\d{6}-\d{4}-L\d{7,}")


@dataclass(frozen=True)
class JointProgress:
    """How far a whole is, for whoever holds its number and code: no names, no materials, no numbers of its cases."""

    number: str
    name: str
    state: JointState
    outcome: JointOutcome | None
    submitted_at: datetime | None
    stages: tuple[StageView, ...]
    clock: ClockView | None


def is_joint_number(number: str) -> bool:
    """联办编号, not 办件编号."""
    return LIKE_JOINT.fullmatch(number.strip()) is not None


def joint_progress(number: str, code: str) -> JointProgress:
    """A wrong number and a wrong code are the same answer. Four statements."""
    row = JointApplication.objects.filter(number=number.strip()).first()
    if row is None or not row.access_code or not hmac.compare_digest(row.access_code.encode(), code.strip().encode()):
        raise NotFoundError("joint.no_progress", "编号或查询码不正确，请核对收件凭证上的编号和六位查询码", field="code")
    stages, running = _stages(row, list(JointPart.objects.filter(application=row).order_by("order")), frozenset())
    return JointProgress(
        str(row.number), terms(str(row.package_version_id)).name, JointState(row.state),
        JointOutcome(row.outcome) if row.outcome else None, row.submitted_at, stages, running,
    )  # fmt: skip


@dataclass(frozen=True)
class TakenRow:
    """`ref`: its number, or the id of what is not handed in yet."""

    ref: str
    name: str
    applicant_name: str
    state: JointState
    at: datetime


def taken_here(actor: Actor, after: str = "", limit: int = 20) -> Page[TakenRow]:
    """What one has begun or taken in at the window, latest first. One statement."""
    require(actor, Can.TAKE_IN)
    rows = JointApplication.objects.filter(channel=Channel.WINDOW, taken_account=actor.account_id)
    found = list(keyset(rows, ["-saved_at", "-id"], after, limit))
    cut = page(found, limit, ["-saved_at", "-id"], lambda row: (row.saved_at, row.pk), after)
    return Page([_row(row) for row in cut.rows], cut.next, cut.prev)


def became_of(actor: Actor, draft_id: UUID) -> str:
    """The number under which what one began was handed in; empty where it was not. One statement."""
    rows = JointApplication.objects.filter(own_drafts(actor), pk=draft_id, number__isnull=False)
    return rows.values_list("number", flat=True).first() or ""


def _row(row: JointApplication) -> TakenRow:
    name = terms(str(row.package_version_id)).name
    return TakenRow(
        row.number or str(row.pk), name, row.applicant_name, JointState(row.state), row.submitted_at or row.saved_at
    )


def offered_here(actor: Actor, text: str = "") -> list[GuideRow]:
    """一件事 this window may take in: by any part of the name, its pinyin or initials, or the beginning of the code. One
    statement."""
    if not actor.may(Can.TAKE_IN):
        return []
    here = [one for one in offered_terms() if actor.may(Can.TAKE_IN, one.organ_id)]
    asked = text.strip().lower()
    return [guide_row(one) for one in here if not asked or _meant(one, asked)]


def _meant(package: PackageTerms, asked: str) -> bool:
    sounds = lazy_pinyin(package.name.lower())
    spelt, initials = "".join(sounds), "".join(sound[:1] for sound in sounds)
    return asked in package.name.lower() or any(
        one.startswith(asked) for one in (package.code.lower(), spelt, initials)
    )
