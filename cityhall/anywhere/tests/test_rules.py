"""What may be taken in where, and what may become of paper: tables of cases, without a database."""

from datetime import date
from itertools import product

import pytest

from cityhall.anywhere import rules
from cityhall.anywhere.terms import OPEN, UNSETTLED, Act, EntryFacts, Mode, Piece, State, Way
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.organs.terms import Level

TODAY = date(2026, 9, 14)


def entry(**changes: object) -> EntryFacts:
    made: dict[str, object] = {
        "id": 1, "item_id": 7, "item_name": "样例许可", "organ_id": 3, "mode": Mode.PROXY, "windows": (), "from_on": TODAY,
        "until_on": None, "ended": False, "carry_days": 3, "document": "样例",
    }  # fmt: skip
    return EntryFacts(**(made | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "window", "here", "is_open", "why"),
    [
        (entry(), 5, Level.COUNTY, True, ""),
        (entry(), 5, Level.CITY, True, "由各区县窗口代收"),
        (entry(windows=(5,)), 5, Level.CITY, True, ""),
        (entry(windows=(6,)), 5, Level.COUNTY, True, "没有列本窗口"),
        (entry(), 5, Level.COUNTY, False, "已经撤销"),
        (None, 5, Level.COUNTY, True, "不在通办清单"),
        (entry(ended=True), 5, Level.COUNTY, True, "不在通办清单"),
        (entry(from_on=date(2026, 9, 15)), 5, Level.COUNTY, True, "自 2026-09-15 起"),
        (entry(until_on=TODAY), 5, Level.COUNTY, True, "已于 2026-09-14 到期"),
        (entry(until_on=date(2026, 9, 15)), 5, Level.COUNTY, True, ""),
        (entry(mode=Mode.ONLINE), 5, Level.COUNTY, True, "全程网办"),
        (entry(mode=Mode.JOINT), 5, Level.COUNTY, True, ""),
    ],
)
def test_which_window_takes_what(found: EntryFacts | None, window: int, here: Level, is_open: bool, why: str) -> None:
    said = rules.why_not_here(found, "样例许可", window, here, is_open=is_open, today=TODAY)
    assert (why in said) if why else said == ""


def test_every_act_from_every_state() -> None:
    """Only the table's moves are open; every state is reached, and every one but the last can be left."""
    for state, act in product(State, Act):
        allowed, target = rules.MOVES[act]
        if state in allowed:
            assert rules.next_state(state, act) is target
        else:
            with pytest.raises(WrongStateError, match=state.label):
                rules.next_state(state, act)
    reached = {State.MADE} | {target for _, target in rules.MOVES.values()}
    left = {state for allowed, _ in rules.MOVES.values() for state in allowed}
    assert reached == set(State)
    assert left == {*OPEN, *UNSETTLED}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("990121-2026-W0000001", "990121-2026-W0000001"),
        (" 990121-2026-w0000001\n", "990121-2026-W0000001"),
        ("９９０１２１－２０２６－Ｗ０００００01", "990121-2026-W0000001"),
    ],
)
def test_a_code_is_read_as_scanners_and_people_type_it(text: str, code: str) -> None:
    assert rules.read_code(text) == code


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("990121-2026-00000001", "是办件编号"),
        ("", "没有读出"),
        ("https://example.invalid/x", "没有读出"),
        ("990121-2026-W1", "没有读出"),
    ],
)
def test_another_code_is_told_apart(text: str, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why):
        rules.read_code(text)


def test_what_is_packed() -> None:
    packed = rules.packed([("a", " 申请表 ", 2), ("", "", 1), ("b", "身份证明", 1)])
    assert packed == [Piece("a", "申请表", 2), Piece("b", "身份证明", 1)]
    for lines, why in (([], "至少列出一件"), ([("a", "申请表", 0)], "份数"), ([("a", "表", 1)] * 61, "最多")):
        with pytest.raises(InvalidInputError, match=why):
            rules.packed(lines)


def test_no_paper_is_left_behind() -> None:
    owed = [("a", "申请表", 1), ("b", "身份证明", 1)]
    rules.check_all_papers([Piece("a", "申请表", 1), Piece("b", "身份证明", 1)], owed)
    with pytest.raises(InvalidInputError, match="“身份证明”没有列入"):
        rules.check_all_papers([Piece("a", "申请表", 1)], owed)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([(1, ""), (2, "")], ""),
        ([(1, ""), (1, "少一份")], ""),
        ([(1, "")], "逐件清点"),
        ([(1, ""), (1, "")], "写明差异"),
        ([(-1, "x"), (2, "")], "实收份数"),
    ],
)
def test_what_is_found_is_counted(found: list[tuple[int, str]], why: str) -> None:
    pieces = [Piece("a", "申请表", 1), Piece("b", "图纸", 2)]
    if why:
        with pytest.raises(InvalidInputError, match=why):
            rules.opened(pieces, found)
    else:
        checked = rules.opened(pieces, found)
        assert [one.differs for one in checked] == [n != p.copies for (n, _), p in zip(found, pieces, strict=True)]


@pytest.mark.parametrize(
    ("carrier", "waybill", "courier", "fits"),
    [("样例快递", "1", "", True), ("", "", "样例甲", True), ("样例快递", "", "", False), ("", "1", "", False)],
)
def test_by_whom_it_travels(carrier: str, waybill: str, courier: str, fits: bool) -> None:
    if fits:
        rules.check_carrier(carrier, waybill, courier)
    else:
        with pytest.raises(InvalidInputError):
            rules.check_carrier(carrier, waybill, courier)


@pytest.mark.parametrize(
    ("latest", "arrived", "decided", "why"),
    [
        (State.CLOSED, True, True, ""),
        (State.CLOSED, False, True, "拒收或遗失"),
        (State.LOST, False, True, "拒收或遗失"),
        (State.SENT, False, True, "在途"),
        (State.MADE, False, True, "在途"),
        (State.DIFFERS, True, True, "有差异"),
        (None, False, True, "还没有把结果交给"),
        (None, False, False, "还没有作出决定"),
    ],
)
def test_when_a_result_is_handed_out(latest: State | None, arrived: bool, decided: bool, why: str) -> None:
    said = rules.why_not_issue(latest, arrived=arrived, decided=decided)
    assert (why in said) if why else said == ""


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("state", list(State))
def test_where_the_paper_is_can_always_be_said(state: State, way: Way) -> None:
    said = rules.where_papers_are(way, state, "甲窗口", "乙局", arrived=True)
    assert said.startswith("纸质材料" if way is Way.MATERIALS else "结果")


@pytest.mark.parametrize(
    ("mode", "online", "levels", "named", "why"),
    [
        (Mode.PROXY, False, (), False, ""),
        (Mode.PROXY, False, (Level.CITY, Level.COUNTY), False, ""),
        (Mode.PROXY, False, (Level.CITY,), False, "各区县窗口不能接收"),
        (Mode.PROXY, False, (Level.CITY,), True, ""),
        (Mode.ONLINE, True, (Level.CITY,), False, ""),
        (Mode.ONLINE, False, (), False, "没有开通网上申请"),
    ],
)
def test_what_may_stand_on_the_list(mode: Mode, online: bool, levels: tuple[Level, ...], named: bool, why: str) -> None:
    if why:
        with pytest.raises(InvalidInputError, match=why):
            rules.check_entry(mode, online=online, levels=levels, named=named, item="样例许可")
    else:
        rules.check_entry(mode, online=online, levels=levels, named=named, item="样例许可")
