"""The codes of items: read, built, checked. A refusal says which place is wrong and what to do.

The present generation (GB/T 39554.1—2020): 基本编码 12 = 区划 2 + 类型 2 + 部门 2 + 主项 3 + 子项 3; 实施编码 31 = 统一社会信用代码 18 +
行使层级 1 + 基本编码 12; 业务办理项编码 33 = 实施编码 + 2. The older one (GB/T 39046—2020): 基本编码 of two letters and eight
digits, 实施编码 of at most 24; cities number their own besides."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cityhall.catalogue.terms import Generation, ItemKind, Level, Procedure
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.identifiers import PROVINCES, SAMPLE, check_credit_code, plain

BASE, ITEM, HANDLING, CREDIT = 12, 31, 33, 18
OLD_BASE, MOST_OLD, MOST_LOCAL = 10, 24, 40
STATE = "00"
NO_SUB, NO_HANDLING = "000", "00"
EXTENSIONS = frozenset(str(n) for n in (*range(11, 20), *range(21, 30)))
NATIONAL = re.compile(r"[0-9A-Z]{18}\d{13}(\d{2})?")
OLD_SHAPE = re.compile(r"(?P<letters>[A-Z]{2})(?P<main>\d{5})(?P<sub>\d{3})")
OLD_KINDS = {  # letters seen in local lists of the older generation; others are read without a kind
    "XK": ItemKind.LICENCE, "CF": ItemKind.PENALTY, "QZ": ItemKind.COERCION, "ZS": ItemKind.LEVY,
    "JF": ItemKind.BENEFIT, "JC": ItemKind.INSPECTION, "QR": ItemKind.CONFIRMATION, "JL": ItemKind.AWARD,
    "CJ": ItemKind.ADJUDICATION, "QT": ItemKind.OTHER, "FW": ItemKind.SERVICE,
}  # fmt: skip
KINDS: Mapping[Procedure, ItemKind] = {
    Procedure.LICENCE: ItemKind.LICENCE, Procedure.BENEFIT: ItemKind.BENEFIT,
    Procedure.CONFIRMATION: ItemKind.CONFIRMATION, Procedure.AWARD: ItemKind.AWARD,
    Procedure.ADJUDICATION: ItemKind.ADJUDICATION, Procedure.REGISTRATION: ItemKind.OTHER,
    Procedure.FILING: ItemKind.OTHER, Procedure.OTHER: ItemKind.OTHER, Procedure.SERVICE: ItemKind.SERVICE,
}  # fmt: skip


@dataclass(frozen=True)
class BaseCode:
    """基本编码, in its five parts."""

    region: str
    kind: str
    department: str
    main: str
    sub: str = NO_SUB

    def __str__(self) -> str:
        return self.region + self.kind + self.department + self.main + self.sub

    @property
    def kind_label(self) -> str:
        known = ItemKind.of_code(self.kind)
        return known.label if known else "地方扩展类型"


@dataclass(frozen=True)
class ItemCode:
    """实施编码, or with two digits more 业务办理项编码."""

    credit_code: str
    level: Level
    base: BaseCode
    handling: str = ""

    def __str__(self) -> str:
        return f"{self.credit_code}{self.level.code}{self.base}{self.handling}"

    @property
    def item(self) -> str:
        """The 31 places without the handling item."""
        return f"{self.credit_code}{self.level.code}{self.base}"


@dataclass(frozen=True)
class OldCode:
    """A code of the older generation; `base` is empty where its first ten places do not read as one."""

    text: str
    base: str = ""
    kind: ItemKind | None = None


@dataclass(frozen=True)
class CodePart:
    """One stretch of a code, and what it says."""

    label: str
    text: str
    meaning: str


def parse_base(text: str, field: str = "base_code") -> BaseCode:
    """基本编码 (12)."""
    code = plain(text)
    if len(code) != BASE:
        raise _wrong(field, f"基本编码应为 12 位数字，现为 {len(code)} 位，请对照基本目录核对")
    if not (code.isascii() and code.isdigit()):
        raise _wrong(field, f"基本编码应全为数字，“{_first_strange(code)}”不是数字，请对照基本目录核对")
    found = BaseCode(code[:2], code[2:4], code[4:6], code[6:9], code[9:])
    if found.region != STATE and int(found.region) not in PROVINCES | {SAMPLE}:
        raise _wrong(field, f"基本编码第 1、2 位“{found.region}”应为 00（国家）或省级行政区划代码，请核对")
    if ItemKind.of_code(found.kind) is None and found.kind not in EXTENSIONS:
        raise _wrong(field, f"基本编码第 3、4 位“{found.kind}”不是事项类型代码（如 01 行政许可、20 公共服务），请核对")
    if found.main == NO_SUB:
        raise _wrong(field, "基本编码第 7 至 9 位（主项）不能是 000，请填写主项的顺序号")
    return found


def parse_item(text: str, field: str = "item_code") -> ItemCode:
    """实施编码 (31) or 业务办理项编码 (33)."""
    code = plain(text)
    if len(code) not in (ITEM, HANDLING):
        sentence = f"实施编码应为 31 位（业务办理项编码 33 位），现为 {len(code)} 位，请核对有没有漏抄或多抄"
        raise _wrong(field, sentence)
    level = Level.of_code(code[CREDIT])
    if level is None:
        raise _wrong(field, f"编码第 19 位“{code[CREDIT]}”应为行使层级 1 至 7（3 市级、4 县级），请核对")
    handling = code[ITEM:]
    if handling and not handling.isdigit():
        raise _wrong(field, f"业务办理项编码最后两位“{handling}”应为数字，请核对")
    return ItemCode(_credit(code[:CREDIT], field), level, _base_of(code[CREDIT + 1 : ITEM], field), handling)


def parse_handling(text: str, field: str = "handling_code") -> ItemCode:
    """业务办理项编码 (33)."""
    if len(plain(text)) != HANDLING:
        raise _wrong(field, f"业务办理项编码应为 33 位：实施编码 31 位加两位顺序号，现为 {len(plain(text))} 位，请核对")
    return parse_item(text, field)


def build_base(region: str, kind: str, department: str, main: int, sub: int = 0) -> str:
    """基本编码 from its parts; the numbers are filled up with noughts."""
    for label, number in (("主项", main), ("子项", sub)):
        if not 0 <= number <= 999:  # noqa: PLR2004
            raise _wrong("base_code", f"{label}顺序号应在 0 到 999 之间，现为 {number}")
    return str(parse_base(f"{region}{kind}{department}{main:03d}{sub:03d}"))


def build_item(credit_code: str, level: Level, base_code: str, handling: int | None = None) -> str:
    """实施编码 from who carries it out, at which level, and what; with a number, 业务办理项编码."""
    if handling is not None and not 0 <= handling <= 99:  # noqa: PLR2004
        raise _wrong("handling_code", f"业务办理项顺序号应在 0 到 99 之间，现为 {handling}")
    last = "" if handling is None else f"{handling:02d}"
    return str(ItemCode(_credit(credit_code, "credit_code"), level, parse_base(base_code), last))


def parse_old_base(text: str, field: str = "local_base_code") -> OldCode:
    """基本编码 of the older generation (10)."""
    code = plain(text)
    shape = OLD_SHAPE.fullmatch(code)
    if shape is None:
        sentence = f"旧基本编码应为 10 位：2 个字母（如 XK）加主项 5 位、子项 3 位数字，“{code[:24]}”不符，请核对"
        raise _wrong(field, sentence)
    return OldCode(code, code, OLD_KINDS.get(shape["letters"]))


def check_base(text: str, field: str = "base_code") -> str:
    """基本编码 of a list or of a standard, of either generation; they have no other."""
    old = OLD_SHAPE.fullmatch(plain(text))
    return parse_old_base(text, field).text if old else str(parse_base(text, field))


def parse_old_item(text: str, field: str = "local_item_code") -> OldCode:
    """实施编码 of the older generation: at most 24 letters and digits; the standard fixes no more."""
    code = plain(text)
    if not 1 <= len(code) <= MOST_OLD:
        raise _wrong(field, f"旧实施编码为 24 位以内，现为 {len(code)} 位，请核对")
    if not (code.isascii() and code.isalnum()):
        raise _wrong(field, f"旧实施编码只用字母和数字，“{_first_strange(code)}”不能用，请核对")
    shape = OLD_SHAPE.match(code)
    return OldCode(code, shape.group(), OLD_KINDS.get(shape["letters"])) if shape else OldCode(code)


def generation_of(text: str) -> Generation:
    """Which rule a code looks as if it was made by; whether it keeps to it is another question."""
    code = plain(text)
    if "-" in text or not code:
        return Generation.LOCAL
    if code.isdigit() and len(code) == BASE:
        return Generation.BASE
    if NATIONAL.fullmatch(code):
        return Generation.ITEM if len(code) == ITEM else Generation.HANDLING
    if OLD_SHAPE.fullmatch(code):
        return Generation.OLD_BASE
    return Generation.OLD_ITEM if OLD_SHAPE.match(code) and len(code) <= MOST_OLD else Generation.LOCAL


def explain(text: str) -> tuple[Generation, list[CodePart]]:
    """A code stretch by stretch; refuses one that breaks the rule it looks as if it was made by."""
    kind = generation_of(text)
    if kind is Generation.BASE:
        return kind, _base_parts(parse_base(text, "code"))
    if kind in (Generation.ITEM, Generation.HANDLING):
        return kind, _item_parts(parse_item(text, "code"))
    if kind in (Generation.OLD_BASE, Generation.OLD_ITEM):
        old = parse_old_item(text, "code")
        meaning = old.kind.label if old.kind else "未收录的类型"
        return kind, [CodePart("旧基本编码", old.base, meaning), *_rest(old.text[OLD_BASE:])]
    return kind, [CodePart("编码", text.strip(), "地方自定的编码，不按国家标准解读")]


def disagreements(item: ItemCode, *, base_code: str = "", credit_code: str = "", procedure: Procedure) -> list[str]:
    """What a national code says otherwise than the item it stands on."""
    found = []
    if base_code and plain(base_code) != str(item.base):
        found.append(f"实施编码里的基本编码 {item.base} 与填写的基本编码 {base_code} 不一致，请改正其中之一")
    if credit_code and credit_code != item.credit_code:
        found.append(f"实施编码里的统一社会信用代码 {item.credit_code} 不是实施单位的（{credit_code}），请核对实施单位")
    if item.base.kind not in EXTENSIONS and item.base.kind != KINDS[procedure].code:
        told = f"实施编码里的事项类型是 {item.base.kind}（{item.base.kind_label}），事项选的是“{procedure.label}”"
        found.append(f"{told}（应为 {KINDS[procedure].code}），请改正其中之一")
    return found


def check_item_code(item_code: str, base_code: str, procedure: Procedure) -> None:
    """A code that looks national has to hold, and to agree with what stands beside it; others are left alone."""
    if generation_of(item_code) not in (Generation.ITEM, Generation.HANDLING):
        return
    told = disagreements(parse_item(item_code), base_code=base_code if base_code.isdigit() else "", procedure=procedure)
    if told:
        raise _wrong("item_code", told[0])


def check_code(field: str, text: str, item_code: str) -> str:
    """One of an item's other codes, as it is kept; a local base code of another shape is left as it is."""
    if not text:
        return ""
    if field == "handling_code":
        code = parse_handling(text)
        if generation_of(item_code) is Generation.ITEM and code.item != plain(item_code):
            raise _wrong(field, f"业务办理项编码的前 31 位应与实施编码 {item_code} 相同，请核对")
        return str(code)
    if field == "local_item_code":
        return parse_old_item(text).text
    if field == "local_base_code":
        return parse_old_base(text).text
    return str(parse_base(text)) if plain(text).isdigit() else text[:MOST_LOCAL]


def doubts(item_code: str, base_code: str, handling_code: str, credit_code: str, procedure: Procedure) -> list[str]:
    """What the codes of an item say against each other, against its organ and its kind."""
    try:
        code = parse_item(item_code)
    except InvalidInputError:
        return []
    told = disagreements(
        code, base_code=base_code if base_code.isdigit() else "", credit_code=credit_code, procedure=procedure
    )
    if handling_code and not handling_code.startswith(code.item):
        told.append(f"业务办理项编码的前 31 位与实施编码 {code.item} 不一致，请核对")
    return told


def _base_of(code: str, field: str) -> BaseCode:
    try:
        return parse_base(code, field)
    except InvalidInputError as wrong:
        raise _wrong(field, f"编码第 20 至 31 位：{wrong.message}") from wrong


def _credit(code: str, field: str) -> str:
    try:
        return check_credit_code(code)
    except InvalidInputError as wrong:
        raise _wrong(field, f"编码第 1 至 18 位：{wrong.message}") from wrong


def _base_parts(code: BaseCode) -> list[CodePart]:
    region = "国家" if code.region == STATE else "省级行政区划"
    return [
        CodePart("区划", code.region, region), CodePart("类型", code.kind, code.kind_label),
        CodePart("部门", code.department, "部门顺序号"), CodePart("主项", code.main, "主项顺序号"),
        CodePart("子项", code.sub, "没有子项" if code.sub == NO_SUB else "子项顺序号"),
    ]  # fmt: skip


def _item_parts(code: ItemCode) -> list[CodePart]:
    found = [CodePart("实施主体", code.credit_code, "统一社会信用代码，校验位相符")]
    found.append(CodePart("行使层级", code.level.code, code.level.label))
    found += _base_parts(code.base)
    if code.handling:
        found.append(CodePart("办理项", code.handling, "业务办理项顺序号"))
    return found


def _rest(text: str) -> list[CodePart]:
    return [CodePart("地方部分", text, "标准没有规定其结构")] if text else []


def _first_strange(code: str) -> str:
    return next((c for c in code if not (c.isascii() and c.isalnum())), next((c for c in code if not c.isdigit()), ""))


def _wrong(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError("catalogue.bad_code", sentence, field)
