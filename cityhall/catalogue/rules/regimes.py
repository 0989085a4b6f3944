"""What the law of each procedure says by default; a city or an item may have another, with its source.

Articles are of 行政许可法 unless named. A rule whose law names no figure is a default and says so in its basis.
Moves are named as in `cases`; a regime lists what the law of the procedure allows, `cases` walks them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cityhall.catalogue.terms import Procedure, RegimeTerms
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.errors import InvalidInputError

from .reading import Reader

EVERY = frozenset({
    "ask_pre_review", "answer_pre_review", "receive", "correct_here", "refer", "request_supplement", "supplement",
    "accept", "not_accept", "grant", "decide_on_spot", "deliver", "withdraw", "void", "archive",
    "ask_more", "correct", "revoke", "decide_again", "transfer", "suspend_by_law", "terminate", "report_up",
})  # fmt: skip
DECIDED = EVERY | {"refuse"}
LICENSED = DECIDED | {"deem_accepted", "stop", "resume", "extend", "hearing", "deem_renewed"}
BY_LOCAL_RULE = frozenset({"accept_with_gaps", "accept_on_pledge", "deem_withdrawn"})
MOVES = LICENSED | BY_LOCAL_RULE

REVIEW_OR_SUE = (
    "不服本决定的，可以自收到本决定书之日起六十日内依法申请行政复议（行政复议法第二十条），"
    "也可以自收到本决定书之日起六个月内依法向人民法院提起行政诉讼（行政诉讼法第四十六条）。"
)
FILING_REMEDY = (
    "备案只作形式审查。对要求补正或者不予接收有异议的，可以向备案机关反映；认为侵犯其合法权益的，"
    "可以依法申请行政复议或者提起行政诉讼。"
)
SERVICE_REMEDY = (
    "对服务结果有异议的，可以向办理单位反映、拨打 12345 热线或者进行“好差评”；"
    "认为侵犯其合法权益的，可以依法申请行政复议或者提起行政诉讼。"
)
NO_LAW_NOTICE = "服务承诺（默认值）：该类事项没有逾期视为受理的一般规定，个别法律另有规定的由事项注明依据"
NO_LAW_SUPPLEMENT = "默认值：法律未规定申请人补正的期限，按对申请人有利的工作日计，可由事项注明依据另定"
NO_LAW_DELIVERY = "服务承诺（默认值）：参照行政许可法第四十四条"
SUPPLEMENT = Limit(15, Unit.WORKDAYS, NO_LAW_SUPPLEMENT)


def regimes() -> dict[Procedure, RegimeTerms]:
    """The table the city is seeded with, one row a procedure."""
    rows = (
        _licence(),
        _other(Procedure.REGISTRATION, "予以登记", "不予登记"),
        _other(Procedure.CONFIRMATION, "予以确认", "不予确认"),
        _other(Procedure.BENEFIT, "准予给付", "不予给付"),
        _other(Procedure.AWARD, "予以奖励", "不予奖励"),
        _other(Procedure.ADJUDICATION, "作出裁决", "驳回申请"),
        replace(
            _other(Procedure.FILING, "予以备案", ""),
            moves=EVERY, form_only=True, remedies=FILING_REMEDY, basis="备案仅对材料齐全和形式作审查，不设不予决定",
        ),
        _other(Procedure.OTHER, "同意", "不同意"),
        replace(_other(Procedure.SERVICE, "办结", "不予办理"), remedies=SERVICE_REMEDY),
    )  # fmt: skip
    return {row.procedure: row for row in rows}


def _licence() -> RegimeTerms:
    return RegimeTerms(
        procedure=Procedure.LICENCE,
        moves=LICENSED,
        notice=Limit(5, Unit.WORKDAYS, "行政许可法第三十二条第一款第四项"),
        silence_accepts=True,
        silence_basis="行政许可法第三十二条第一款第四项：逾期不告知的，自收到申请材料之日起即为受理",
        supplement=SUPPLEMENT,
        delivery=Limit(10, Unit.WORKDAYS, "行政许可法第四十四条"),
        extension=Limit(10, Unit.WORKDAYS, "行政许可法第四十二条第一款：经本行政机关负责人批准"),
        granted="准予许可",
        refused="不予许可",
        remedies=REVIEW_OR_SUE,
        basis="行政许可法",
    )


def _other(procedure: Procedure, granted: str, refused: str) -> RegimeTerms:
    """Articles 32(4), 42, 44 and 45 bind licences only: silence means nothing here and no limit is extended, unless
    the item names a law that says so (不动产登记暂行条例、市场主体登记管理条例 …)."""
    return RegimeTerms(
        procedure=procedure,
        moves=DECIDED,
        notice=Limit(5, Unit.WORKDAYS, NO_LAW_NOTICE),
        silence_accepts=False,
        silence_basis="",
        supplement=SUPPLEMENT,
        delivery=Limit(10, Unit.WORKDAYS, NO_LAW_DELIVERY),
        extension=None,
        granted=granted,
        refused=refused,
        remedies=REVIEW_OR_SUE,
        basis="本类事项的一般规则（默认值），事项另有法律依据的从其规定",
    )


LIMITS = {"notice": "受理告知时限", "supplement": "补正期限", "delivery": "送达时限", "extension": "延长办理期限"}
TEXTS = {"granted": "准予用语", "refused": "不予用语", "remedies": "救济途径"}
SWITCHES = frozenset({"silence_accepts", "silence_basis", "also", "without", "basis"})


def override(regime: RegimeTerms, change: Mapping[str, Any] | None) -> RegimeTerms:
    """The regime as this item has it. Whatever it changes needs the law or rule that says so (`basis`)."""
    if not change:
        return regime
    reader = Reader(change, "regime", "办理规则的")
    basis = reader.text("basis", "法定依据", longest=500)
    if not basis:
        raise InvalidInputError(
            "catalogue.regime_without_basis", "本事项改变了该类事项的办理规则，请写明法定依据后再保存", "regime.basis"
        )
    strange = sorted(set(change) - set(LIMITS) - set(TEXTS) - SWITCHES)
    if strange:
        raise reader.refuse(strange[0], strange[0], "不是办理规则里可以改的内容，请删去")
    changed: dict[str, Any] = {key: reader.limit(key, label) for key, label in LIMITS.items() if key in change}
    changed |= {key: reader.text(key, label, needed=True) for key, label in TEXTS.items() if key in change}
    if "supplement" in changed and changed["supplement"] is None:
        raise reader.refuse("supplement", "补正期限", "不能为空，请填写数量、单位和依据")
    silence = reader.yes("silence_accepts", "逾期视为受理", default=regime.silence_accepts)
    changed |= {
        "silence_accepts": silence,
        "silence_basis": (reader.text("silence_basis", "逾期视为受理的依据") or basis) if silence else "",
        "moves": _moves(reader, regime, silence=silence, extends="extension" in changed),
        "basis": basis,
    }
    return replace(regime, **changed)


def _moves(reader: Reader, regime: RegimeTerms, *, silence: bool, extends: bool) -> frozenset[str]:
    also, without = frozenset(reader.texts("also", "增加的环节")), frozenset(reader.texts("without", "不设的环节"))
    strange = sorted((also | without) - MOVES)
    if strange:
        raise reader.refuse("also", "办理环节", f"里的“{strange[0]}”不是办件可以有的环节，请核对")
    moves = (regime.moves | also | ({"extend"} if extends else frozenset())) - without - {"deem_accepted"}
    return moves | {"deem_accepted"} if silence else moves


def read_regime(content: Mapping[str, Any]) -> RegimeTerms:
    """A stored regime back as terms."""
    reader = Reader(content, "regime", "办理规则的")
    supplement = reader.limit("supplement", "补正期限")
    if supplement is None:
        raise reader.refuse("supplement", "补正期限", "没有填写")
    return RegimeTerms(
        procedure=reader.word("procedure", "事项类型", Procedure),
        moves=frozenset(reader.texts("moves", "办理环节")),
        notice=reader.limit("notice", "受理告知时限"),
        silence_accepts=reader.yes("silence_accepts", "逾期视为受理", default=False),
        silence_basis=reader.text("silence_basis", "逾期视为受理的依据"),
        supplement=supplement,
        delivery=reader.limit("delivery", "送达时限"),
        extension=reader.limit("extension", "延长办理期限"),
        granted=reader.text("granted", "准予用语"),
        refused=reader.text("refused", "不予用语"),
        remedies=reader.text("remedies", "救济途径"),
        form_only=reader.yes("form_only", "只作形式审查", default=False),
        basis=reader.text("basis", "依据"),
    )


ALWAYS = {
    "receive": "收件", "request_supplement": "一次性告知补正", "supplement": "补正", "accept": "受理", "not_accept": "不予受理",
    "grant": "准予", "deliver": "送达", "withdraw": "撤回申请", "void": "作废", "archive": "归档",
}  # fmt: skip
NOT_LONGER = ("notice", "delivery", "extension")
MOST_BASIS = 300


def check_regime(procedure: Procedure, content: Mapping[str, Any]) -> RegimeTerms:
    """A regime a city may have: whole, of one piece, each limit with its source, and for licences within the law."""
    regime = read_regime({**content, "procedure": procedure})
    reader = Reader(content, "regime", "办理规则的")
    _check_moves(reader, regime.moves)
    for key, label in {"granted": "准予用语", "remedies": "救济途径", "basis": "依据"}.items():
        reader.text(key, label, needed=True, longest=MOST_BASIS if key == "basis" else 4000)
    for key, label in LIMITS.items():
        limit = getattr(regime, key)
        if limit is not None and not limit.basis:
            raise reader.refuse(
                f"{key}.basis", f"{label}的依据", "没有填写，请写明法律法规的条款；没有规定的写明是服务承诺"
            )
    if regime.silence_accepts and not regime.silence_basis:
        raise reader.refuse("silence_basis", "逾期视为受理的依据", "没有填写，请写明法律法规的条款")
    if procedure is Procedure.LICENCE:
        _within_the_licence_law(reader, regime)
    silence = regime.silence_basis if regime.silence_accepts else ""
    return replace(regime, moves=_of_one_piece(regime), silence_basis=silence)


def _check_moves(reader: Reader, moves: frozenset[str]) -> None:
    strange = sorted(moves - MOVES)
    if strange:
        raise reader.refuse("moves", "办理环节", f"里的“{strange[0]}”不是办件可以有的环节，请核对")
    missing = [label for move, label in ALWAYS.items() if move not in moves]
    if missing:
        raise reader.refuse("moves", "办理环节", f"不能没有“{'、'.join(missing)}”，否则办件无法走完，请保留")
    if ("stop" in moves) != ("resume" in moves):
        raise reader.refuse("moves", "办理环节", "里“特别程序”和“恢复计时”应当同时有或者同时没有")


def _of_one_piece(regime: RegimeTerms) -> frozenset[str]:
    """Three moves follow from what else the regime says: silence, the words of refusing, the length of an extension."""
    follows = {
        "deem_accepted": regime.silence_accepts, "refuse": bool(regime.refused), "extend": regime.extension is not None,
    }  # fmt: skip
    return (regime.moves - set(follows)) | {move for move, there in follows.items() if there}


def _within_the_licence_law(reader: Reader, regime: RegimeTerms) -> None:
    """A city may be quicker than the 行政许可法, never slower, and takes nobody a right it gives."""
    law = _licence()
    if not regime.silence_accepts:
        raise reader.refuse(
            "silence_accepts", "逾期不告知", "应为“视为受理”，行政许可法第三十二条第一款第四项不能由本市改变"
        )
    if not regime.refused:
        raise reader.refuse("refused", "不予用语", "没有填写，请补充；不予许可应当书面决定（行政许可法第三十八条）")
    for key in NOT_LONGER:
        own, most = getattr(regime, key), getattr(law, key)
        if own is None and key != "extension":
            raise reader.refuse(key, LIMITS[key], f"没有填写；{most.basis}为 {most}")
        if own is not None and own.unit is not Unit.INSTANT and (own.unit is not most.unit or own.amount > most.amount):
            raise reader.refuse(f"{key}.amount", LIMITS[key], f"不能超过 {most}（{most.basis}），请缩短")
    gone = sorted({"hearing", "deem_renewed", "stop"} - regime.moves)
    if gone:
        raise reader.refuse(
            "moves", "办理环节", "不能少了听证、特别程序或视为准予延续，这是行政许可法第四十五至五十条规定的"
        )
