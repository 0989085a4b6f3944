"""容缺受理、告知承诺: what may come later or not at all, who may promise it, and what a broken promise means.

Both are local rules (no national law names their limits): the item says which materials, how long, by what basis."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cityhall.cases.terms import Verdict
from cityhall.catalogue.terms import ItemTerms, MaterialSpec, PledgeSpec
from cityhall.deadlines.terms import Limit
from cityhall.kernel.errors import InvalidInputError, WrongStateError

from .acceptance import Point, check_complete


def check_gaps(
    terms: ItemTerms,
    keys: Sequence[str],
    given: Iterable[str],
    verdicts: Mapping[str, str],
    unanswered: Sequence[Point],
) -> Limit:
    """Only secondary materials that the item lists may come later; the main ones are there and right. Answers the limit
    of the promise."""
    if terms.gaps is None:
        raise WrongStateError("case.no_gaps", "该事项没有公布容缺补正期限，不能容缺受理；请一次性告知补正或收齐后受理")
    if not keys:
        raise InvalidInputError("case.no_gap_named", "请选择哪些材料承诺后补；材料已齐的请直接受理", field="keys")
    have = set(given)
    for key in keys:
        spec = terms.material(key)
        if spec is None or not spec.deferrable:
            name = spec.name if spec else key
            raise InvalidInputError(
                "case.not_deferrable", f"“{name}”不在该事项公布的可容缺材料之内，请收齐或一次性告知补正", field="keys"
            )
        if key in have and verdicts.get(key) != Verdict.WRONG:
            raise InvalidInputError("case.gap_is_there", f"“{spec.name}”已经交来，不用承诺后补", field="keys")
    rest, promised = [m for m in terms.materials if m.key not in keys], set(keys)
    found = {key: verdict for key, verdict in verdicts.items() if key not in promised}
    check_complete(rest, have, found, [p for p in unanswered if p.key not in promised])
    return terms.gaps


def check_pledge(
    terms: ItemTerms, given: Iterable[str], verdicts: Mapping[str, str], unanswered: Sequence[Point]
) -> PledgeSpec:
    """What the pledge spares need not be there; everything else must. Answers the item's pledge."""
    if terms.pledge is None:
        raise WrongStateError("case.no_pledge", "该事项没有公布告知承诺书，不能按告知承诺受理；请按一般程序办理")
    spared = set(terms.pledge.spares)
    rest = [m for m in terms.materials if m.key not in spared]
    found = {key: verdict for key, verdict in verdicts.items() if key not in spared}
    check_complete(rest, given, found, [p for p in unanswered if p.key not in spared])
    return terms.pledge


def check_trusted(*, barred: bool) -> None:
    """Who broke a promise and has not mended it does not promise again (地方容缺受理规定)."""
    if barred:
        raise WrongStateError(
            "case.trust_broken",
            "申请人有尚未修复的失信记录，不适用容缺受理和告知承诺；请收齐材料后受理，或由申请人先申请修复",
        )


def check_kept(
    keys: Sequence[str], left: Sequence[str], names: Mapping[str, str], came: Mapping[str, datetime],
    verdicts: Mapping[str, str], since: datetime,
) -> None:  # fmt: skip
    """What is said to have come was promised, came since the promise, and was not found wrong."""
    if not keys:
        raise InvalidInputError("case.nothing_kept", "请先上传或交来承诺后补的材料，再点提交", field="keys")
    for key in keys:
        name = names.get(key, key)
        if key not in left:
            raise InvalidInputError("case.not_promised", f"“{name}”不在承诺后补的材料之内，或已经补交", field="keys")
        moment = came.get(key)
        if moment is None or moment <= since:
            raise InvalidInputError("case.still_missing", f"“{name}”还没有上传或交到窗口，请补交后再提交", field="keys")
        if verdicts.get(key) == Verdict.WRONG:
            raise InvalidInputError("case.gap_wrong", f"“{name}”经核对不符合要求，请重新补交", field="keys")


def owed(materials: Iterable[MaterialSpec], given: Iterable[str], broken: Iterable[str]) -> str:
    """Why nothing can be granted after a broken promise: what was promised is still not there. Empty when it is."""
    have, promised = set(given), set(broken)
    names = [m.name for m in materials if m.key in promised and m.key not in have]
    if not names:
        return ""
    return f"承诺后补的材料逾期没有补交：{'、'.join(names)}；请按现有材料作出决定，或由窗口收齐后再准予"


def check_owed(sentence: str) -> None:
    if sentence:
        raise WrongStateError("case.promise_broken", sentence)


def check_findings(findings: str) -> str:
    """核查 says what was found, whether the pledge was true or not."""
    if not findings.strip():
        raise InvalidInputError("case.no_findings", "请写明核查情况：核查了什么、是否与承诺一致", field="findings")
    return findings.strip()[:2000]
