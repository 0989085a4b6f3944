"""What the list of an item says besides its way: who carries it out, how it is offered, how far it reaches, what it costs.

Each in a small shape of its own, so that an item stays readable."""

from dataclasses import dataclass

from .coded import Area, Depth, HandlingWay, Level, Nature, OnlinePart, PowerSource, Served


@dataclass(frozen=True)
class Standing:
    """由谁行使: 行使层级、主体性质、权力来源、委托机关."""

    level: Level | None = None
    nature: Nature = Nature.STATUTORY
    source: PowerSource = PowerSource.OWN
    entrusted_by: str = ""


@dataclass(frozen=True)
class Offer:
    """怎样提供: 服务对象、办理形式、网上办理深度、通办范围 and the conveniences."""

    served: tuple[Served, ...] = ()
    ways: tuple[HandlingWay, ...] = ()
    depth: Depth | None = None
    parts: tuple[OnlinePart, ...] = ()
    area: Area | None = None
    visit_reason: str = ""  # 必须现场办理的原因
    url: str = ""  # 网上办理地址, where it is not here
    in_centre: bool = True  # 进驻政务服务中心
    booking: bool = False
    express: bool = False
    terminals: bool = False
    pay_online: bool = False
    elder: bool = False  # 适老化服务


@dataclass(frozen=True)
class Scope:
    """涉及范围: 联办机构、中介服务、数量限制、主题、流程说明、年检年报."""

    partners: tuple[str, ...] = ()
    intermediary: str = ""
    quota: str = ""
    person_topics: tuple[str, ...] = ()
    company_topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # 乡镇街道、村社区代码, where it is carried out there
    flow: str = ""
    annual: str = ""


@dataclass(frozen=True)
class FeeSpec:
    """收费项目: its name, standard, the rule it is charged by, and for whom it is less."""

    name: str
    standard: str = ""
    basis: str = ""
    reducible: bool = False
    reduction: str = ""
