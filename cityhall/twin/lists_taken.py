"""The demo's lists taken in: one is done, with a few rows that were doubtful or kept out; one waits for somebody to look at
what its columns mean."""

from collections.abc import Callable, Sequence
from typing import Any

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import ImportState
from cityhall.kernel.actor import Actor
from cityhall.kernel.files import store
from cityhall.kernel.sheets.writer import Sheet, csv_pieces, xlsx_pieces

from . import files
from .city import City, once, staff_actor

ORGAN, AREA = "cgj", "990100000000"
BASIC = ("实施编码", "事项名称", "实施单位", "统一社会信用代码", "行政区划代码", "事项类型", "基本编码",
         "法定办结时限", "承诺办结时限", "咨询电话", "设定依据")  # fmt: skip
PAPERS = ("实施编码", "材料名称", "是否必要", "材料形式", "份数", "可容缺")
STRANGE = ("编码", "事项", "所属科室", "谁来办", "多久办完", "电话", "备注")
LAW = "《样例省城市市容和环境卫生管理条例》第二十一条"


def take_lists(city: City, drain: Callable[[], object]) -> None:
    """Harmless the second time; a workbook written again has another moment in it, and would be another list."""
    admin = staff_actor("guanli01")
    if len(queries.imports(admin).rows) > 1:
        return
    done = once("lists:done", actions.begin_import, admin, [_kept(_workbook(), "市城管局实施清单（2026 年）.xlsx")])
    once("lists:matched", actions.match_columns, admin, done, _as_guessed(admin, done))
    drain()
    if queries.import_of(admin, done).state is ImportState.CHECKED:
        once("lists:started", actions.start_import, admin, done)
        drain()
    once("lists:waiting", actions.begin_import, admin, [_kept(_strange(), "便民服务事项汇总（各科室报送）.csv")])


def _as_guessed(actor: Actor, import_id: int) -> list[dict[str, Any]]:
    """What the columns were taken for, agreed to."""
    tables = queries.import_of(actor, import_id).tables
    return [{"part": t.part.value, "columns": {h.header: h.key for h in t.headers}, "fixed": {}} for t in tables]


def _kept(data: bytes, name: str) -> tuple[store.Stored, str]:
    return store.put([data], made=store.LIST), name


def _workbook() -> bytes:
    organ = next(o for o in files.departments() if o.key == ORGAN)

    def row(place: int, name: str, kind: str, promised: str) -> Sequence[str]:
        base = f"991007{place:03d}000"
        code = f"{organ.credit_code}3{base}"
        return (code, name, organ.name, organ.credit_code, AREA, kind, base, "10", promised, organ.phone, LAW)

    signs, routes = row(8, "户外招牌设置备案", "行政备案", "3"), row(9, "建筑垃圾运输路线备案", "行政备案", "尽快")
    rows = [signs, routes, row(10, "占道经营处罚", "行政处罚", "7"), row(8, "店招设置备案", "行政备案", "5")]
    papers = [
        (signs[0], "户外招牌设置备案表", "是", "原件", "1", "否"), (signs[0], "招牌效果图", "是", "复印件", "2", "是"),
        (routes[0], "运输路线图", "是", "复印件", "1", "看情况"),
    ]  # fmt: skip
    return b"".join(xlsx_pieces([Sheet("基本信息", BASIC, rows), Sheet("申请材料", PAPERS, papers)]))


def _strange() -> bytes:
    """As somebody puts a list together who has never heard of the exchange's names."""
    rows = [
        ("SGJ-01", "共享单车停放点位申报", "市容科", "企业", "3 个工作日", "0990-5550027", "每季度一次"),
        ("SGJ-02", "便民摊点申请", "市容科", "个人", "5 个工作日", "0990-5550027", ""),
        ("SGJ-03", "公厕开放时间咨询", "环卫科", "个人", "即时", "0990-5550027", "不用交材料"),
    ]  # fmt: skip
    return b"".join(csv_pieces(STRANGE, rows))
