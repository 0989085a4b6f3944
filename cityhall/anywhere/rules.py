"""What may be taken in where, what may become of a 物料流转单, and what was found in the envelope. Pure."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.organs.terms import Level

from .terms import OPEN, Act, EntryFacts, Mode, Piece, State, Way

MOST_PIECES, MOST_COPIES, MOST_DAYS = 60, 99, 30
CODE = re.compile(r"\d{6}-\d{4}-W\d{7}")
CASE = re.compile(r"\d{6}-\d{4}-\d{8}")

MOVES: Mapping[Act, tuple[tuple[State, ...], State]] = {
    Act.SEND: ((State.MADE,), State.SENT),
    Act.CANCEL: ((State.MADE,), State.CANCELLED),
    Act.RECEIVE: ((State.SENT,), State.CLOSED),
    Act.DIFFER: ((State.SENT,), State.DIFFERS),
    Act.REFUSE: ((State.SENT,), State.REFUSED),
    Act.LOSE: ((State.SENT,), State.LOST),
    Act.CLOSE: ((State.DIFFERS, State.REFUSED, State.LOST), State.CLOSED),
}


def next_state(state: State, act: Act) -> State:
    """Where this act leads; a refusal says how the paper stands."""
    allowed, target = MOVES[act]
    if state not in allowed:
        raise WrongStateError(
            "anywhere.cannot_now", f"这张流转单{state.label}，不能{act.label}；请刷新后查看现在的状态"
        )
    return target


def check_entry(mode: Mode, *, online: bool, levels: Collection[Level], named: bool, item: str) -> None:
    """May this item stand on the list this way? 全程网办 needs an item that is online; every county window needs an item whose
    rule of levels (受理层级、市区同权) lets counties take it in."""
    if mode is Mode.ONLINE and not online:
        raise InvalidInputError(
            "anywhere.not_online",
            f"“{item}”没有开通网上申请，不能列为全程网办；请先在事项里开通，或选其他方式",
            field="mode",
        )
    if mode is not Mode.ONLINE and not named and levels and Level.COUNTY not in levels:
        told = "、".join(level.label for level in levels)
        raise InvalidInputError(
            "anywhere.level_forbids",
            f"“{item}”的现行版本规定由{told}受理，各区县窗口不能接收；请先在事项的改革要求里写明市区同权或改受理层级",
            field="item_id",
        )


def check_term(from_on: date, until_on: date | None, today: date, document: str, carry_days: int) -> None:
    """An entry rests on a document, begins no earlier than today and lasts at least a day; how long paper may travel is set
    with it, in working days."""
    if not document.strip():
        raise InvalidInputError("anywhere.no_document", "请填写公布通办清单的文件名称和文号", field="document")
    if from_on < today:
        raise InvalidInputError("anywhere.begins_before", "开始日期不能早于今天", field="from_on")
    if until_on is not None and until_on <= from_on:
        raise InvalidInputError("anywhere.ends_before", "终止日期要晚于开始日期", field="until_on")
    if not 1 <= carry_days <= MOST_DAYS:
        raise InvalidInputError(
            "anywhere.carry_days", f"物料流转时限请填 1 至 {MOST_DAYS} 个工作日", field="carry_days"
        )


def why_not_here(entry: EntryFacts | None, item: str, window: int, here: Level, *, is_open: bool, today: date) -> str:
    """Why this window does not take that item in for another place, in words for the clerk; empty where it does."""
    if not is_open:
        return "本窗口已经撤销，不能收件；请到大厅其他窗口办理"
    if entry is None or entry.ended:
        return f"“{item}”不在通办清单里，本窗口不能接收；请引导申请人到办理机关的窗口，或在网上提交"
    if today < entry.from_on:
        return f"“{item}”自 {entry.from_on} 起才能异地接收，今天还不能；请引导申请人到办理机关的窗口"
    if entry.until_on is not None and today >= entry.until_on:
        return f"“{item}”的通办已于 {entry.until_on} 到期，本窗口不能再接收；请引导申请人到办理机关的窗口"
    if entry.mode is Mode.ONLINE:
        return f"“{item}”是全程网办事项，不收纸质材料；请引导申请人在网上提交"
    if entry.windows and window not in entry.windows:
        return f"“{item}”的通办清单没有列本窗口；可以接收的窗口见办事指南"
    if not entry.windows and here is not Level.COUNTY:
        return f"“{item}”由各区县窗口代收，这里是{here.label}窗口；请由办理机关的窗口直接收件"
    return ""


def read_code(text: str) -> str:
    """A 流转单 number as a scanner or a person types it: full-width letters, spaces and lower case do no harm. A case's number
    is told apart (InvalidInputError)."""
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper().replace("—", "-").replace("–", "-")
    if CODE.fullmatch(code):
        return code
    if CASE.fullmatch(code):
        raise InvalidInputError(
            "anywhere.case_scanned", f"{code} 是办件编号，不是流转单号；请扫流转单上的二维码", field="code"
        )
    raise InvalidInputError(
        "anywhere.bad_code",
        "没有读出流转单号；请对准流转单上的二维码重扫，或照单子键入编号（如 990100-2026-W0000001）",
        field="code",
    )


def packed(lines: Sequence[tuple[str, str, int]]) -> list[Piece]:
    """What goes into the envelope: (key, name, copies) in order. Empty lines are left out; nothing at all is refused."""
    pieces = [Piece(key.strip()[:40], name.strip()[:120], copies) for key, name, copies in lines if name.strip()]
    if not pieces:
        raise InvalidInputError("anywhere.nothing_packed", "请至少列出一件要流转的材料，写明名称和份数", field="pieces")
    if len(pieces) > MOST_PIECES:
        raise InvalidInputError(
            "anywhere.too_many_pieces", f"一张流转单最多 {MOST_PIECES} 件，请分开做单", field="pieces"
        )
    for piece in pieces:
        if not 1 <= piece.copies <= MOST_COPIES:
            raise InvalidInputError("anywhere.copies", f"“{piece.name}”的份数请填 1 至 {MOST_COPIES}", field="pieces")
    return pieces


def opened(pieces: Sequence[Piece], found: Sequence[tuple[int, str]]) -> list[Piece]:
    """What was found, piece by piece: (copies, note) for each in order. Fewer or more than written must be said why or what."""
    if len(found) != len(pieces):
        raise InvalidInputError("anywhere.unchecked", "请逐件清点：每一件都要填实收份数", field="found")
    checked = []
    for piece, (received, note) in zip(pieces, found, strict=True):
        if not 0 <= received <= MOST_COPIES:
            raise InvalidInputError("anywhere.found", f"“{piece.name}”的实收份数请填 0 至 {MOST_COPIES}", field="found")
        if received != piece.copies and not note.strip():
            raise InvalidInputError(
                "anywhere.difference_untold",
                f"“{piece.name}”应有 {piece.copies} 份、实收 {received} 份，请写明差异（如缺件、破损、多出）",
                field="found",
            )
        checked.append(Piece(piece.key, piece.name, piece.copies, received, note.strip()[:200]))
    return checked


def check_carrier(carrier: str, waybill: str, courier: str) -> None:
    """By whom it travels: a carrier with a waybill, or a person by name."""
    if courier.strip():
        return
    if not carrier.strip() or not waybill.strip():
        field = "waybill" if carrier.strip() else "carrier"
        raise InvalidInputError("anywhere.no_carrier", "请填写承运单位和运单号，或者专人递送的姓名", field=field)


def why_not_issue(latest: State | None, *, arrived: bool, decided: bool) -> str:
    """Why a result is not handed out at the window it was sent for; empty where it may be. `latest` is how the last 流转单 of
    the result stands, `arrived` whether it was signed for."""
    if not decided:
        return "办理机关还没有作出决定，现在没有结果可以发给申请人"
    if latest is None or latest is State.CANCELLED:
        return "办理机关还没有把结果交给本窗口；请等流转单到了再出件"
    if latest in OPEN:
        return "结果还在途，没有在本窗口签收；请先扫流转单签收"
    if latest is State.DIFFERS:
        return "结果流转单有差异没有了结；请与办理机关核对并由其了结后再出件"
    return "" if arrived else "结果在途中被拒收或遗失，请等办理机关重新制作并交来"


def where_papers_are(way: Way, state: State, sender: str, receiver: str, *, arrived: bool) -> str:
    """Where the paper is, in words anybody may read."""
    thing = "纸质材料" if way is Way.MATERIALS else "结果"
    if state is State.CLOSED:
        return f"{thing}已到{receiver}" if arrived else f"{thing}没有送到，已由{sender}处理"
    return {
        State.MADE: f"{thing}在{sender}待交出", State.SENT: f"{thing}在途，送往{receiver}",
        State.DIFFERS: f"{thing}已到{receiver}，与清单有出入，正在核对", State.REFUSED: f"{thing}被{receiver}退回，由{sender}处理",
        State.LOST: f"{thing}在途中遗失，由{sender}补办", State.CANCELLED: f"{thing}在{sender}",
    }[state]  # fmt: skip


def check_all_papers(pieces: Sequence[Piece], owed: Sequence[tuple[str, str, int]]) -> None:
    """Every paper that was taken in goes on: (key, name, copies) of what the receipt names, against what is packed."""
    there = {one.key for one in pieces if one.key}
    left = [name for key, name, _ in owed if key not in there]
    if left:
        raise InvalidInputError(
            "anywhere.papers_missing", f"收件时收取的{'、'.join(f'“{name}”' for name in left)}没有列入流转单；请找齐后一并交出",
            field="pieces",
        )  # fmt: skip
