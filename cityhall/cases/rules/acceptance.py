"""Taking a case on, or telling the applicant once what is missing (行政许可法 第三十二条)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cityhall.cases.terms import Refusal, Verdict
from cityhall.catalogue.terms import MaterialSpec
from cityhall.kernel.errors import InvalidInputError, WrongStateError


@dataclass(frozen=True)
class Point:
    """One thing the applicant was told to supply: which material (or field of the form), what is wrong, what to do."""

    key: str
    name: str
    problem: str
    how: str = ""
    answered_at: str = ""
    asked_at: str = ""  # when the applicant was last told of it


def check_points(
    points: Sequence[Point], named_before: Iterable[str] | None, materials: Iterable[MaterialSpec]
) -> None:
    """Everything is named, each with what is wrong; after the one notice, only points already named may be repeated."""
    if not points:
        raise InvalidInputError("case.nothing_missing", "请写明需要补正的全部材料和原因", field="points")
    names = {material.key for material in materials}
    before = None if named_before is None else set(named_before)
    for point in points:
        if not point.problem.strip():
            raise InvalidInputError("case.problem_missing", f"请写明“{point.name}”哪里不符合要求", field=point.key)
        if point.key not in names and point.key != "form":
            raise InvalidInputError("case.unknown_material", f"该事项没有材料“{point.name}”", field=point.key)
        if before is not None and point.key not in before:
            raise WrongStateError(
                "case.told_already",
                f"补正内容应当一次告知，“{point.name}”未在告知书中列明，不能再次要求（行政许可法第三十二条）",
            )


def open_points(points: Iterable[Point]) -> list[Point]:
    return [point for point in points if not point.answered_at]


def answer(points: Iterable[Point], keys: Iterable[str], at: str) -> list[Point]:
    """The points with these keys are answered now; those answered before keep their moment."""
    given = set(keys)
    return [replace(p, answered_at=at) if p.key in given and not p.answered_at else p for p in points]


def renewed(point: Point, came_at: datetime | None) -> bool:
    """Has something come for this point since the applicant was told of it? What lay there before is no answer."""
    if came_at is None:
        return False
    return not point.asked_at or came_at > datetime.fromisoformat(point.asked_at)


def check_not_silent(silence_accepts: bool, notice_due: datetime | None, now: datetime) -> None:
    """Past the notice period nobody may ask for more or turn the case away any longer: the law has accepted it
    (第三十二条第一款第四项), whether or not anybody has written that down yet."""
    if silent(silence_accepts, notice_due, now):
        raise WrongStateError(
            "case.silence_accepted",
            "受理告知期限已过，依法自收到材料之日起即为受理（行政许可法第三十二条），不能再要求补正或不予受理；请点“受理”，"
            "系统按收到之日起算",
        )


def silent(silence_accepts: bool, notice_due: datetime | None, now: datetime) -> bool:
    """Did the notice clock run out while the case still waited for a word? `notice_due` is its last moment, None where
    none is open or its day is not known yet."""
    return silence_accepts and notice_due is not None and now > notice_due


def check_complete(
    required: Iterable[MaterialSpec],
    given: Iterable[str],
    verdicts: Mapping[str, str],
    unanswered: Sequence[Point] = (),
) -> None:
    """A case is accepted when every required material is there and none was found wrong."""
    have = set(given)
    missing = [m.name for m in required if m.required and m.key not in have]
    wrong = [m.name for m in required if verdicts.get(m.key) == Verdict.WRONG]
    if missing:
        raise WrongStateError("case.incomplete", f"还缺材料：{'、'.join(missing)}；请收齐后受理，或一次性告知补正")
    if wrong:
        raise WrongStateError("case.material_wrong", f"材料不符合要求：{'、'.join(wrong)}；请当场更正或一次性告知补正")
    if unanswered:
        raise WrongStateError("case.unanswered", f"补正尚未完成：{'、'.join(p.name for p in unanswered)}")


def accepted_from(received_at: datetime, completed_at: datetime | None, now: datetime) -> datetime:
    """Acceptance takes effect when the last supplement came, whenever it is clicked (第三十二条第一款第五项);
    without a supplement, now."""
    return completed_at or now


def deemed_accepted(silence_accepts: bool, received_at: datetime) -> datetime:
    """Silence past the notice period accepts from the day of RECEIPT (第三十二条第一款第四项); only where the regime
    of the item says so."""
    if not silence_accepts:
        raise WrongStateError("case.silence_means_nothing", "该类事项没有逾期不告知视为受理的规定")
    return received_at


def check_not_accepted(kind: Refusal, reasons: str, other_organ: str, basis: str) -> None:
    """A refusal to take a case on has reasons; it names the right organ, or the article that bars the applicant."""
    if not reasons.strip():
        raise InvalidInputError("case.no_reasons", "请写明理由", field="reasons")
    if kind is Refusal.OTHER_ORGAN and not other_organ.strip():
        raise InvalidInputError("case.no_right_organ", "请写明应当向哪个机关申请", field="other_organ")
    if kind is Refusal.BARRED and not basis.strip():
        raise InvalidInputError("case.no_basis", "请写明法律依据（如行政许可法第七十八条）", field="basis")
