"""Matters and how a city's organs write them down: items with the truth known, made from a seed.

What a matter is, is drawn first: object, act, sub-case, law and article, materials, whom it is for. Then each organ that
handles it writes it in its own way: place in front, other suffix, other brackets, words turned round, a slip, papers
renamed, left out or added, a basis in another form or none, a code of its own or somebody else's. The hard ones are in it
by design: the acts of one object share its law, half its papers and most of its name; and every fourth object has a twin
a word apart (道路货物运输, 道路危险货物运输) under the same law."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.facts import OBJECTS, SLIPS, listed

PLACES = listed("""
东江市 东江市东江县 东江市西岭县 南浦区 北原区 白石县 青川县 云台县 柳塘镇 长桥街道 石门镇 上林乡 临水镇 双塔街道 高岭区
河口县 湖东区 湖西区 竹山县 松林县
""")  # fmt: skip
DUTIES = listed("""
市场监督管理局 卫生健康局 交通运输局 自然资源和规划局 住房和城乡建设局 水务局 生态环境局 林业局 农业农村局
人力资源和社会保障局 民政局 教育局 文化和旅游局 商务局 发展和改革局 应急管理局 公安局 医疗保障局 城市管理局 司法局
""")  # fmt: skip
ACTS = {  # what each organ may call the act, in one way or another; %s is the object
    "grant": (
        "%s许可",
        "%s许可证核发",
        "%s审批",
        "%s许可证办理",
        "核发%s许可证",
        "%s核准",
        "%s许可事项",
        "申领%s许可证",
    ),
    "establish": ("%s许可（新办）", "%s许可证新办", "%s许可（首次申请）", "%s许可[新办]", "%s审批-新办"),
    "change": ("%s许可（变更）", "%s许可证变更", "变更%s许可证", "%s许可-变更", "%s审批【变更】"),
    "renew": ("%s许可（延续）", "%s许可证延续", "%s许可证换证", "%s许可（延续申请）", "%s审批(延续)"),
    "cancel": ("%s许可（注销）", "%s许可证注销", "注销%s许可证", "%s许可—注销"),
    "reissue": ("%s许可（补办）", "%s许可证补办", "补发%s许可证", "%s许可证遗失补办", "%s许可(补证)"),
    "file": ("%s备案", "办理%s备案", "%s备案手续", "%s备案事项"),
    "register": ("%s登记", "%s登记手续", "办理%s登记", "%s登记业务"),
    "register_change": ("%s变更登记", "%s登记（变更）", "办理%s变更登记", "%s登记-变更"),
    "check": ("%s验收", "%s验收申请", "%s验收办理"),
    "annual": ("%s年度报告", "%s年报", "%s年检", "%s年度报告审查"),
}
SUBCASES = ("",) * 8 + (
    "（个人）",
    "（单位）",
    "（新建）",
    "（扩建）",
    "（省级权限）",
    "（自贸区）",
    "（县级）",
    "（市级）",
)
COMMON = listed("申请表 身份证明 营业执照 授权委托书")
PAPERS = listed("""
平面图 设施设备清单 管理制度文本 人员名单 资格证书 场所使用证明 检测报告 验收意见 专家意见 安全评价报告 公示证明
承诺书 劳动合同 完税证明 情况说明 设计文件 会议纪要 章程 审计报告 健康证明 培训证明 技术方案 应急预案 权属证明
""")  # fmt: skip
RENAMED = {
    "申请表": ("申请书", "%s申请表", "%s申请书", "申请表（原件 2 份）", "审批表"),
    "身份证明": ("身份证复印件", "居民身份证", "法定代表人身份证", "经办人身份证（验原件）"),
    "营业执照": ("营业执照副本", "营业执照复印件", "主体资格证明"),
    "授权委托书": ("委托书", "授权书原件", "委托代理证明及委托书"),
}
PROCEDURES = ("licence", "registration", "confirmation", "filing", "other", "service")
TWINS = listed("危险 大型 小型 临时 农村 专用 公共 特殊 高等 外籍")
ODD_WORDS = ("类", "行业", "项目", "工作", "专项")


@dataclass(frozen=True)
class Matter:
    number: int
    thing: str
    act: str
    subcase: str
    law: str
    article: int
    papers: tuple[str, ...]
    procedure: str
    duty: str
    applicants: frozenset[str]
    code: str


@dataclass(frozen=True)
class Written:
    """One organ's item, and the matter it is in truth."""

    matter: int
    name: str
    organ: str
    procedure: str
    base_code: str
    basis: str
    materials: tuple[str, ...]
    applicants: frozenset[str]


def written(matters: int, items: int, seed: int) -> list[Written]:
    """So many matters, written down so many times in all: most by a few organs, some by one, some by nearly all."""
    dice = Random(seed)
    drawn = list(_matters(matters, dice))
    siblings: dict[str, list[Matter]] = {}
    for matter in drawn:
        siblings.setdefault(matter.thing, []).append(matter)
    shares = [dice.choice((1, 2, 3, 4, 5, 6, 8, 10, 14)) for _ in drawn]
    while sum(shares) != items:
        n = dice.randrange(matters)
        step = 1 if sum(shares) < items else -1
        shares[n] += step if 1 <= shares[n] + step <= len(PLACES) else 0
    rows = [
        _write(matter, place, siblings[matter.thing], dice)
        for matter, share in zip(drawn, shares, strict=True)
        for place in dice.sample(PLACES, share)
    ]
    dice.shuffle(rows)
    return rows


def _matters(count: int, dice: Random) -> Iterator[Matter]:
    seen: set[tuple[str, str, str]] = set()
    things: dict[str, tuple[str, str, int, tuple[str, ...]]] = {
        thing: (dice.choice(DUTIES), f"{dice.choice(OBJECTS)}管理{dice.choice(('条例', '办法', '规定'))}", dice.randint(5, 60),
                tuple(f"{thing[:4]}{p}" if dice.random() < 0.4 else p for p in dice.sample(PAPERS, 4)))
        for thing in OBJECTS
    }  # fmt: skip
    for thing in dice.sample(OBJECTS, len(OBJECTS) // 4):
        at = dice.choice((0, 2))
        things[thing[:at] + dice.choice(TWINS) + thing[at:]] = things[thing]
    while len(seen) < count:
        thing, act, subcase = dice.choice(list(things)), dice.choice(list(ACTS)), dice.choice(SUBCASES)
        if (thing, act, subcase) in seen:
            continue
        seen.add((thing, act, subcase))
        duty, law, article, own = things[thing]
        mine = dice.sample(own, 2) + dice.sample(PAPERS, 2)
        yield Matter(
            len(seen), thing, act, subcase, law, article if dice.random() < 0.4 else article + dice.randint(1, 9),
            tuple(dict.fromkeys([*dice.sample(COMMON, 3), *mine])), dice.choice(PROCEDURES), duty,
            dice.choice((frozenset({"person"}), frozenset({"entity"}), frozenset({"person", "entity"}))),
            f"0001{dice.randint(10, 60)}{len(seen):06d}",
        )  # fmt: skip


def _write(matter: Matter, place: str, siblings: Sequence[Matter], dice: Random) -> Written:
    organ = place + (matter.duty if dice.random() < 0.85 else "行政审批局")
    return Written(
        matter.number, _name(matter, place, organ, dice), organ,
        matter.procedure if dice.random() < 0.92 else dice.choice(PROCEDURES), _code(matter, siblings, dice),
        _basis(matter, dice), _materials(matter, dice),
        matter.applicants if dice.random() < 0.9 else frozenset({"person", "entity"}),
    )  # fmt: skip


def _name(matter: Matter, place: str, organ: str, dice: Random) -> str:
    name = dice.choice(ACTS[matter.act]) % _thing(matter.thing, dice) + matter.subcase
    if dice.random() < 0.5:
        name = name.replace("（", "(").replace("）", ")")
    if dice.random() < 0.1:
        name = name.replace("（", " （ ").replace("）", " ） ")
    drawn = dice.random()
    if drawn < 0.25:
        return place + name
    return organ + name if drawn < 0.33 else name


def _thing(thing: str, dice: Random) -> str:
    """The object, now and then with a slip, a word more or a word less."""
    drawn, at = dice.random(), dice.randrange(len(thing))
    if drawn < 0.04:
        return thing[:at] + dice.choice(SLIPS) + thing[at + 1 :]
    if drawn < 0.08 and len(thing) > 3:
        return thing[:at] + thing[at + 1 :]
    return thing + dice.choice(ODD_WORDS) if drawn < 0.14 else thing


def _code(matter: Matter, siblings: Sequence[Matter], dice: Random) -> str:
    drawn = dice.random()
    if drawn < 0.4:
        return matter.code
    if drawn < 0.7:
        return ""
    if drawn < 0.95:
        return f"3401{dice.randrange(10**8):08d}"
    return dice.choice(siblings).code


def _basis(matter: Matter, dice: Random) -> str:
    drawn = dice.random()
    if drawn < 0.12:
        return ""
    if drawn < 0.18:
        return f"《{matter.law}》"
    article = matter.article if drawn < 0.95 else matter.article + dice.randint(1, 4)
    edition = dice.choice(("", "", "（2021修正）", "（2019年修订）"))
    state = dice.choice(("", "中华人民共和国"))
    number = str(article) if dice.random() < 0.3 else _hanzi(article)
    return (
        f"{dice.choice(('', '根据'))}《{state}{matter.law}{edition}》第{number}条{dice.choice(('', '规定', '第一款'))}"
    )


def _hanzi(n: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (
        digits[ones] if ones or not tens else ""
    )


def _materials(matter: Matter, dice: Random) -> tuple[str, ...]:
    if dice.random() < 0.1:
        return ()
    kept = [p for p in matter.papers if dice.random() > 0.1]
    more = dice.sample(PAPERS, 1) if dice.random() < 0.25 else []
    return tuple(_renamed(p, matter.thing, dice) for p in [*kept, *more])


def _renamed(paper: str, thing: str, dice: Random) -> str:
    if dice.random() > 0.35:
        return paper
    other = dice.choice(RENAMED.get(paper, (f"{paper}复印件", f"{paper}（原件 1 份）", f"{paper}、说明")))
    return other % thing if "%s" in other else other


@dataclass(frozen=True)
class Marks:
    """Counted over pairs of items: of those put together, how many are one matter; of those that are, how many were."""

    precision: float
    recall: float
    groups: int


def marks(truth: Sequence[int], found: Sequence[Sequence[int]]) -> Marks:
    """`truth[n]` is the matter of item n; `found` are groups of such n."""
    said = {pair for group in found for pair in _pairs(group)}
    by_matter: dict[int, list[int]] = {}
    for n, matter in enumerate(truth):
        by_matter.setdefault(matter, []).append(n)
    true = {pair for members in by_matter.values() for pair in _pairs(members)}
    right = len(said & true)
    return Marks(right / max(1, len(said)), right / max(1, len(true)), len(found))


def _pairs(members: Sequence[int]) -> Iterator[tuple[int, int]]:
    kept = sorted(members)
    return ((a, b) for n, a in enumerate(kept) for b in kept[n + 1 :])
