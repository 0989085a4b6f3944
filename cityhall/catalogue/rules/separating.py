"""证照分离 and level rules as publishing holds them against the rest of a version. Pure."""

from cityhall.catalogue.terms import Procedure, Separation
from cityhall.organs.terms import Level as Tier

from .content import Parts
from .figures import in_workdays

Found = list[tuple[str, str]]


def problems(parts: Parts, procedure: Procedure | None) -> Found:
    """(field, sentence) for each thing the mode or the level rule demands and the version does not do."""
    return _separated(parts, procedure) + _levelled(parts)


def _separated(parts: Parts, procedure: Procedure | None) -> Found:
    mode = parts.reformed.separation
    if mode is Separation.CANCEL and procedure is Procedure.LICENCE:
        return [
            ("reformed.separation", "证照分离已“直接取消审批”，不能再作为行政许可发布；请停用，或改为备案、公共服务")
        ]
    if mode is Separation.FILING and procedure is not Procedure.FILING:
        return [("reformed.separation", "证照分离“审批改为备案”的，事项类型应为行政备案，请更正其中之一")]
    if mode is Separation.PLEDGE and parts.pledge is None:
        return [("reformed.separation", "证照分离“实行告知承诺”的，要填写告知承诺书（“其他办理方式”）")]
    if mode is Separation.OPTIMISE and not in_workdays(parts.promised) < in_workdays(parts.statutory):
        return [("reformed.separation", "证照分离“优化审批服务”的，承诺时限应比法定时限短，请压缩承诺时限")]
    return []


def _levelled(parts: Parts) -> Found:
    told, found = parts.reformed, Found()
    if (told.issuer_accepts or told.issuer_reviews) and not told.issue:
        found.append(("reformed.issue", "写了“谁发证谁受理”或“谁发证谁审核”，没有写由哪一级发证，请选择发证层级"))
    if told.issuer_accepts and told.accept and set(told.accept) != set(told.issue):
        found.append(("reformed.accept", "“谁发证谁受理”的受理层级就是发证层级，两处填得不一样，请更正其中之一"))
    if told.issuer_reviews and told.review and set(told.review) != set(told.issue):
        found.append(("reformed.review", "“谁发证谁审核”的审核层级就是发证层级，两处填得不一样，请更正其中之一"))
    if told.same_power and (told.issuer_accepts or told.issuer_reviews):
        found.append(("reformed.same_power", "“市区同权”和“谁发证谁受理、谁发证谁审核”不能同时选，请只留一种"))
    if told.same_power and told.issue and not set(told.issue) & {Tier.CITY, Tier.COUNTY}:
        found.append(("reformed.same_power", "“市区同权”的事项由市级或县级发证，请更正发证层级"))
    return found
