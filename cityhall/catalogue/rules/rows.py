"""Rows of an item list as other systems export it: what each says, and what about it is doubtful."""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cityhall.catalogue.terms import Procedure
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.identifiers import check_credit_code, is_credit_code

COLUMNS = (
    "department", "main_item", "sub_item", "task_type_name", "task_type", "area_code", "item_code", "catalog_code",
    "dept_uscc", "dept_code",
)  # fmt: skip
NEEDED = ("department", "task_type_name", "area_code", "item_code")
NO_GROUP = "未分类"
SHORTEST, LONGEST = 53, 55
SHAPE = re.compile(r"(?P<base>[0-9A-Z-]{12,14})-(?P<area>\d{12})-\d{3}-(?P<uscc>[0-9A-Z]{18})-\d-\d{2}")
STANDARD = re.compile(r"(?P<uscc>[0-9A-HJ-NP-RTUWXY]{18})\d(?P<base>\d{12})(\d{2})?")
REPEATED = re.compile(r"(\d)\1{7,}$")
DIVISION = re.compile(r"\d{12}")
MOST_CODE, MOST_NAME, MOST_ORGAN = 64, 300, 120

GB_CODES = {  # GB/T 39046-2020 A.1; 登记 and 备案 have no code of their own and travel as 10
    "1": Procedure.LICENCE, "5": Procedure.BENEFIT, "7": Procedure.CONFIRMATION, "8": Procedure.AWARD,
    "9": Procedure.ADJUDICATION, "10": Procedure.OTHER, "20": Procedure.SERVICE,
}  # fmt: skip
BY_NAME = {p.label: p for p in Procedure}
WITHIN_OTHER = frozenset({Procedure.REGISTRATION, Procedure.FILING})


@dataclass(frozen=True)
class Doubt:
    """One remark on one row. `fatal` keeps the row out."""

    column: str
    reason: str
    fatal: bool = False


@dataclass(frozen=True)
class ItemRow:
    """A row worth keeping."""

    item_code: str
    base_code: str
    name: str
    group: str
    organ: str
    procedure: Procedure
    division_code: str
    credit_code: str


def read_csv(data: bytes) -> list[dict[str, str]]:
    """The rows of a file as spreadsheets write it: UTF-8 with or without mark, or GB 18030."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as bad:
            raise InvalidInputError(
                "catalogue.file_encoding", "文件编码无法识别，请另存为 UTF-8 或 GB 18030 的 CSV 后再导入", "file"
            ) from bad
    if "\0" in text:
        raise InvalidInputError("catalogue.file_kind", "这不是 CSV 文件，请在表格软件中另存为 CSV 后再导入", "file")
    try:
        reader = csv.DictReader(io.StringIO(text), strict=True)
        missing = [c for c in NEEDED if c not in (reader.fieldnames or ())]
        if missing:
            raise InvalidInputError("catalogue.file_columns", f"文件缺少列：{'、'.join(missing)}，请补齐表头", "file")
        return [{k: v for k, v in row.items() if k and isinstance(v, str)} for row in reader]
    except csv.Error as bad:
        raise InvalidInputError(
            "catalogue.file_shape", f"CSV 第 {reader.line_num} 行有错，可能是引号没有成对，请更正后再导入", "file"
        ) from bad


def check_row(row: Mapping[str, str]) -> list[Doubt]:
    """What is doubtful about this row, column by column; nothing fatal means it can be kept."""
    get = {c: (row.get(c) or "").strip() for c in COLUMNS}
    found = [*_missing(get), *_procedure(get), *_credit_code(get["dept_uscc"]), *_item_code(get)]
    if get["area_code"] and not DIVISION.fullmatch(get["area_code"]):
        found.append(Doubt("area_code", f"行政区划代码“{get['area_code'][:20]}”应为 12 位数字", fatal=True))
    return found


def read_row(row: Mapping[str, str]) -> ItemRow:
    """The row as it will be kept; call `check_row` first."""
    get = {c: (row.get(c) or "").strip() for c in COLUMNS}
    main = "" if get["main_item"] == NO_GROUP else get["main_item"]
    name = get["sub_item"] or main
    uscc = get["dept_uscc"]
    return ItemRow(
        item_code=get["item_code"],
        base_code=get["catalog_code"] if len(get["catalog_code"]) <= 40 else "",  # noqa: PLR2004
        name=name,
        group=main if main != name else "",
        organ=get["department"],
        procedure=_procedure_of(get) or Procedure.OTHER,
        division_code=get["area_code"],
        credit_code=check_credit_code(uscc) if is_credit_code(uscc) else "",
    )


def doubled(codes: Sequence[str]) -> dict[int, Doubt]:
    """Rows whose item code already stood in an earlier row, by place; the first one counts."""
    first: dict[str, int] = {}
    found = {}
    for n, code in enumerate(codes):
        if code and code in first:
            found[n] = Doubt("item_code", f"实施编码与第 {first[code] + 1} 行重复，只保留前一行", fatal=True)
        first.setdefault(code, n)
    return found


def codes_of_organs(rows: Iterable[ItemRow]) -> dict[tuple[str, str], str]:
    """Which credit code each organ (name, division) goes by: the one most of its rows carry; one that two organs
    carry belongs to whoever carries it more."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row.organ, row.division_code][row.credit_code] += bool(row.credit_code)
    return codes_carried(counts)


def codes_carried(counts: Mapping[tuple[str, str], Counter[str]]) -> dict[tuple[str, str], str]:
    """The same, of rows already counted by organ and code."""
    claims = sorted(
        ((n, organ, code) for organ, codes in counts.items() for code, n in codes.items() if code),
        key=lambda c: (-c[0], c[1], c[2]),
    )
    settled: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for _, organ, code in claims:
        if organ not in settled and code not in taken:
            settled[organ] = code
            taken.add(code)
    return {organ: settled.get(organ, "") for organ in counts}


def _missing(get: Mapping[str, str]) -> Iterable[Doubt]:
    for column, label in (("item_code", "实施编码"), ("department", "实施单位"), ("area_code", "行政区划代码")):
        if not get[column]:
            yield Doubt(column, f"{label}为空，无法导入", fatal=True)
    name = get["sub_item"] or get["main_item"]
    if not name or name == NO_GROUP:
        yield Doubt("sub_item", "事项名称为空，无法导入", fatal=True)
    longest = (("item_code", MOST_CODE), ("sub_item", MOST_NAME), ("main_item", MOST_NAME), ("department", MOST_ORGAN))
    for column, most in longest:
        if len(get[column]) > most:
            yield Doubt(column, f"超过 {most} 个字，无法导入", fatal=True)


def _procedure_of(get: Mapping[str, str]) -> Procedure | None:
    by_code = GB_CODES.get(get["task_type"].lstrip("0"))
    by_name = BY_NAME.get(get["task_type_name"])
    return by_name if by_name in WITHIN_OTHER and by_code in {None, Procedure.OTHER} else by_code or by_name


def _procedure(get: Mapping[str, str]) -> Iterable[Doubt]:
    kept = _procedure_of(get)
    if kept is None:
        kind = get["task_type_name"] or get["task_type"]
        yield Doubt("task_type", f"事项类型“{kind[:20]}”不是依申请办理的类型，无法导入", fatal=True)
    elif get["task_type_name"] != kept.label:
        yield Doubt("task_type_name", f"类型名称“{get['task_type_name'][:20]}”与代码不一致，按“{kept.label}”保留")


def _credit_code(code: str) -> Iterable[Doubt]:
    if not code:
        yield Doubt("dept_uscc", "实施单位没有统一社会信用代码，请补充")
        return
    try:
        check_credit_code(code)
    except InvalidInputError as wrong:
        yield Doubt("dept_uscc", wrong.message)


def _item_code(get: Mapping[str, str]) -> Iterable[Doubt]:
    """Two generations are known: base-division-000-credit code-level-00 (53–55 characters) and the national
    31 or 33 (credit code, level, base code: GB/T 39554.1-2020)."""
    code = get["item_code"]
    if not code:
        return
    if REPEATED.search(code):
        yield Doubt("item_code", f"实施编码“{code[:MOST_CODE]}”像是占位符，请换成正式编码")
        return
    shape = SHAPE.fullmatch(code) or STANDARD.fullmatch(code)
    if shape is None:
        yield Doubt("item_code", f"实施编码的结构或长度不对（应为 {SHORTEST} 至 {LONGEST} 位，或 31、33 位国标编码）")
        return
    parts = shape.groupdict()
    if get["dept_uscc"] and parts["uscc"] != get["dept_uscc"]:
        yield Doubt("item_code", "实施编码里的统一社会信用代码与实施单位的不一致，请核对")
    if parts.get("area") and parts["area"] != get["area_code"]:
        yield Doubt("item_code", "实施编码里的行政区划代码与本行的不一致，请核对")
    if get["catalog_code"] and parts["base"] != get["catalog_code"]:
        yield Doubt("item_code", "实施编码里的基本编码与本行的不一致，请核对")
