"""The codes of items: samples of the standard's structure, and everything that can be wrong with one."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from cityhall.catalogue.rules import codes
from cityhall.catalogue.terms import Area, Generation, HandlingWay, ItemKind, Level, Nature, Procedure, Served
from cityhall.kernel.errors import InvalidInputError

GUANGZHOU, JINING = "11440100007482575H3440118009000", "11370800MB285591843370117002011"
REAL = Path("/work/shared/data/guangan_items/items.csv")


@pytest.mark.parametrize(
    ("code", "credit", "level", "base", "sub"),
    [
        (GUANGZHOU, "11440100007482575H", Level.CITY, ("44", "01", "18", "009"), "000"),
        (JINING, "11370800MB28559184", Level.CITY, ("37", "01", "17", "002"), "011"),
    ],
)
def test_a_real_code_is_read_and_built_again(
    code: str, credit: str, level: Level, base: tuple[str, ...], sub: str
) -> None:
    found = codes.parse_item(code)
    assert (found.credit_code, found.level) == (credit, level)
    assert (found.base.region, found.base.kind, found.base.department, found.base.main) == base
    assert found.base.sub == sub
    assert str(found) == code == codes.build_item(credit, level, str(found.base))
    handling = codes.build_item(credit, level, str(found.base), 1)
    assert handling == code + "01"
    assert codes.parse_handling(handling).item == code


def test_what_was_typed_with_blanks_in_it_is_read_as_it_was_meant() -> None:
    assert str(codes.parse_item(" 11440100007482575h 3 44 01 18 009 000 ")) == GUANGZHOU
    assert str(codes.parse_base("４４０１ 1800 9000")) == "440118009000"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "现为 0 位"),
        ("44011800900", "现为 11 位"),
        ("4401180090O0", "“O”不是数字"),
        ("190118009000", "第 1、2 位“19”"),
        ("443018009000", "第 3、4 位“30”"),
        ("440118000000", "主项"),
    ],
)
def test_a_wrong_base_code_is_refused_with_its_place(code: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        codes.parse_base(code)
    assert words in refused.value.message
    assert refused.value.field == "base_code"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (GUANGZHOU[:-1], "现为 30 位"),
        (GUANGZHOU + "1", "现为 32 位"),
        ("11440100007482576H3440118009000", "第 1 至 18 位"),
        ("1144010000748257503440118009000", "校验位"),
        (GUANGZHOU[:18] + "8" + GUANGZHOU[19:], "第 19 位“8”"),
        (GUANGZHOU[:18] + "3" + "443018009000", "第 20 至 31 位"),
        (GUANGZHOU + "A1", "最后两位“A1”"),
    ],
)
def test_a_wrong_item_code_is_refused_with_its_place(code: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        codes.parse_item(code)
    assert words in refused.value.message


def test_any_single_wrong_digit_in_the_holder_s_code_is_found() -> None:
    for place in range(2, 18):
        other = "2" if GUANGZHOU[place] != "2" else "3"
        with pytest.raises(InvalidInputError):
            codes.parse_item(GUANGZHOU[:place] + other + GUANGZHOU[place + 1 :])


@pytest.mark.parametrize(
    ("code", "kind"),
    [("XK12345001", ItemKind.LICENCE), ("QR00001000", ItemKind.CONFIRMATION), ("ZZ00001000", None)],
)
def test_the_older_generation_is_read(code: str, kind: ItemKind | None) -> None:
    assert codes.parse_old_base(code).kind is kind
    longer = codes.parse_old_item(code + "3418000001")
    assert (longer.base, longer.kind) == (code, kind)


@pytest.mark.parametrize("code", ["XK1234500", "X123450012", "xk-1234-5"])
def test_a_wrong_old_base_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidInputError, match="旧基本编码应为 10 位"):
        codes.parse_old_base(code)


@pytest.mark.parametrize(
    ("code", "words"), [("", "现为 0 位"), ("A" * 25, "现为 25 位"), ("XK12345001市", "“市”不能用")]
)
def test_a_wrong_old_item_code_is_refused(code: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        codes.parse_old_item(code)
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("code", "generation"),
    [
        ("440118009000", Generation.BASE),
        (GUANGZHOU, Generation.ITEM),
        (GUANGZHOU + "01", Generation.HANDLING),
        ("XK12345001", Generation.OLD_BASE),
        ("XK123450013418000001", Generation.OLD_ITEM),
        ("511Z07001006-511602000000-000-11511301008778183N-1-00", Generation.LOCAL),
        ("SAMPLE-000001", Generation.LOCAL),
        ("", Generation.LOCAL),
    ],
)
def test_a_code_is_known_by_its_shape(code: str, generation: Generation) -> None:
    assert codes.generation_of(code) is generation
    assert codes.explain(code)[0] is generation
    assert "".join(part.text for part in codes.explain(code)[1]) == code.strip()


def test_a_code_is_explained_in_words() -> None:
    meanings = {part.label: part.meaning for part in codes.explain(GUANGZHOU + "02")[1]}
    assert meanings["行使层级"] == "市级"
    assert meanings["类型"] == "行政许可"
    assert meanings["子项"] == "没有子项"
    assert meanings["办理项"] == "业务办理项顺序号"


def test_a_code_that_says_otherwise_than_its_item_is_told() -> None:
    code = codes.parse_item(GUANGZHOU)
    assert codes.disagreements(code, base_code="440118009000", procedure=Procedure.LICENCE) == []
    told = codes.disagreements(
        code, base_code="440118009001", credit_code="11370800MB28559184", procedure=Procedure.SERVICE
    )
    assert [("基本编码" in told[0]), ("实施单位" in told[1]), ("应为 20" in told[2])] == [True] * 3


def test_numbers_that_do_not_fit_are_not_built() -> None:
    assert codes.build_base("44", "01", "18", 9) == "440118009000"
    acts: list[Callable[[], object]] = [
        lambda: codes.build_base("44", "01", "18", 1000),
        lambda: codes.build_item("11440100007482575H", Level.CITY, "440118009000", 100),
        lambda: codes.build_item("11440100007482575X", Level.CITY, "440118009000"),
    ]
    for act in acts:
        with pytest.raises(InvalidInputError):
            act()


def test_the_standard_s_codes_are_as_it_has_them() -> None:
    assert [t.code for t in Level] == list("1234567")
    assert [t.code for t in Nature] == list("1239")
    assert [t.code for t in Served] == list("123456")
    assert [t.code for t in HandlingWay] == list("12349")
    assert [t.code for t in Area] == list("1234")
    assert ItemKind.of_code("09") is ItemKind.ADJUDICATION
    assert Level.of_code("8") is None


@pytest.mark.skipif(not REAL.exists(), reason="the list is not here")
def test_a_real_list_of_a_local_generation_is_never_taken_for_a_national_one() -> None:
    with REAL.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {codes.generation_of(row["item_code"]) for row in rows} == {Generation.LOCAL}
