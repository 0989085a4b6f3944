"""How alike two items are, and why: name, legal basis, materials, whom they are for, and the base code."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from .matter_names import Called, apart, called, nearness, place_of

Articles = frozenset[tuple[str, int]]
LAW = re.compile(r"《([^》]+)》([^《]*)")
LOOSE_LAW = re.compile(r"([\u4e00-\u9fff]{2,30}?(?:法规|法|条例|办法|规定|细则|规则|通知|意见))([^法例]{0,60})")
ARTICLE = re.compile(r"第([零〇一二三四五六七八九十百两\d]+)条")
EDITION = re.compile(r"\(.*?\)|\d{4}年?(?:修订|修正|版)?|中华人民共和国|国务院|修正案|修订")
LEAD = re.compile(r"^(?:根据|依据|按照|依照)+")
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PAPER = re.compile(
    r"\(.*?\)|原件及复印件|原件和复印件|复印件|扫描件|电子件|电子版|原件|正副本|正本|副本|加盖公章|[一二三四五两\d]+[份式]|[《》\"“”、,，。\s]"
)
ALIKE_PAPERS = (
    (re.compile("身份证|身份证明"), "身份证明"), (re.compile("营业执照|主体资格|法人证书"), "主体资格证明"),
    (re.compile("委托书|委托证明|授权书"), "授权委托书"), (re.compile("(?:申请|登记|备案|审批|申报|审核)[表书]"), "申请表"),
)  # fmt: skip
NATIONAL, WHOLE_CODE = "00", re.compile(r"[0-9A-Z]{12}")
ANY_MATTER = re.compile("行政审批|政务服务|便民服务")


@dataclass(frozen=True)
class Entry:
    """An item as its likeness is judged: plain values."""

    id: int
    name: str
    organ: str
    procedure: str = ""
    base_code: str = ""
    basis: str = ""
    materials: tuple[str, ...] = ()
    applicants: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Features:
    """An entry made comparable, once."""

    entry: Entry
    called: Called
    laws: Mapping[str, frozenset[int]]
    materials: frozenset[str]
    duty: str  # the organ without its place: 市场监督管理局


@dataclass(frozen=True)
class Likeness:
    """The evidence for one matter against two, added up; above 0 speaks for one."""

    score: float
    apart: str = ""


LINK = 2.0


def features(entries: Iterable[Entry], places: Collection[str] = ()) -> list[Features]:
    """All entries made comparable. Places are taken from the organs' names as well."""
    kept = list(entries)
    known = frozenset(places) | {p for p in (place_of(e.organ) for e in kept) if p}
    return [feature(e, known) for e in kept]


def feature(entry: Entry, places: Collection[str] = ()) -> Features:
    name = called(entry.name, entry.organ, places)
    return Features(
        entry, name, laws_of(entry.basis), frozenset(m for m in map(paper, entry.materials) if m),
        entry.organ.removeprefix(place_of(entry.organ)),
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def laws_of(text: str) -> Mapping[str, frozenset[int]]:
    """The laws a basis names, and the articles of each."""
    plain = unicodedata.normalize("NFKC", text).replace("〈", "《").replace("〉", "》")
    found: dict[str, frozenset[int]] = {}
    for law, rest in LAW.findall(plain) or LOOSE_LAW.findall(plain):
        name = LEAD.sub("", EDITION.sub("", law)).strip()
        if name:
            found[name] = found.get(name, frozenset()) | {number(n) for n in ARTICLE.findall(rest)}
    return found


def number(text: str) -> int:
    """第三十五条 → 35."""
    if text.isdigit():
        return int(text)
    total, last = 0, 0
    for c in text:
        if c in ("十", "百"):
            total, last = total + (last or 1) * (10 if c == "十" else 100), 0
        else:
            last = DIGITS.get(c, 0) if c not in "0123456789" else int(c)
    return total + last


@lru_cache(maxsize=50_000)
def paper(name: str) -> str:
    """A material's name without form, number and wrapping: 居民身份证（复印件，1 份） → 身份证明."""
    plain = PAPER.sub("", unicodedata.normalize("NFKC", name))
    return next((alike for pattern, alike in ALIKE_PAPERS if pattern.search(plain)), plain)


def rarity(all_features: Sequence[Features]) -> dict[str, float]:
    """How much it says that two items ask for the same material: everybody asks for an identity card."""
    counts = Counter(m for f in all_features for m in f.materials)
    most = log(len(all_features) + 2)
    return {m: log((len(all_features) + 2) / (n + 1)) / most for m, n in counts.items()}


def likeness(one: Features, other: Features, rare: Mapping[str, float], near: float | None = None) -> Likeness:
    """One matter or two? `near`: how alike the cores of the names are, where it is known already."""
    because = apart(one.called, other.called)
    if because:
        return Likeness(-10.0, because)
    if near is None:
        near = nearness(one.called.core, other.called.core)
    return Likeness(
        _name(near) + _basis(one.laws, other.laws) + _materials(one.materials, other.materials, rare)
        + _codes(one.entry, other.entry) + _rest(one, other)
    )  # fmt: skip


def _name(near: float) -> float:
    return 4.0 if near == 1.0 else (near - 0.62) * 10


def _basis(one: Mapping[str, frozenset[int]], other: Mapping[str, frozenset[int]]) -> float:
    if not one or not other:
        return 0.0
    shared = one.keys() & other.keys()
    if not shared:
        return -2.5
    if any(one[law] & other[law] for law in shared):
        return 2.0
    return -1.0 if all(one[law] and other[law] for law in shared) else 0.5


def _materials(one: frozenset[str], other: frozenset[str], rare: Mapping[str, float]) -> float:
    if not one or not other:
        return 0.0
    both = sum(rare.get(m, 1.0) for m in one & other)
    either = sum(rare.get(m, 1.0) for m in one | other)
    return (both / either - 0.4) * 5 if either else 0.0


def _codes(one: Entry, other: Entry) -> float:
    """Only national codes speak against: a locally given one differs for the same matter as well."""
    if not WHOLE_CODE.fullmatch(one.base_code) or not WHOLE_CODE.fullmatch(other.base_code):
        return 0.0
    if one.base_code == other.base_code:
        return 4.0
    return -3.0 if one.base_code.startswith(NATIONAL) and other.base_code.startswith(NATIONAL) else 0.0


def _rest(one: Features, other: Features) -> float:
    points = 0.3 if one.entry.procedure == other.entry.procedure else -0.8
    if one.entry.applicants and other.entry.applicants:
        points += 0.0 if one.entry.applicants & other.entry.applicants else -2.0
    if not ANY_MATTER.search(one.duty + other.duty):
        points += 0.5 if one.duty == other.duty else -0.5
    return points


def reason(one: Features, other: Features) -> str:
    """Why these two are taken for one matter, in words."""
    said = [_of_names(one, other)]
    if one.entry.base_code and one.entry.base_code == other.entry.base_code:
        said.append("基本编码相同")
    said.append(_of_basis(one.laws, other.laws))
    most = max(len(one.materials), len(other.materials))
    if most:
        same = len(one.materials & other.materials)
        said.append(f"材料 {most} 份中 {same} 份相同" if same < most else f"材料 {most} 份都相同")
    if one.entry.procedure != other.entry.procedure:
        said.append("事项类型登记不同")
    return "；".join(s for s in said if s)


def _of_names(one: Features, other: Features) -> str:
    if one.entry.name == other.entry.name:
        return "名称相同"
    if one.called.core == other.called.core:
        owned = any(f.entry.name.startswith(place_of(f.entry.organ) or "\0") for f in (one, other))
        return "名称相同，仅地名或单位不同" if owned else "名称相同，仅写法不同"
    return f"名称相近（{round(nearness(one.called.core, other.called.core) * 100)}%）"


def _of_basis(one: Mapping[str, frozenset[int]], other: Mapping[str, frozenset[int]]) -> str:
    shared = sorted(one.keys() & other.keys())
    if not shared:
        return "依据不同" if one and other else "依据未填全"
    same = [law for law in shared if one[law] & other[law]]
    return f"依据同一条（{same[0]}）" if same else f"依据同一部法规（{shared[0]}）"
