"""What a matter is called, made comparable: whose it is and how it is written fall away, what sets it apart stays."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

ACTS = (  # what is done to a licence or a record: each a matter of its own, however alike the names are
    ("change", "变更", re.compile("变更|更名|改名")),
    ("renew", "延续", re.compile("延续|换证|换发|续期|续展|延期")),
    ("cancel", "注销", re.compile("注销")),
    ("reissue", "补办", re.compile("补办|补发|补领|补证|遗失|损毁")),
    ("establish", "新办", re.compile("新办|首次|设立|新设|开办|初次|新申请")),
    ("split", "合并分立", re.compile("合并|分立")),
    ("stop", "停业歇业", re.compile("停业|歇业|终止")),
    ("annual", "年度报告", re.compile("年检|年审|年度报告|年报")),
    ("file", "备案", re.compile("备案")),
    ("register", "登记", re.compile("登记")),
    ("check", "验收", re.compile("验收")),
    ("query", "查询", re.compile("查询|咨询")),
)
ACT_LABELS = {key: label for key, label, _ in ACTS}
HOLLOW = re.compile(  # 审批、核发、办理 …: ways of saying that something is asked for and given
    "行政许可|行政审批|许可证书|许可证|许可|经营资格证|资格证书|证书|执照|核发|颁发|签发|发放|审批|审核|审查|审定|核准|批准|办理|"
    "申请|申领|受理|办证|业务|事项|服务|手续|流程|关于|对于|行政确认|行政给付|权限内"
)
LEVEL = re.compile("(国家|省|市|县|区|乡|镇|村)级")
FAMILIES = (  # words of one family exclude one another
    ("生产", "经营", "零售", "批发", "运输", "储存", "维修", "使用"),
    ("个人", "单位", "企业", "学校", "机构"), ("旅客", "货物"), ("道路", "水路", "铁路"), ("新建", "改建", "扩建"),
    ("甲级", "乙级", "丙级"), ("一类", "二类", "三类"), ("内资", "外资"), ("国内", "涉外"), ("男", "女"),
    ("取得", "丧失"), ("集体", "国有"), ("工程规划", "用地规划"), ("抵押", "租赁", "转移"),
)  # fmt: skip
BRACKETS = re.compile(r"[(\[{<【〔〈]([^()\[\]{}<>【】〔〕〈〉]*)[)\]}>】〕〉]")
DASHED = re.compile(r"[-—–―:：·/]+\s*([^-—–―:：·/]{2,8})$")
NOISE = re.compile(r"[\s,.;:!?\"'、，。；：！？“”‘’《》「」『』\-—–―_·/\\()\[\]{}<>【】〔〕]+")
PLACE = re.compile(r"^.{2,7}?(?:自治区|自治州|自治县|省|市|县|区|镇|乡|街道|社区|村)")
LEAST_FOR_SLIP, SHORT = 0.25, 4
NO_PLACE = re.compile(r"^(?:市场|城市|社区|地区|区域|乡村|村镇|村庄|市政|县级|市级|乡镇|街道)")


@dataclass(frozen=True)
class Called:
    """A name taken apart: the core it is about, the acts and the sub-case that set it apart, its level."""

    core: str
    acts: frozenset[str]
    cases: frozenset[str]
    level: str

    @property
    def key(self) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
        return self.core, tuple(sorted(self.acts)), tuple(sorted(self.cases)), self.level


@lru_cache(maxsize=20_000)
def place_of(organ: str) -> str:
    """The place an organ's name begins with: 东江县市场监督管理局 → 东江县."""
    rest, taken = organ, ""
    while rest and not NO_PLACE.match(rest):
        found = PLACE.match(rest)
        if found is None or found.end() >= len(rest):
            break
        taken, rest = taken + found.group(), rest[found.end() :]
    return taken


def called(name: str, organ: str = "", places: Collection[str] = ()) -> Called:
    """Take a name apart. `organ` is who offers it, `places` what this city's places are called."""
    text = unicodedata.normalize("NFKC", name).strip().lower()
    text, inside = _brackets(text)
    text = _without_owner(text, organ, places)
    cases = [c for c in inside if c and c not in places and c != organ]
    level = next((m.group(1) for m in map(LEVEL.search, [text, *cases]) if m), "")
    acts = {key for key, _, pattern in ACTS if any(pattern.search(part) for part in (text, *cases))}
    kept = frozenset(left for left in (_bare(case) for case in cases) if left)
    core = _bare(text)
    return Called(core or NOISE.sub("", text), frozenset(acts), kept, level)


def _brackets(text: str) -> tuple[str, list[str]]:
    """What stands in brackets, or behind a last dash, is a sub-case."""
    inside = []
    while found := BRACKETS.search(text):
        inside.append(found.group(1).strip())
        text = text[: found.start()] + text[found.end() :]
    dashed = DASHED.search(text.strip())
    if dashed:
        inside.append(dashed.group(1).strip())
        text = text.strip()[: dashed.start()]
    return text, inside


def _without_owner(text: str, organ: str, places: Collection[str]) -> str:
    """Without the organ or place it begins with."""
    place = place_of(organ)
    owners = sorted({organ, place, organ.removeprefix(place), *places} - {""}, key=len, reverse=True)
    stripped = True
    while stripped:
        stripped = False
        for owner in owners:
            if text.startswith(owner) and len(text) > len(owner) + 1:
                text, stripped = text[len(owner) :].lstrip("的"), True
                break
    return text


def _bare(text: str) -> str:
    """Without acts, level and hollow words: what is left is what it is about."""
    for _, _, pattern in ACTS:
        text = pattern.sub("", text)
    return NOISE.sub("", HOLLOW.sub("", LEVEL.sub("", text))).replace("的", "").removesuffix("证")


@lru_cache(maxsize=200_000)
def apart(one: Called, other: Called) -> str:
    """Why two names are two matters, whatever else they share; empty: nothing in the names says so."""
    if one.acts != other.acts:
        return f"办理情形不同：{_said(one.acts)} 与 {_said(other.acts)}"
    if one.level != other.level:
        return f"层级不同：{one.level or '未写'} 与 {other.level or '未写'}"
    if one.cases != other.cases and not _nearly(one.cases, other.cases):
        return f"子项不同：{'、'.join(sorted(one.cases)) or '无'} 与 {'、'.join(sorted(other.cases)) or '无'}"
    for left, right in zip(_families(one.core), _families(other.core), strict=True):
        if left and right and not left & right:
            return f"对象不同：{'、'.join(sorted(left))} 与 {'、'.join(sorted(right))}"
    return ""


@lru_cache(maxsize=20_000)
def _families(core: str) -> tuple[frozenset[str], ...]:
    """The words of each family that a core holds."""
    return tuple(frozenset(word for word in family if word in core) for family in FAMILIES)


def _said(acts: frozenset[str]) -> str:
    return "、".join(ACT_LABELS[key] for key, _, _ in ACTS if key in acts) or "未分情形"


def _nearly(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one) == len(other) == 1 and dice(pairs("".join(one)), pairs("".join(other))) >= 0.6  # noqa: PLR2004


def pairs(text: str) -> frozenset[str]:
    """Its pairs of neighbouring characters."""
    return frozenset(text[n : n + 2] for n in range(len(text) - 1)) or frozenset({text})


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets share: 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def nearness(one: str, other: str) -> float:
    """How alike two cores are, 0 to 1: by shared pairs; a slip of one character in a longer name weighs less."""
    if one == other:
        return 1.0
    shared = dice(pairs(one), pairs(other))
    if shared < LEAST_FOR_SLIP or min(len(one), len(other)) < SHORT or not _one_slip(one, other):
        return shared
    return max(shared, 1 - 1 / min(len(one), len(other)))


def _one_slip(one: str, other: str) -> bool:
    """One character changed, left out or put in."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:]
