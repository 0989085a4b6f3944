"""由谁行使、怎样提供、涉及范围、收费项目 in the content of an item: read, named, and held against each other."""

from collections.abc import Mapping
from typing import TypeVar

from cityhall.catalogue.terms import (
    Area,
    Depth,
    FeeSpec,
    HandlingWay,
    Level,
    Nature,
    Offer,
    OnlinePart,
    PowerSource,
    Scope,
    Served,
    Standing,
)
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.identifiers import check_division_code
from cityhall.kernel.terms import Term

from .reading import Reader

T = TypeVar("T", bound=Term)

STANDING = {"level": "行使层级", "nature": "实施主体性质", "source": "权力来源", "entrusted_by": "委托机关"}
OFFER = {
    "served": "服务对象分类", "ways": "办理形式", "depth": "网上办理深度", "parts": "网上办理环节", "area": "通办范围",
    "visit_reason": "到现场的原因", "url": "网上办理地址", "in_centre": "进驻政务服务中心", "booking": "可预约",
    "express": "可快递", "terminals": "可用自助终端", "pay_online": "可网上支付", "elder": "适老化服务",
}  # fmt: skip
SCOPE = {
    "partners": "联办机构", "intermediary": "中介服务", "quota": "数量限制", "person_topics": "自然人主题",
    "company_topics": "法人主题", "places": "实施的乡镇、村", "flow": "办理流程说明", "annual": "年检年报",
}  # fmt: skip
CHARGE = {"name": "名称", "standard": "收费标准", "basis": "收费依据", "reducible": "可减免", "reduction": "减免说明"}
URL = ("https://", "http://", "/")


def read_standing(reader: Reader) -> Standing:
    row = _inner(reader, "standing", "由谁行使的")
    return Standing(
        level=_maybe(row, "level", STANDING["level"], Level),
        nature=row.word("nature", STANDING["nature"], Nature, Nature.STATUTORY),
        source=row.word("source", STANDING["source"], PowerSource, PowerSource.OWN),
        entrusted_by=row.text("entrusted_by", STANDING["entrusted_by"], longest=120),
    )


def read_offer(reader: Reader) -> Offer:
    row = _inner(reader, "offer", "怎样提供的")
    url = row.text("url", OFFER["url"], longest=500)
    if url and not url.startswith(URL):
        raise row.refuse("url", OFFER["url"], "应以 https://、http:// 或 / 开头，请核对")
    return Offer(
        served=_several(row, "served", OFFER["served"], Served),
        ways=_several(row, "ways", OFFER["ways"], HandlingWay),
        depth=_maybe(row, "depth", OFFER["depth"], Depth),
        parts=_several(row, "parts", OFFER["parts"], OnlinePart),
        area=_maybe(row, "area", OFFER["area"], Area),
        visit_reason=row.text("visit_reason", OFFER["visit_reason"], longest=300),
        url=url,
        in_centre=row.yes("in_centre", OFFER["in_centre"], default=True),
        booking=row.yes("booking", OFFER["booking"], default=False),
        express=row.yes("express", OFFER["express"], default=False),
        terminals=row.yes("terminals", OFFER["terminals"], default=False),
        pay_online=row.yes("pay_online", OFFER["pay_online"], default=False),
        elder=row.yes("elder", OFFER["elder"], default=False),
    )


def read_scope(reader: Reader) -> Scope:
    row = _inner(reader, "scope", "涉及范围的")
    texts = row.texts
    return Scope(
        partners=texts("partners", SCOPE["partners"], longest=120),
        intermediary=row.text("intermediary", SCOPE["intermediary"], longest=1000),
        quota=row.text("quota", SCOPE["quota"], longest=500),
        person_topics=texts("person_topics", SCOPE["person_topics"], longest=40),
        company_topics=texts("company_topics", SCOPE["company_topics"], longest=40),
        places=tuple(_place(row, code) for code in texts("places", SCOPE["places"], longest=12)),
        flow=row.text("flow", SCOPE["flow"]),
        annual=row.text("annual", SCOPE["annual"], longest=500),
    )


def read_charges(reader: Reader) -> tuple[FeeSpec, ...]:
    specs = tuple(
        FeeSpec(
            name=row.text("name", CHARGE["name"], longest=100, needed=True),
            standard=row.text("standard", CHARGE["standard"], longest=500),
            basis=row.text("basis", CHARGE["basis"], longest=500),
            reducible=row.yes("reducible", CHARGE["reducible"], default=False),
            reduction=row.text("reduction", CHARGE["reduction"], longest=500),
        )
        for row in reader.rows("charges", "收费项目")
    )
    names = [s.name for s in specs]
    if len(set(names)) < len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise reader.refuse("charges", "收费项目", f"“{twice}”重复了，请合并为一项")
    return specs


def _inner(reader: Reader, key: str, place: str) -> Reader:
    data: Mapping[str, object] = reader.data[key] if reader.has(key) else {}
    return Reader(data, key, place)


def _maybe(row: Reader, key: str, label: str, words: type[T]) -> T | None:
    return row.word(key, label, words) if row.has(key) else None


def _several(row: Reader, key: str, label: str, words: type[T]) -> tuple[T, ...]:
    """Each once, in the order the standard has them."""
    told = {Reader({key: value}, row.path, row.place).word(key, label, words) for value in row.texts(key, label)}
    return tuple(word for word in words if word in told)


def _place(row: Reader, code: str) -> str:
    try:
        return check_division_code(code)
    except InvalidInputError as wrong:
        raise row.refuse("places", SCOPE["places"], f"里的“{code}”不对：{wrong.message}") from wrong
