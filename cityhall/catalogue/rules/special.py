"""特别程序和告知承诺 in the content of an item: which it has, by which rule."""

from cityhall.catalogue.terms import STATUTORY_CAUSES, Cause, PledgeSpec, SpecialSpec
from cityhall.deadlines.terms import Limit, Unit

from .reading import Reader

DAYS, MOST_DAYS = 10, 365
AFTER_CHECK = Limit(60, Unit.DAYS, "事后核查（默认值，由事项注明依据另定）")


def read_specials(reader: Reader) -> tuple[SpecialSpec, ...]:
    """Each cause once, with its basis. Only the eight causes of 行政许可法 第四十五条 may stop the law's clock."""
    specs = []
    for row in reader.rows("specials", "特别程序"):
        cause = row.word("cause", "种类", Cause)
        statutory = row.yes("statutory", "停止法定时限", default=cause in STATUTORY_CAUSES)
        if statutory and cause not in STATUTORY_CAUSES:
            raise row.refuse(
                "statutory",
                "停止法定时限",
                f"不能选：“{cause.label}”不在行政许可法第四十五条所列八种情形之内，只能暂停承诺时限",
            )
        specs.append(
            SpecialSpec(
                cause, row.text("basis", "依据", longest=300, needed=True),
                row.whole("days", "所需工作日", DAYS, least=1, most=MOST_DAYS), statutory,
            )
        )  # fmt: skip
    if len({s.cause for s in specs}) < len(specs):
        raise reader.refuse("specials", "特别程序", "里同一种类写了两次，请合并为一行")
    return tuple(specs)


def read_pledge(reader: Reader) -> PledgeSpec | None:
    """告知承诺. Whether a matter of its kind may be pledged at all is asked when it is published."""
    if not reader.has("pledge"):
        return None
    row = Reader(reader.data["pledge"], "pledge", "告知承诺的")
    text = row.text("text", "承诺内容", longest=3000, needed=True)
    return PledgeSpec(
        text=text,
        spares=row.texts("spares", "免交材料"),
        at_once=row.yes("at_once", "当场决定", default=False),
        after_check=row.limit("after_check", "事后核查期限") or AFTER_CHECK,
        basis=row.text("basis", "依据", longest=300, needed=True),
        scope=row.text("scope", "适用范围的依据", longest=500),
    )
