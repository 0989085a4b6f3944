"""The words of each paper: title, seal, sentences. What must be in them is in `facts`."""

from collections.abc import Callable
from datetime import date, datetime

from cityhall.messages.terms import MaterialLine, PaperFacts, PaperKind, Service

from .sheet import Grid, Listing, Part, Prose, Sheet

SEALS = {
    PaperKind.RECEIPT: "收件专用章",
    PaperKind.SUPPLEMENT_NOTICE: "受理专用章",
    PaperKind.SUPPLEMENT_RECEIPT: "收件专用章",
    PaperKind.ACCEPTANCE: "受理专用章",
    PaperKind.NOT_NEEDED: "受理专用章",
    PaperKind.NOT_ACCEPTED: "受理专用章",
    PaperKind.DECISION: "行政审批专用章",
    PaperKind.COMPLETION: "业务专用章",
    PaperKind.SERVICE_RECORD: "机关印章",
    PaperKind.WITHDRAWAL: "受理专用章",
    PaperKind.PRE_REVIEW: "",
    PaperKind.GAPS_ACCEPTANCE: "受理专用章",
    PaperKind.GAPS_PROMISE: "",
    PaperKind.PLEDGE: "受理专用章",
    PaperKind.TRANSFER: "受理专用章",
    PaperKind.DEEMED_WITHDRAWAL: "行政审批专用章",
    PaperKind.CONSULTATION: "",
    PaperKind.EXPLANATION: "受理专用章",
    PaperKind.SPECIAL: "行政审批专用章",
    PaperKind.RESUMPTION: "行政审批专用章",
    PaperKind.EXTENSION: "行政审批专用章",
    PaperKind.HEARING_RIGHT: "行政审批专用章",
    PaperKind.HEARING_NOTICE: "行政审批专用章",
    PaperKind.HEARING_PUBLIC: "行政审批专用章",
    PaperKind.HEARING_MINUTES: "",
    PaperKind.THIRD_PARTY: "行政审批专用章",
    PaperKind.OPINION: "机关印章",
    PaperKind.VISIT: "",
    PaperKind.REPORT_UP: "机关印章",
    PaperKind.SUSPENSION: "行政审批专用章",
    PaperKind.TERMINATION: "行政审批专用章",
    PaperKind.CORRECTION: "行政审批专用章",
    PaperKind.REVOCATION: "行政审批专用章",
    PaperKind.LICENCE: "机关印章",
    PaperKind.REPLY: "机关印章",
    PaperKind.APPROVAL_FORM: "",
    PaperKind.FLOW_SLIP: "",
    PaperKind.PICK_UP: "",
}
DECISIONS = {"准予许可": "准予行政许可", "不予许可": "不予行政许可"}  # 第三十八条: the law's full words
BLANK_MOMENT = "　　年　月　日　时　分"
SIGN_FOR = (("签收人（签字）", ""), ("签收时间", BLANK_MOMENT), ("与申请人的关系", ""), ("联系电话", ""))
SIGNED = {
    PaperKind.SUPPLEMENT_NOTICE, PaperKind.ACCEPTANCE, PaperKind.NOT_NEEDED, PaperKind.NOT_ACCEPTED,
    PaperKind.DECISION, PaperKind.COMPLETION, PaperKind.WITHDRAWAL,
}  # fmt: skip
TWO_COPIES = "本文书一式两份，一份送达申请人，一份由本机关存档。"
COPIES = {PaperKind.SERVICE_RECORD: "本回证一式一份，签收后由本机关存入案卷。"}
EXCLUDED = {  # what does not count towards the limit, and who says so
    "licence": "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在上述期限内，"
    "本机关将把所需时间书面告知你（单位）（《中华人民共和国行政许可法》第四十五条）。",
}
EXCLUDED_ELSE = "法律、法规、规章规定不计入办理期限的时间，不计算在上述期限内，本机关将书面告知你（单位）。"


def title_of(kind: PaperKind, facts: PaperFacts) -> str:
    """标题: a decision is called by its outcome in the regime's words."""
    if kind is not PaperKind.DECISION:
        return kind.label
    words = facts["outcome_label"]
    return f"{DECISIONS.get(words, words)}{kind.label}"


def compose(kind: PaperKind, number: str, issued_on: date, facts: PaperFacts) -> Sheet:
    """The paper as words, made of facts that `check_facts` has let through."""
    return Sheet(
        title=title_of(kind, facts),
        number=number,
        organ=facts["organ"],
        addressee="" if kind is PaperKind.SERVICE_RECORD else facts["applicant"],
        parts=tuple(_PARTS.get(kind, _plain)(facts)),
        date=day(issued_on.isoformat()),
        seal=SEALS[kind],
        sign_for=SIGN_FOR if kind in SIGNED else (),
        copies=COPIES.get(kind, TWO_COPIES),
        qr=facts["progress_url"],
        qr_caption=("扫码查询办理进度", f"办件编号 {facts['case_number']}"),
    )


def day(text: str) -> str:
    """“2026-09-14” as a paper writes it (GB/T 9704: Arabic figures, no leading nought)."""
    d = date.fromisoformat(text)
    return f"{d.year}年{d.month}月{d.day}日"


def moment(text: str) -> str:
    t = datetime.fromisoformat(text)
    return f"{t.year}年{t.month}月{t.day}日{t.hour}时{t.minute:02d}分"


def _receipt(f: PaperFacts) -> list[Part]:
    return [
        Prose(f"本机关于{day(f['received_on'])}收到你（单位）提交的“{f['item']}”申请及下列材料："),
        _materials(f.get("materials", [])),
        _grid(("申请人", _applicant(f)), ("办件编号", f["case_number"]), ("收件人", f["handler"]),
              ("咨询电话", f.get("organ_phone", "")), ("收件地点", _place(f))),
        Prose("本凭证证明本机关已收到上述材料，不表示申请已经受理。材料不齐全或者不符合法定形式的，"
              "本机关将依法一次告知需要补正的全部内容。"),
    ]  # fmt: skip


def _supplement_notice(f: PaperFacts) -> list[Part]:
    points = tuple(
        (str(n), point["material"], point["problem"], point["how"]) for n, point in enumerate(f["points"], 1)
    )
    where = f"送交{_place(f)}，或者" if _place(f) else ""
    known = f.get("supplement_until", "")
    until = f"于{day(known)}前" if known else f"在补正期限内（截止日期{f['supplement_note']}）"
    return [
        Prose(f"你（单位）于{day(f['received_on'])}提出的“{f['item']}”申请，经审查，申请材料不齐全或者不符合法定形式。"
              f"根据{f['basis']}的规定，现将需要补正的全部内容一次告知如下："),
        Listing(("序号", "材料名称", "存在的问题", "补正要求"), (8, 26, 33, 33), points),
        Prose(f"请{until}将补正材料{where}通过网上办事大厅提交（扫描下方二维码进入）。"
              "按照本告知书补正全部材料后，本机关将依法受理，受理日期为收到最后一份补正材料之日。"
              "本告知书未列明的内容，不再要求补正。逾期未补正的，本机关将根据现有材料依法处理。"),
        _grid(("申请人", f["applicant"]), ("联系人", f["contact"]), ("联系电话", f["phone_masked"]),
              ("申请日期", day(f["received_on"])), ("申请事项", f["item"]), ("办件编号", f["case_number"]),
              ("承办人", f["handler"]), ("咨询电话", f["organ_phone"])),
    ]  # fmt: skip


def _supplement_receipt(f: PaperFacts) -> list[Part]:
    still = f.get("points", [])
    rest = "、".join(dict.fromkeys(point["material"] for point in still))
    after = (
        f"按照补正告知书，尚需补正：{rest}。请继续补正，全部补正后依法受理。"
        if still
        else "补正告知书列明的材料已全部收到，本机关将依法受理，受理日期为收到最后一份补正材料之日。"
    )
    return [
        Prose(f"本机关于{day(f['received_on'])}收到你（单位）为“{f['item']}”申请提交的下列补正材料："),
        _materials(f.get("materials", [])),
        Prose(after),
        _grid(("申请人", _applicant(f)), ("办件编号", f["case_number"]), ("收件人", f["handler"]),
              ("咨询电话", f.get("organ_phone", "")), ("收件地点", _place(f))),
    ]  # fmt: skip


def _acceptance(f: PaperFacts) -> list[Part]:
    known, note = f.get("due_on", ""), f.get("due_note", "")
    due = (day(known) + ("（暂定）" if note else "")) if known else note
    if f.get("deemed"):
        opening = (
            f"因本机关未在规定期限内告知补正内容，你（单位）提出的“{f['item']}”申请"
            f"自收到申请材料之日即{day(f['accepted_on'])}起视为受理（依据：{f['deemed']}）。"
        )
    else:
        opening = (
            f"你（单位）于{day(f['received_on'])}提出的“{f['item']}”申请，申请材料齐全、符合法定形式，"
            f"根据{f['basis']}的规定，本机关决定自{day(f['accepted_on'])}起予以受理。"
        )
    notes: list[Part] = [Prose(f"上述截止日期为暂定日期：{note}。")] if note and known else []
    return [
        Prose(opening),
        _grid(("申请人", _applicant(f)), ("证件号码", f.get("applicant_id_masked", "")), ("申请事项", f["item"]),
              ("事项编码", f.get("item_code", "")), ("办件编号", f["case_number"]), ("受理时间", day(f["accepted_on"])),
              ("受理人", f["handler"]), ("联系电话", f["organ_phone"]), ("办理期限", f["limit"]),
              ("作出决定的截止日期", due), ("受理地点", _place(f))),
        Prose("受理的申请材料如下："),
        _materials(f["materials"]),
        *notes,
        Prose(EXCLUDED.get(f.get("procedure", ""), EXCLUDED_ELSE)),
    ]  # fmt: skip


def _not_needed(f: PaperFacts) -> list[Part]:
    return [
        Prose(f"你（单位）于{day(f['received_on'])}提出的“{f['item']}”申请（办件编号：{f['case_number']}），"
              f"经审查，依法不需要由行政机关办理。根据{f['basis']}的规定，本机关不受理你（单位）的申请。理由如下："),
        *_reasons(f),
        *_elsewhere(f),
        Prose(f["remedies"]),
        _handling(f),
    ]  # fmt: skip


def _not_accepted(f: PaperFacts) -> list[Part]:
    return [
        Prose(f"你（单位）于{day(f['received_on'])}提出的“{f['item']}”申请（办件编号：{f['case_number']}），"
              f"经审查，根据{f['basis']}的规定，本机关决定不予受理。理由如下："),
        *_reasons(f),
        *_elsewhere(f),
        Prose(f["remedies"]),
        _handling(f),
    ]  # fmt: skip


def _decision(f: PaperFacts) -> list[Part]:
    label = f["outcome_label"]
    asked = f"你（单位）提出的“{f['item']}”申请（办件编号：{f['case_number']}）"
    opening = f"{asked}，本机关于{day(f['accepted_on'])}受理。经审查，"
    if f["outcome"] == "refuse":
        return [
            Prose(f"{opening}根据{f['basis']}的规定，本机关决定{label}。理由如下："),
            *_reasons(f),
            Prose(f["remedies"]),
        ]
    conditions: list[Part] = [Prose(f["conditions"])] if f.get("conditions") else []
    remedies: list[Part] = [Prose(f["remedies"])] if f.get("remedies") else []
    delivery: list[Part] = [Prose(f["delivery_note"])] if f.get("delivery_note") else []
    return [
        Prose(f"{opening}你（单位）的申请符合法定条件、标准。根据{f['basis']}的规定，本机关决定{label}。"),
        _grid(("申请人", f["applicant"]), ("证件号码", f.get("applicant_id_masked", "")),
              ("决定日期", day(f["decided_on"])), ("结果名称", f["result_name"]),
              ("结果编号", f.get("result_number", "")),
              ("有效期至", day(f["valid_until"]) if f.get("valid_until") else "")),
        *conditions, *delivery, *remedies,
    ]  # fmt: skip


def _completion(f: PaperFacts) -> list[Part]:
    delivery: list[Part] = [Prose(f["delivery_note"])] if f.get("delivery_note") else []
    return [
        Prose(f"你（单位）申请办理的“{f['item']}”（办件编号：{f['case_number']}），本机关于{day(f['accepted_on'])}受理，"
              f"现已于{day(f['finished_on'])}办结。"),
        _grid(("申请人", f["applicant"]), ("办结日期", day(f["finished_on"])), ("办理结果", f["result_name"]),
              ("结果编号", f.get("result_number", "")), ("承办人", f.get("handler", "")),
              ("咨询电话", f.get("organ_phone", ""))),
        *delivery,
    ]  # fmt: skip


def _service_record(f: PaperFacts) -> list[Part]:
    method = Service(f["service_method"]).label
    at = moment(f["served_at"]) if f.get("served_at") else BLANK_MOMENT
    return [
        _grid(("受送达人", f["applicant"]), ("办件编号", f["case_number"]), ("申请事项", f["item"])),
        Listing(("序号", "送达文书名称", "文号", "份数"), (8, 40, 40, 12),
                tuple((str(n), d["title"], d["number"], d["copies"]) for n, d in enumerate(f["documents"], 1))),
        _grid(("送达方式", method), ("送达时间", at), ("送达地点", f["served_place"]),
              ("收件人姓名", f.get("receiver") or "　"), ("与受送达人的关系", f.get("receiver_relation") or "　"),
              ("送达人", f["server"])),
        Grid((("收件人（签字或盖章）", "　\n　"), ("送达人（签字）", "　\n　"))),
        Prose("受送达人拒绝签收的，请见证人签字并注明拒收事由和日期："
              "＿＿＿＿＿＿＿＿＿＿＿", indent=False, small=True),
    ]  # fmt: skip


def _withdrawal(f: PaperFacts) -> list[Part]:
    back: list[Part] = []
    if f.get("materials"):
        back = [Prose("下列申请材料原件随本确认书退还："), _materials(f["materials"])]
    return [
        Prose(f"你（单位）于{day(f['received_on'])}提出的“{f['item']}”申请（办件编号：{f['case_number']}），"
              f"于{day(f['withdrawn_on'])}申请撤回。本机关予以确认，该申请终止办理，办理期限停止计算。"
              "今后需要办理的，可以重新提出申请。"),
        *back,
        _handling(f),
    ]  # fmt: skip


def _plain(f: PaperFacts) -> list[Part]:
    return [Prose(f.get("text", "") or f.get("cause", "") or f["item"])]


def _applicant(f: PaperFacts) -> str:
    return f"{f['applicant']}（代办人：{f['agent']}）" if f.get("agent") else f["applicant"]


def _place(f: PaperFacts) -> str:
    return " ".join(text for text in (f.get("centre", ""), f.get("window", ""), f.get("address", "")) if text)


def _grid(*pairs: tuple[str, str]) -> Grid:
    return Grid(tuple((label, value) for label, value in pairs if value))


def _materials(lines: list[MaterialLine]) -> Listing:
    rows = tuple(
        (str(n), line["name"], line.get("form", ""), line.get("copies", ""), line.get("note", ""))
        for n, line in enumerate(lines, 1)
    )
    return Listing(("序号", "材料名称", "形式", "份数", "备注"), (8, 47, 15, 9, 21), rows)


def _reasons(f: PaperFacts) -> list[Part]:
    reasons = f["reasons"]
    if len(reasons) == 1:
        return [Prose(reasons[0])]
    return [Prose(f"{n}. {reason}") for n, reason in enumerate(reasons, 1)]


def _elsewhere(f: PaperFacts) -> list[Part]:
    return [Prose(f"请向{f['other_organ']}提出申请。")] if f.get("other_organ") else []


def _handling(f: PaperFacts) -> Grid:
    return _grid(("承办人", f["handler"]), ("咨询电话", f.get("organ_phone", "")))


_PARTS: dict[PaperKind, Callable[[PaperFacts], list[Part]]] = {
    PaperKind.RECEIPT: _receipt,
    PaperKind.SUPPLEMENT_NOTICE: _supplement_notice,
    PaperKind.SUPPLEMENT_RECEIPT: _supplement_receipt,
    PaperKind.ACCEPTANCE: _acceptance,
    PaperKind.NOT_NEEDED: _not_needed,
    PaperKind.NOT_ACCEPTED: _not_accepted,
    PaperKind.DECISION: _decision,
    PaperKind.COMPLETION: _completion,
    PaperKind.SERVICE_RECORD: _service_record,
    PaperKind.WITHDRAWAL: _withdrawal,
}
