"""One table says how a personal value is masked; nobody else draws stars."""

import ast
from pathlib import Path

import pytest

from cityhall.kernel.secrets import masking
from cityhall.kernel.secrets.masking import Kind

HOUSE = Path(__file__).resolve().parent.parent.parent
THE_TABLE = HOUSE / "kernel" / "secrets" / "masking.py"


@pytest.mark.parametrize(
    ("kind", "plain", "seen"),
    [
        (Kind.NAME, "", ""),
        (Kind.NAME, "王", "王"),
        (Kind.NAME, "王样", "王*"),
        (Kind.NAME, "王样例", "王*例"),
        (Kind.NAME, "阿卜杜拉·样例", "阿*****例"),
        (Kind.ID_NUMBER, "341800199001010015", "341800********0015"),
        (Kind.ID_NUMBER, "E12345678", "E1*****78"),
        (Kind.ID_NUMBER, "1234", "****"),
        (Kind.ID_NUMBER, "", ""),
        (Kind.ID_PUBLIC, "341800199001010015", "3****************5"),
        (Kind.ID_PUBLIC, "12", "**"),
        (Kind.PHONE, "13900000001", "139****0001"),
        (Kind.PHONE, "0563-3020000", "056*****0000"),
        (Kind.PHONE, "3020000", "*******"),
        (Kind.ADDRESS, "样例市样例区样例街道一号楼", "样例市样例区样例街道****"),
        (Kind.ADDRESS, "样例市样例区一号楼二单元", "样例市样例区****"),
        (Kind.ADDRESS, "样例市", "样****"),
        (Kind.ADDRESS, "样例街道", "样例街道"),
        (Kind.ADDRESS, "", ""),
        (Kind.EMAIL, "sample@example.org", "s***@example.org"),
        (Kind.EMAIL, "sample", "sam***"),
        (Kind.ACCOUNT, "6222000000000001234", "***************1234"),
        (Kind.ACCOUNT, "12345678", "********"),
        (Kind.TEXT, "样例", "样*"),
        (Kind.TEXT, "一二三四五六七八九十一二三四", "一二三四五六********"),
        (Kind.TEXT, "", ""),
    ],
)
def test_each_kind_is_masked_so(kind: Kind, plain: str, seen: str) -> None:
    assert masking.mask(kind, plain) == seen


def test_every_kind_has_its_rule_and_form_fields_theirs() -> None:
    assert set(masking.TABLE) == set(Kind)
    assert masking.field("id_number", "341800199001010015") == "341800********0015"
    assert masking.field("phone", "13900000001") == "139****0001"
    assert masking.field("address", "样例市样例镇一号") == "样例市样例镇****"
    assert masking.field("long", "样例内容") == "样例**"


@pytest.mark.parametrize(
    ("text", "betrays"),
    [
        ("核对材料", False),
        ("办件 341800-2026-00000001", False),
        ("2026 年第 12 号", False),
        ("电话 13900000001 打不通", True),
        ("１３９００００ ０００１", True),
        ("139-0000-0001", True),
        ("证号341800199001010015核对", True),
        ("341800 19900101 001X", True),
        ("卡号 6222000000000001234", True),
        ("sample@example.org", True),
        ("", False),
    ],
)
def test_a_text_that_holds_a_personal_value_is_known(text: str, betrays: bool) -> None:
    assert masking.betrays(text) is betrays


def test_nobody_else_draws_stars() -> None:
    drawn = []
    for file in HOUSE.rglob("*.py"):
        if file == THE_TABLE or "tests" in file.parts or "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.BinOp)
                and isinstance(node.op, ast.Mult)
                and any(isinstance(s, ast.Constant) and s.value == "*" for s in (node.left, node.right))
            ):
                drawn.append(f"{file.relative_to(HOUSE)}:{node.lineno}")
    assert not drawn
