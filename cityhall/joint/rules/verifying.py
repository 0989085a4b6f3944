"""发布检查: can this package work at all? Everything that is wrong is said at once, and in which place."""

from collections.abc import Iterator, Mapping, Sequence

from cityhall.catalogue.terms import ItemTerms, LicenceAct
from cityhall.deadlines.terms import Limit, Unit
from cityhall.joint.terms import Conflict, Join, Need, OnRefusal, PackageTerms, PartSpec, Problem, Use

HOURS_A_DAY = 24
WORKDAYS_A_WEEK, DAYS_A_WEEK = 5, 7
Items = Mapping[int, ItemTerms]


def verify(
    package: PackageTerms, items: Items, clashes: Sequence[Conflict], names: Mapping[int, str] | None = None
) -> list[Problem]:  # fmt: skip
    """`items` are those open to applications now, `names` also of those that are not; `clashes` where their forms contradict
    each other."""
    found = [*_empty(package), *_stages(package, items), *_items(package, items, names or {}), *_links(package, items)]
    rings = list(_rings(package))
    found += rings
    if not rings:
        found += [*_dead(package), *_too_long(package, items)]
    return [*found, *_clashes(clashes)]


def blocking(problems: Sequence[Problem]) -> list[Problem]:
    return [p for p in problems if p.blocks]


def _empty(package: PackageTerms) -> Iterator[Problem]:
    if len(package.parts) < 2:  # noqa: PLR2004
        yield Problem("too_few", "一件事至少要有两个事项，请添加事项；只有一个事项的直接办那个事项", "parts")


def _stages(package: PackageTerms, items: Items) -> Iterator[Problem]:
    if not package.stages:
        yield Problem("no_stage", "还没有阶段，请至少设一个阶段并指定牵头单位", "stages")
    for stage in package.stages:
        parts = package.parts_of(stage.key)
        if not parts:
            yield Problem(
                "dead_stage", f"阶段“{stage.name}”里没有事项，永远不会开始，请添加事项或删去这个阶段", stage.key
            )
            continue
        owners = {items[p.item_id].organ_id for p in parts if p.item_id in items}
        if stage.join is Join.LEAD and stage.lead_organ_id not in owners:
            yield Problem(
                "no_lead",
                f"阶段“{stage.name}”由牵头单位决定汇合，但牵头单位在这个阶段没有事项，请改汇合规则或换牵头单位",
                stage.key,
            )


def _items(package: PackageTerms, items: Items, names: Mapping[int, str]) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    for part in package.parts:
        if part.item_id not in items:
            yield Problem(
                "withdrawn",
                f"事项“{names.get(part.item_id, part.key)}”已停用或还没有发布，请换成现行的事项或从一件事里删去",
                part.key,
            )
        elif part.item_id in seen and not part.when:
            yield Problem(
                "twice",
                f"事项“{items[part.item_id].name}”出现了两次（{seen[part.item_id]}、{part.key}），请删去一个",
                part.key,
            )
        elif not items[part.item_id].online:
            yield Problem(
                "not_online",
                f"事项“{items[part.item_id].name}”不能网上申请，放进一件事后无法由系统分送，请先开通网上办理",
                part.key,
            )
        elif items[part.item_id].licence_act is not LicenceAct.NONE:
            name = items[part.item_id].name
            sentence = f"“{name}”是变更、延续或注销事项，要先指明原证照，不能放进一件事，请单独办理"
            yield Problem("names_licence", sentence, part.key)
        seen.setdefault(part.item_id, part.key)


def _links(package: PackageTerms, items: Items) -> Iterator[Problem]:
    """A material named by the package that no item asks for; a result nobody waits for."""
    for slot in package.slots:
        unknown = [use for use in slot.uses if not _asks(package, items, use)]
        if not slot.uses or len(unknown) == len(slot.uses):
            yield Problem("unasked", f"共用材料“{slot.name}”没有任何事项需要，请删去", slot.name)
        for use in unknown if len(unknown) < len(slot.uses) else ():
            yield Problem(
                "unasked",
                f"共用材料“{slot.name}”写着用于“{_name(package, items, use.part)}”的材料“{use.key}”，该事项并不需要，请改正",
                slot.name,
            )
    for feed in package.feeds:
        if not _asks(package, items, Use(feed.part, feed.material)):
            yield Problem(
                "unasked",
                f"内部流转给“{_name(package, items, feed.part)}”的材料“{feed.material}”，该事项并不需要，请改正或删去",
                feed.part,
            )
        part = package.part(feed.part)
        if part and not any(a.part == feed.source and a.need is Need.RESULT for a in part.after):
            yield Problem(
                "feed_early",
                f"“{_name(package, items, feed.part)}”要用“{_name(package, items, feed.source)}”的结果作材料，却没有等它的结果，请加上依赖",
                feed.part,
            )  # fmt: skip


def _asks(package: PackageTerms, items: Items, use: Use) -> bool:
    part = package.part(use.part)
    terms = items.get(part.item_id) if part else None
    return terms is not None and terms.material(use.key) is not None


def _name(package: PackageTerms, items: Items, key: str) -> str:
    part = package.part(key)
    return items[part.item_id].name if part and part.item_id in items else key


def waits_for(package: PackageTerms, part: PartSpec) -> list[str]:
    """The parts that come before: those it names, and all of the stages its stage waits for."""
    keys = [s.key for s in package.stages]
    at = keys.index(part.stage)
    earlier = [s.key for s in package.stages[:at] if s.waits] if package.stages[at].waits else []
    staged = [p.key for p in package.parts if p.stage in earlier]
    return list(dict.fromkeys([*(a.part for a in part.after), *staged]))


def _rings(package: PackageTerms) -> Iterator[Problem]:
    """互相等待. Each ring once, told in full."""
    edges = {p.key: waits_for(package, p) for p in package.parts}
    told: set[frozenset[str]] = set()
    for key in edges:
        ring = _ring(key, edges)
        if ring and frozenset(ring) not in told:
            told.add(frozenset(ring))
            words = "→".join([*ring, ring[0]])
            yield Problem("ring", f"互相等待：{words}（箭头指向要先等的），谁也开始不了，请去掉其中一个依赖", ring[0])


def _ring(start: str, edges: Mapping[str, list[str]]) -> list[str]:
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        for key in edges.get(way[-1], ()):
            if key == start:
                return way
            if key in edges and key not in seen:
                seen.add(key)
                ways.append([*way, key])
    return []


def _dead(package: PackageTerms) -> Iterator[Problem]:
    """A part that is there only for some waits for one that none of them has: allowed. One whose way always ends is not."""
    for part in package.parts:
        for after in part.after:
            before = package.part(after.part)
            if before and before.when and not part.when and before.on_refusal is not OnRefusal.CONTINUE:
                yield Problem(
                    "hint_when", f"“{after.part}”只在部分情形下办理，“{part.key}”依赖它；不办前者时后者不等它就开始", part.key, blocks=False
                )  # fmt: skip


def workdays(limit: Limit) -> float:
    """How many working days a case may take at most. A limit in calendar days never lasts longer than as many working days."""
    match limit.unit:
        case Unit.INSTANT:
            return 0
        case Unit.HOURS | Unit.WORK_HOURS:
            return limit.amount / HOURS_A_DAY
        case _:
            return limit.amount


def promised_workdays(limit: Limit) -> float:
    """What a promise in calendar days leaves in working days, at least."""
    return limit.amount if limit.unit is Unit.WORKDAYS else limit.amount * WORKDAYS_A_WEEK // DAYS_A_WEEK


def longest_way(
    package: PackageTerms, items: Items, key: str, known: dict[str, tuple[float, list[str]]]
) -> tuple[float, list[str]]:
    """How long until this part is done at the latest, and by way of which parts. A part that waits for acceptance alone begins
    with the one before it: acceptance costs none of the promised days."""
    if key in known:
        return known[key]
    part = package.part(key)
    if part is None:
        return 0, []
    only_accepted = {a.part for a in part.after if a.need is Need.ACCEPTANCE}
    days, way = 0.0, list[str]()
    for before in waits_for(package, part):
        spent, route = longest_way(package, items, before, known)
        if before in only_accepted:
            earlier = package.part(before)
            spent -= workdays(items[earlier.item_id].promised) if earlier and earlier.item_id in items else 0
        if spent > days:
            days, way = spent, route
    own = workdays(items[part.item_id].promised) if part.item_id in items else 0
    known[key] = (days + own, [*way, key])
    return known[key]


def _too_long(package: PackageTerms, items: Items) -> Iterator[Problem]:
    """The worst ways only: one problem for every part nothing else waits for."""
    have, known = promised_workdays(package.promise), dict[str, tuple[float, list[str]]]()
    awaited = {before for p in package.parts for before in waits_for(package, p)}
    for part in package.parts:
        days, way = longest_way(package, items, part.key, known)
        own = workdays(items[part.item_id].promised) if part.item_id in items else 0
        if own > have:
            yield Problem(
                "too_long",
                f"“{items[part.item_id].name}”自己就要 {own:g} 个工作日，放不进整件事承诺的 {package.promise}，请压缩或放宽",
                part.key,
            )
        elif days > have and part.key not in awaited:
            steps = "→".join(f"{_name(package, items, k)}（{_promised(package, items, k)}）" for k in way)
            yield Problem(
                "too_long",
                f"依次办理 {steps} 共需 {days:g} 个工作日，超过整件事承诺的 {package.promise}，请改为并行或压缩",
                part.key,
            )


def _promised(package: PackageTerms, items: Items, key: str) -> str:
    part = package.part(key)
    return str(items[part.item_id].promised) if part and part.item_id in items else "时限不明"


def _clashes(clashes: Sequence[Conflict]) -> Iterator[Problem]:
    for one in clashes:
        told = "；".join(f"{name}：{word}" for name, word in one.said)
        code = "clash" if one.blocks else "hint_clash"
        end = "，请统一事项的表单，或把它设为分开填" if one.blocks else ""
        yield Problem(
            code, f"“{one.label}”的{one.about}各事项不一致（{told}），{one.taken}{end}", one.label, blocks=one.blocks
        )
