"""企业情况: the shared library of questions a city starts with, what a change of one may not break, and the sample
enterprises a condition is tried on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cityhall.catalogue.terms import FieldKind
from cityhall.catalogue.terms.conditions import Ask, Clause
from cityhall.catalogue.terms.policies import Held, Profile
from cityhall.kernel.errors import InvalidInputError

from .conditions import MEASURED, mentions, read_asks
from .reading import Reader

DISTRICT = "district"
Row = dict[str, Any]
INDUSTRIES = [
    "农业", "制造业", "建筑业", "批发和零售", "住宿和餐饮", "交通运输和仓储", "信息和软件", "科学研究和技术服务",
    "文化和旅游", "居民服务", "其他行业",
]  # fmt: skip


def _one(key: str, label: str, kind: str = "choice", **more: Any) -> Row:
    return {"key": key, "label": label, "kind": kind, **more}


def _yes(key: str, label: str, hint: str = "", **more: Any) -> Row:
    return _one(key, label, "yes_no", hint=hint, **more)


LIBRARY: tuple[tuple[Row, Held], ...] = (
    (_one("entity_kind", "主体类型", choices=["企业", "个体工商户", "农民专业合作社", "社会组织", "其他"]), Held.KIND),
    (_one("industry", "主要行业", choices=INDUSTRIES), Held.NOTHING),
    (_one("size", "企业规模", choices=["大型", "中型", "小型", "微型"],
          hint="按统计上划分大中小微型企业的办法；不清楚的看上一年度的汇算清缴表"), Held.NOTHING),
    (_one("registered_on", "注册登记日期", "date", hint="看营业执照上的成立日期"), Held.NOTHING),
    (_one("staff", "从业人数", "number", unit="人", hint="上年末在册的人数"), Held.NOTHING),
    (_one("insured", "参加社会保险的人数", "number", unit="人"), Held.NOTHING),
    (_one("turnover", "上年度营业收入", "number", unit="万元"), Held.NOTHING),
    (_one("growth", "营业收入比上年增长", "number", unit="%", hint="下降的填负数"), Held.NOTHING),
    (_one("tax_paid", "上年度纳税额", "number", unit="万元"), Held.NOTHING),
    (_one("tax_credit", "纳税信用级别", choices=["A 级", "B 级", "M 级", "C 级", "D 级", "没有评定"]), Held.NOTHING),
    (_one("credit", "信用状况", choices=["没有失信记录", "有一般失信记录，已修复", "有失信记录，尚未修复", "列入严重失信名单"],
          hint="以信用信息共享平台的记录为准"), Held.NOTHING),
    (_yes("high_tech", "是高新技术企业", "证书在有效期内"), Held.NOTHING),
    (_yes("tech_sme", "已入库科技型中小企业"), Held.NOTHING),
    (_one("special_new", "专精特新认定", choices=["没有认定", "创新型中小企业", "省级专精特新", "国家级专精特新“小巨人”"]), Held.NOTHING),
    (_one("patents", "有效发明专利", "number", unit="件"), Held.NOTHING),
    (_one("research", "上年度研发费用", "number", unit="万元"), Held.NOTHING),
    (_one("research_rate", "研发费用占营业收入", "number", unit="%"), Held.NOTHING),
    (_yes("exports", "有进出口实绩", "上一年度"), Held.NOTHING),
    (_one("export_value", "上年度进出口额", "number", unit="万美元", when=[[{"key": "exports", "values": ["是"]}]]), Held.NOTHING),
    (_one("investment", "今年设备投资额", "number", unit="万元", hint="技术改造、设备更新，不含税"), Held.NOTHING),
    (_yes("on_list", "是规模以上（限额以上）企业", "已纳入统计联网直报"), Held.NOTHING),
    (_yes("first_on_list", "今年首次升规入统", when=[[{"key": "on_list", "values": ["是"]}]]), Held.NOTHING),
    (_one("layoffs", "上年度裁员率", "number", unit="%", hint="没有裁员的填 0"), Held.NOTHING),
    (_one("graduates", "今年新招高校毕业生", "number", unit="人", hint="签订一年以上合同并参保的"), Held.NOTHING),
    (_one("hard_employed", "今年招用就业困难人员", "number", unit="人"), Held.NOTHING),
    (_yes("loan", "有在还的银行贷款"), Held.NOTHING),
    (_one("loan_amount", "贷款余额", "number", unit="万元", when=[[{"key": "loan", "values": ["是"]}]]), Held.NOTHING),
    (_yes("startup", "创办人是首次创业"), Held.NOTHING),
    (_yes("green", "已获得绿色工厂等认定"), Held.NOTHING),
    (_one("premises", "经营场所", choices=["自有", "租用园区或孵化基地", "租用其他场所"]), Held.NOTHING),
)  # fmt: skip


def library(districts: Sequence[str] = ()) -> list[tuple[Row, Held]]:
    """The facts a city starts with; the districts are its own, and the question is left out where there is no choice."""
    rows = list(LIBRARY)
    if len(set(districts)) > 1:
        rows.insert(1, (_one(DISTRICT, "所在区县", choices=list(districts), hint="看营业执照上的住所"), Held.DISTRICT))
    return rows


def read_library(rows: Iterable[Mapping[str, Any]]) -> tuple[Ask, ...]:
    """The questions as they are put; more than one policy could ask itself, and each only once."""
    asks: list[Ask] = []
    for row in rows:
        when = {clause.get("key") for line in row.get("when") or () for clause in line}
        before = [_plain(ask) for ask in asks if ask.key in when]
        asks.append(read_asks(Reader({"asks": [*before, dict(row)]}), "asks", "企业情况")[-1])
    return tuple(asks)


def _plain(ask: Ask) -> dict[str, Any]:
    return {"key": ask.key, "label": ask.label, "kind": ask.kind.value, "choices": list(ask.choices)}


def check_change(old: Ask, new: Ask, used: Iterable[tuple[str, Clause]]) -> None:
    """What published policies hang on stays: a fact in use keeps its kind, its unit and every choice that is named."""
    for title, clause in used:
        if clause.key != old.key:
            continue
        if (new.kind, new.unit) != (old.kind, old.unit):
            raise _refuse(
                "kind", f"政策“{title}”的条件在用“{old.label}”，类型和单位不能改；请另建一个，或者先撤下这项政策"
            )
        if new.kind not in MEASURED and (gone := set(clause.values) - _known(new)):
            raise _refuse(
                "choices",
                f"政策“{title}”的条件在用选项“{'、'.join(sorted(gone))}”，不能删去或改名；政策已经过期的，请先撤下它",
            )


def check_retired(ask: Ask, used: Iterable[tuple[str, Clause]], others: Iterable[Ask] = ()) -> None:
    """A fact some published policy or another question hangs on cannot be switched off."""
    titles = sorted({title for title, clause in used if clause.key == ask.key})
    if titles:
        raise _refuse("active", f"还有 {len(titles)} 项政策的条件在用“{ask.label}”，如“{titles[0]}”，不能停用")
    hanging = next((other.label for other in others if ask.key in mentions(other.when)), None)
    if hanging:
        raise _refuse("active", f"问题“{hanging}”要先问“{ask.label}”，请先停用“{hanging}”")


def _known(ask: Ask) -> set[str]:
    return {"是", "否"} if ask.kind is FieldKind.YES_NO else set(ask.choices)


def _refuse(field: str, why: str) -> InvalidInputError:
    return InvalidInputError("catalogue.fact_in_use", why, field)


def _profile(name: str, **answers: str) -> Profile:
    return Profile(name, {key: (value,) for key, value in answers.items()})


PROFILES = (
    _profile("样本一：新办的小餐馆", entity_kind="个体工商户", industry="住宿和餐饮", size="微型", registered_on="2026-03-10",
             staff="6", insured="3", turnover="40", growth="0", tax_paid="0", tax_credit="没有评定", credit="没有失信记录",
             high_tech="否", tech_sme="否", special_new="没有认定", patents="0", research="0", research_rate="0", exports="否",
             investment="8", on_list="否", layoffs="0", graduates="0", hard_employed="1", loan="否", startup="是", green="否",
             premises="租用其他场所"),
    _profile("样本二：成长中的软件公司", entity_kind="企业", industry="信息和软件", size="小型", registered_on="2021-06-01",
             staff="45", insured="44", turnover="1800", growth="22", tax_paid="96", tax_credit="B 级", credit="没有失信记录",
             high_tech="是", tech_sme="是", special_new="创新型中小企业", patents="6", research="220", research_rate="12.2",
             exports="否", investment="60", on_list="否", layoffs="2", graduates="5", hard_employed="0", loan="是",
             loan_amount="200", startup="否", green="否", premises="租用园区或孵化基地"),
    _profile("样本三：规上制造企业", entity_kind="企业", industry="制造业", size="中型", registered_on="2009-04-18",
             staff="380", insured="372", turnover="26000", growth="9", tax_paid="1300", tax_credit="A 级", credit="没有失信记录",
             high_tech="是", tech_sme="否", special_new="省级专精特新", patents="24", research="1100", research_rate="4.2",
             exports="是", export_value="820", investment="2600", on_list="是", first_on_list="否", layoffs="1", graduates="12",
             hard_employed="4", loan="是", loan_amount="3000", startup="否", green="是", premises="自有"),
    _profile("样本四：刚升规的零售企业", entity_kind="企业", industry="批发和零售", size="小型", registered_on="2018-09-30",
             staff="62", insured="58", turnover="5200", growth="31", tax_paid="140", tax_credit="B 级", credit="没有失信记录",
             high_tech="否", tech_sme="否", special_new="没有认定", patents="0", research="0", research_rate="0", exports="否",
             investment="30", on_list="是", first_on_list="是", layoffs="0", graduates="2", hard_employed="2", loan="否",
             startup="否", green="否", premises="租用其他场所"),
    _profile("样本五：农民专业合作社", entity_kind="农民专业合作社", industry="农业", size="小型", registered_on="2016-02-20",
             staff="25", insured="8", turnover="600", growth="5", tax_paid="2", tax_credit="M 级", credit="没有失信记录",
             high_tech="否", tech_sme="否", special_new="没有认定", patents="1", research="5", research_rate="0.8", exports="否",
             investment="120", on_list="否", layoffs="0", graduates="1", hard_employed="6", loan="是", loan_amount="80",
             startup="否", green="否", premises="自有"),
    _profile("样本六：有失信记录的建筑企业", entity_kind="企业", industry="建筑业", size="中型", registered_on="2005-11-01",
             staff="210", insured="120", turnover="9800", growth="-12", tax_paid="310", tax_credit="C 级",
             credit="有失信记录，尚未修复", high_tech="否", tech_sme="否", special_new="没有认定", patents="2", research="40",
             research_rate="0.4", exports="否", investment="0", on_list="是", first_on_list="否", layoffs="18", graduates="0",
             hard_employed="0", loan="是", loan_amount="2600", startup="否", green="否", premises="自有"),
)  # fmt: skip
