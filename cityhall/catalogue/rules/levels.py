"""改革要求 in the content of an item: 证照分离, and at which level who accepts, reviews, issues. Pure."""

from collections.abc import Mapping

from cityhall.catalogue.terms import Reformed, Separation
from cityhall.organs.terms import Level as Tier

from .reading import Reader

REFORMED = {
    "separation": "证照分离", "issue": "发证层级", "accept": "受理层级", "review": "审核层级", "issuer_accepts": "谁发证谁受理",
    "issuer_reviews": "谁发证谁审核", "same_power": "市区同权", "basis": "依据",
}  # fmt: skip
Words = tuple[Tier, ...]


def read_reformed(reader: Reader) -> Reformed:
    data: Mapping[str, object] = reader.data["reformed"] if reader.has("reformed") else {}
    row = Reader(data, "reformed", "改革要求的")
    return Reformed(
        separation=row.word("separation", REFORMED["separation"], Separation, Separation.NONE),
        issue=_tiers(row, "issue"), accept=_tiers(row, "accept"), review=_tiers(row, "review"),
        issuer_accepts=row.yes("issuer_accepts", REFORMED["issuer_accepts"], default=False),
        issuer_reviews=row.yes("issuer_reviews", REFORMED["issuer_reviews"], default=False),
        same_power=row.yes("same_power", REFORMED["same_power"], default=False),
        basis=row.text("basis", REFORMED["basis"], longest=300),
    )  # fmt: skip


def _tiers(row: Reader, key: str) -> Words:
    told = {Reader({key: v}, row.path, row.place).word(key, REFORMED[key], Tier) for v in row.texts(key, REFORMED[key])}
    return tuple(tier for tier in Tier if tier in told)


def said(tiers: Words) -> str:
    return "、".join(tier.label for tier in tiers)


def why_not_accept(reformed: Reformed, here: Tier, item: str) -> str:
    """Why an application is not taken in at this level, in words for the clerk; empty where it is."""
    at = reformed.accepts
    if not at or here in at:
        return ""
    rule = "谁发证谁受理" if reformed.issuer_accepts and not reformed.same_power else "受理层级的规定"
    return f"“{item}”按{rule}，由{said(at)}受理；这里是{here.label}，不能受理。请引导申请人到{said(at)}窗口办理，或在网上提交"


def why_not_review(reformed: Reformed, here: Tier, item: str) -> str:
    """The same of reviewing and deciding."""
    at = reformed.reviews
    if not at or here in at:
        return ""
    rule = "谁发证谁审核" if reformed.issuer_reviews and not reformed.same_power else "审核层级的规定"
    return f"“{item}”按{rule}，由{said(at)}审核；您所在的是{here.label}机关，不能审核，请由{said(at)}机关办理"
