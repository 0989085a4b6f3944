"""The words of papers that end a case: decisions and what changes them, completion, service, hand-over."""

from cityhall.messages.rules.sheet import Listing, Part, Prose
from cityhall.messages.terms import PaperFacts, Service

from . import words as w
from .words import Body, day, moment


def decision(f: PaperFacts) -> Body:
    label = f["outcome_label"]
    opening = f"{w.mine(f)}，本机关于{day(f['accepted_on'])}受理。经审查，"
    on = w.grid(("申请人", f["applicant"]), ("证件号码", f.get("applicant_id_masked", "")),
                ("决定日期", day(f["decided_on"])))  # fmt: skip
    if f["outcome"] == "refuse":
        return Body(
            f"{opening}根据{f['basis']}的规定，本机关决定{label}。理由如下：",
            (*w.reasons(f), on, *w.prose(f.get("entrusted", "")), Prose(f["remedies"])),
        )
    whole = "你（单位）的申请" if not f.get("partial") else "你（单位）的部分申请"
    remedies = w.prose(f.get("remedies", "")) if f.get("remedies") else ()
    return Body(
        f"{opening}{whole}符合法定条件、标准。根据{f['basis']}的规定，本机关决定{label}。",
        (_granted(f), *_partly(f), *_conditions(f), *w.prose(f.get("delivery_note", "")),
         *w.prose(f.get("entrusted", "")), *remedies),
    )  # fmt: skip


def _granted(f: PaperFacts) -> Part:
    return w.grid(
        ("申请人", f["applicant"]), ("证件号码", f.get("applicant_id_masked", "")),
        ("决定日期", day(f["decided_on"])), ("结果名称", f["result_name"]), ("结果编号", f.get("result_number", "")),
        ("有效期", valid(f)),
    )  # fmt: skip


def valid(f: PaperFacts) -> str:
    """自…至…; without an end it holds for good."""
    first, last = f.get("valid_from", ""), f.get("valid_until", "")
    if first:
        return f"自{day(first)}起" + (f"至{day(last)}止" if last else "长期有效")
    return f"至{day(last)}止" if last else ""


def _partly(f: PaperFacts) -> tuple[Part, ...]:
    """部分准予 refuses the rest: with reasons and remedies like any refusal (第三十八条第二款)."""
    if not f.get("partial"):
        return ()
    why = (Prose("其余部分不予准予，理由如下："), *w.reasons(f)) if f.get("reasons") else ()
    return (Prose(f"准予的范围：{f['partial']}"), *why)


def _conditions(f: PaperFacts) -> tuple[Part, ...]:
    told = w.prose(f.get("conditions", ""))
    return (Prose("附加条件和注意事项：", indent=False, bold=True), *told) if told else ()


def completion(f: PaperFacts) -> Body:
    return Body(
        f"你（单位）申请办理的“{f['item']}”（办件编号：{f['case_number']}），本机关于{day(f['accepted_on'])}受理，"
        f"现已于{day(f['finished_on'])}办结。",
        (w.grid(("申请人", f["applicant"]), ("办结日期", day(f["finished_on"])), ("办理结果", f["result_name"]),
                ("结果编号", f.get("result_number", "")), ("承办人", f.get("handler", "")),
                ("咨询电话", f.get("organ_phone", ""))), *w.prose(f.get("delivery_note", ""))),
    )  # fmt: skip


def termination(f: PaperFacts) -> Body:
    return Body(
        f"{w.mine(f)}，本机关于{day(f['accepted_on'])}受理。根据{f['basis']}的规定，本机关决定终止办理。理由如下：",
        (*w.reasons(f), Prose(f["remedies"]), w.clerk(f)),
        "终止办理不影响你（单位）在符合条件后重新提出申请。",
    )


def correction(f: PaperFacts) -> Body:
    """更正: a slip of the pen in a decision; what it decided stands."""
    cause = f"因{f['cause']}，" if f.get("cause") else ""
    return Body(
        f"本机关就{w.mine(f)}作出的决定书（文号：{f['original_number']}），{cause}"
        f"根据{f['basis']}的规定，于{day(f['decided_on'])}决定更正如下：",
        (*w.prose(f["text"]), *w.prose(f.get("remedies", ""))),
        "原决定书的其他内容不变，本更正决定书与原决定书一并使用。",
    )


def revocation(f: PaperFacts) -> Body:
    """撤销 (第六十九条), or by a review decision or a judgment."""
    rests = f"依据{f['document']}，" if f.get("document") else ""
    harmed = (
        (Prose("因撤销行政许可致使合法权益受到损害，依法应当赔偿的，本机关依法给予赔偿"
               "（《中华人民共和国行政许可法》第六十九条第四款）。"),)
        if f.get("procedure") == "licence"
        else ()
    )  # fmt: skip
    return Body(
        f"本机关就{w.mine(f)}作出的决定（文号：{f['original_number']}），{rests}根据{f['basis']}的规定，"
        f"本机关于{day(f['decided_on'])}决定予以撤销。理由如下：",
        (*w.reasons(f), *harmed, Prose(f["remedies"])),
        "请自收到本决定书之日起停止使用原决定书及据此核发的证件，并交回本机关。",
    )


def service_record(f: PaperFacts) -> Body:
    method = Service(f["service_method"]).label
    at = moment(f["served_at"]) if f.get("served_at") else w.BLANK_MOMENT
    return Body(
        "",
        (w.grid(("受送达人", f["applicant"]), ("办件编号", f["case_number"]), ("申请事项", f["item"])), documents(f),
         w.grid(("送达方式", method), ("送达时间", at), ("送达地点", f["served_place"]),
                ("收件人姓名", f.get("receiver") or "　"), ("与受送达人的关系", f.get("receiver_relation") or "　"),
                ("送达人", f["server"]), ("说明", f.get("cause", ""))),
         w.blanks("收件人（签字或盖章）", "送达人（签字）"),
         Prose("受送达人拒绝签收的，请见证人签字并注明拒收事由和日期：＿＿＿＿＿＿＿＿＿＿＿", indent=False, small=True)),
    )  # fmt: skip


def documents(f: PaperFacts) -> Listing:
    rows = tuple((str(n), d["title"], d["number"], d["copies"]) for n, d in enumerate(f["documents"], 1))
    return Listing(("序号", "送达文书名称", "文号", "份数"), (8, 40, 40, 12), rows)


def pick_up(f: PaperFacts) -> Body:
    """领取凭证: what was handed over, to whom, when, by whom."""
    return Body(
        f"“{f['item']}”（办件编号：{f['case_number']}）的办理结果已由下列人员领取：",
        (documents(f),
         w.grid(("申请人", f["applicant"]), ("领取人", f["receiver"]),
                ("与申请人的关系", f.get("receiver_relation", "")), ("领取时间", moment(f["served_at"])),
                ("领取地点", f.get("served_place", "")), ("发件人", f["server"]))),
    )  # fmt: skip
