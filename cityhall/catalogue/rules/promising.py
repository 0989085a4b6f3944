"""容缺、告知承诺、先审后验 in an item that is to be published: what it allows fits together, and says by what basis."""

import re

from cityhall.catalogue.terms import MaterialForm, RegimeTerms
from cityhall.deadlines.terms import Limit, Unit

from .content import Parts

# 告知承诺制的适用范围: matters of security, finance, environment, life and health are as a rule left out. Words alone do not
# tell (“遵守公共安全规定” is no matter of public security), so the item may answer with the rule it relies on.
LEFT_OUT = re.compile(r"国家安全|公共安全|金融|生态环境|人身健康|生命健康|危险化学品|爆炸|放射")
REMEDIES = ("行政复议", "行政诉讼")
REFUSING = frozenset({"refuse", "not_accept"})
HOURS_A_DAY = 24

Found = list[tuple[str, str]]


def problems(parts: Parts, name: str, regime: RegimeTerms | None) -> Found:
    """(field, sentence) for each thing that does not fit. Without the regime only what the item says of itself."""
    found = _gaps(parts) + _pledge(parts, name) + _originals(parts)
    return found + _remedies(regime) if regime is not None else found


def _also(parts: Parts) -> frozenset[str]:
    """What the item itself allows by its own rule; a city that allows it for all items of a kind asks none to use it."""
    return frozenset((parts.regime or {}).get("also") or ())


def _gaps(parts: Parts) -> Found:
    found: Found = []
    if "accept_with_gaps" in _also(parts):
        if parts.gaps is None:
            found.append(("gaps", "允许容缺受理，但没有容缺补正期限，请填写数量、单位和依据"))
        if not any(m.deferrable for m in parts.materials):
            found.append(("materials", "允许容缺受理，但没有一项材料可容缺，请在材料中勾选“可容缺”"))
    if parts.gaps is not None and not parts.gaps.basis:
        found.append(("gaps.basis", "容缺补正期限没有依据，请写明地方规定的名称和条款"))
    if parts.gaps is not None and parts.promised is not None and _longer(parts.gaps, parts.promised):
        sentence = f"容缺补正期限（{parts.gaps}）比承诺办结时限（{parts.promised}）长，补齐前不能办结，请缩短"
        found.append(("gaps", sentence))
    return found


def _longer(gaps: Limit, promised: Limit) -> bool:
    """Surely longer, whatever the calendar: n calendar days are never longer than n working days."""
    if promised.unit is Unit.INSTANT:
        return gaps.unit is not Unit.INSTANT and gaps.amount > 0
    if gaps.unit is promised.unit:
        return gaps.amount > promised.amount
    return gaps.unit is Unit.WORKDAYS and _days(gaps) > _days(promised)


def _days(limit: Limit) -> float:
    return limit.amount / HOURS_A_DAY if limit.unit is Unit.HOURS else limit.amount


def _pledge(parts: Parts, name: str) -> Found:
    if parts.pledge is None:
        wanted = "accept_on_pledge" in _also(parts)
        return [("pledge", "允许告知承诺，但没有承诺内容，请填写承诺书、免交的材料和依据")] if wanted else []
    found: Found = []
    known = {m.key for m in parts.materials}
    if any(key not in known for key in parts.pledge.spares):
        found.append(("pledge.spares", "告知承诺免交的材料里有已经删去的，请重新选择免交的材料"))
    words = LEFT_OUT.search(f"{name} {parts.pledge.text}")
    if words and not parts.pledge.scope:
        sentence = f"告知承诺涉及“{words.group()}”，这类事项一般不适用告知承诺；确可适用的，请写明适用范围的依据"
        found.append(("pledge.scope", sentence))
    return found


def _originals(parts: Parts) -> Found:
    """先审后验 looks at an original when the result is handed over: so a copy is what is handed in before."""
    return [
        (
            f"materials.{n}.original_later",
            f"材料“{m.name}”收的就是原件，不能同时选“出件时核验原件”，请改材料形式或去掉该项",
        )
        for n, m in enumerate(parts.materials)
        if m.original_later and m.form is MaterialForm.ORIGINAL
    ]


def _remedies(regime: RegimeTerms) -> Found:
    """Whoever may be turned away is told of both ways (行政许可法 第三十八条第二款; 第七条)."""
    missing = [word for word in REMEDIES if word not in regime.remedies]
    if not missing or not regime.moves & REFUSING:
        return []
    return [("regime.remedies", f"救济途径没有写明{'、'.join(missing)}，请写明向谁、在什么期限内提出")]
