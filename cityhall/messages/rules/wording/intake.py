"""The words of papers on the way in: receipts, notices, acceptance, refusal to accept, transfer, withdrawal."""

from cityhall.messages.rules.sheet import Listing, Part, Prose
from cityhall.messages.terms import PaperFacts

from . import words as w
from .words import Body, day

Some = tuple[Part, ...]


def receipt(f: PaperFacts) -> Body:
    return Body(
        f"本机关于{day(f['received_on'])}收到你（单位）提交的“{f['item']}”申请及下列材料：",
        (w.materials(f.get("materials", [])), _received(f)),
        "本凭证证明本机关已收到上述材料，不表示申请已经受理。材料不齐全或者不符合法定形式的，"
        "本机关将依法一次告知需要补正的全部内容。",
    )


def _received(f: PaperFacts) -> Part:
    return w.grid(
        ("申请人", w.applicant(f)), ("办件编号", f["case_number"]), ("收件人", f["handler"]),
        ("咨询电话", f.get("organ_phone", "")), ("收件地点", w.place(f)),
    )  # fmt: skip


def supplement_notice(f: PaperFacts) -> Body:
    where = f"送交{w.place(f)}，或者" if w.place(f) else ""
    known = f.get("supplement_until", "")
    until = f"于{day(known)}前" if known else f"在补正期限内（截止日期{f['supplement_note']}）"
    return Body(
        f"你（单位）于{day(f['received_on'])}提出的“{f['item']}”申请，经审查，申请材料不齐全或者不符合法定形式。"
        f"根据{f['basis']}的规定，现将需要补正的全部内容一次告知如下：",
        (w.points(f["points"]),
         w.grid(("申请人", f["applicant"]), ("联系人", f["contact"]), ("联系电话", f["phone_masked"]),
                ("申请日期", day(f["received_on"])), ("申请事项", f["item"]), ("办件编号", f["case_number"]),
                ("承办人", f["handler"]), ("咨询电话", f["organ_phone"]))),
        f"请{until}将补正材料{where}通过网上办事大厅提交（扫描下方二维码进入）。"
        "按照本告知书补正全部材料后，本机关将依法受理，受理日期为收到最后一份补正材料之日。"
        "本告知书未列明的内容，不再要求补正。逾期未补正的，本机关将根据现有材料依法处理。",
    )  # fmt: skip


def supplement_receipt(f: PaperFacts) -> Body:
    rest = "、".join(dict.fromkeys(point["material"] for point in f.get("points", [])))
    after = (
        f"按照补正告知书，尚需补正：{rest}。请继续补正，全部补正后依法受理。"
        if rest
        else "补正告知书列明的材料已全部收到，本机关将依法受理，受理日期为收到最后一份补正材料之日。"
    )
    return Body(
        f"本机关于{day(f['received_on'])}收到你（单位）为“{f['item']}”申请提交的下列补正材料：",
        (w.materials(f.get("materials", [])), Prose(after), _received(f)),
    )


def acceptance(f: PaperFacts) -> Body:
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
    return Body(opening, (_accepted(f), Prose("受理的申请材料如下："), w.materials(f["materials"]), *_limits(f)))


def _accepted(f: PaperFacts) -> Part:
    return w.grid(
        ("申请人", w.applicant(f)), ("证件号码", f.get("applicant_id_masked", "")), ("申请事项", f["item"]),
        ("事项编码", f.get("item_code", "")), ("办件编号", f["case_number"]), ("受理时间", day(f["accepted_on"])),
        ("受理人", f["handler"]), ("联系电话", f["organ_phone"]), ("办理期限", f["limit"]),
        ("作出决定的截止日期", w.due(f)), ("受理地点", w.place(f)),
    )  # fmt: skip


def _limits(f: PaperFacts) -> tuple[Part, ...]:
    known, note = f.get("due_on", ""), f.get("due_note", "")
    provisional = (Prose(f"上述截止日期为暂定日期：{note}。"),) if note and known else ()
    return (*provisional, Prose(w.EXCLUDED.get(f.get("procedure", ""), w.EXCLUDED_ELSE)))


def gaps_acceptance(f: PaperFacts) -> Body:
    """容缺受理: what, by when, what happens otherwise, said once; in two copies (地方规定)."""
    return Body(
        f"你（单位）于{day(f['received_on'])}提出的“{f['item']}”申请，主要申请材料齐全、符合法定形式，仅缺少下列可以"
        f"容缺的次要材料。根据{f['basis']}的规定和你（单位）的书面承诺，本机关决定自{day(f['accepted_on'])}起容缺受理。",
        (_accepted(f), Prose("容缺材料及补交期限如下："), _promised(f),
         Prose(f"逾期未补交的后果：{f['consequence']}"), Prose("已收到的申请材料如下："), w.materials(f["materials"]),
         *_limits(f)),
        f"请于{w.before(w.until(f))}将上述容缺材料一次或者分次补交至受理地点，或者通过网上办事大厅提交；"
        "以本机关实际收到之日为补交日期，因不可抗力不能按期补交的，期限顺延。容缺材料补齐前，本机关不作出准予决定。",
    )  # fmt: skip


def _promised(f: PaperFacts) -> Listing:
    last = w.until(f)
    rows = tuple((str(n), name, last) for n, name in enumerate(f["promised"], 1))
    return Listing(("序号", "容缺材料", "最迟补交日期"), (8, 58, 34), rows)


def gaps_promise(f: PaperFacts) -> Body:
    return Body(
        f"承诺人就{w.asked(f)}，已收到贵机关关于容缺受理的一次性告知，知悉{f['basis']}的有关规定，现自愿作出如下承诺：",
        (Prose(f"一、于{w.before(w.until(f))}补交下列容缺材料："), _promised(f),
         Prose("二、补交的材料真实、合法、有效，与申请内容一致。"),
         Prose(f"三、逾期未补交或者补交的材料不符合要求的，承担以下后果：{f['consequence']}"),
         Prose("四、以上承诺是承诺人的真实意思表示，由此产生的法律责任由承诺人承担。"),
         w.grid(("承诺人", w.applicant(f)), ("证件号码", f.get("applicant_id_masked", "")),
                ("联系电话", f.get("phone_masked", "")))),
    )  # fmt: skip


def pledge(f: PaperFacts) -> Body:
    """告知承诺书: first what the organ tells, then what the applicant pledges (告知承诺制)."""
    return Body(
        f"依据{f['basis']}，对{w.asked(f)}实行告知承诺。行政机关告知和申请人承诺的内容如下：",
        (w.grid(("行政机关", f["organ"]), ("申请人", w.applicant(f)), ("证件号码", f.get("applicant_id_masked", "")),
                ("申请事项", f["item"]), ("办件编号", f["case_number"]), ("受理日期", day(f["accepted_on"])),
                ("承办人", f.get("handler", "")), ("咨询电话", f.get("organ_phone", ""))),
         Prose("一、行政机关告知", indent=False, bold=True),
         Prose("申请人承诺符合办理条件的，本机关凭书面承诺依法办理，并在作出决定后对承诺内容进行核查。"),
         Prose(f"不实承诺或者违反承诺的后果：{f['consequence']}"),
         Prose("二、申请人承诺", indent=False, bold=True),
         *w.prose(f["pledge_text"]),
         Prose("申请人已知晓行政机关告知的全部内容；所填写的信息和提交的材料真实、准确；上述承诺是申请人的真实意思表示，"
               "愿意承担不实承诺的法律责任。")),
    )  # fmt: skip


def not_needed(f: PaperFacts) -> Body:
    return Body(
        f"你（单位）于{day(f['received_on'])}提出的{w.asked(f)}，"
        f"经审查，依法不需要由行政机关办理。根据{f['basis']}的规定，本机关不受理你（单位）的申请。理由如下：",
        (*w.reasons(f), *w.elsewhere(f), Prose(f["remedies"]), w.clerk(f)),
    )


def not_accepted(f: PaperFacts) -> Body:
    return Body(
        f"你（单位）于{day(f['received_on'])}提出的{w.asked(f)}，"
        f"经审查，根据{f['basis']}的规定，本机关决定不予受理。理由如下：",
        (*w.reasons(f), *w.elsewhere(f), Prose(f["remedies"]), w.clerk(f)),
    )


def pre_review(f: PaperFacts) -> Body:
    """预审意见: everything at once; without legal effect."""
    found = f.get("points", [])
    listed: Some = (Prose("需要完善的内容如下："), w.points(found)) if found else ()
    return Body(
        f"应你（单位）的请求，本机关对“{f['item']}”的拟提交材料进行了网上预审，意见如下：",
        (*w.prose(f["text"]), *listed, w.handling(f)),
        "本意见供你（单位）准备申请材料时参考，不是受理或者不予受理的决定，不产生办理期限。"
        "正式提交申请后，以本机关依法出具的文书为准。",
    )


def transfer(f: PaperFacts) -> Body:
    """转送 (首问负责): a hand-over record; the first receipt stays for accountability."""
    listed: Some = (Prose("随单移交的申请材料如下："), w.materials(f["materials"])) if f.get("materials") else ()
    return Body(
        f"{f['applicant']}于{day(f['received_on'])}向本机关提出{w.asked(f)}。经申请人同意，现将该申请转送你单位办理。",
        (Prose(f"转送原因：{f['cause']}"), *listed,
         w.grid(("申请人", w.applicant(f)), ("联系电话", f.get("phone_masked", "")), ("收到日期", day(f["received_on"])),
                ("接收机关", f["to"]), ("移交人", f["handler"]), ("咨询电话", f.get("organ_phone", "")))),
        "请你单位自收到本单之日起依法办理，并将办理结果告知申请人。本机关的收件记录予以保留。",
    )  # fmt: skip


def withdrawal(f: PaperFacts) -> Body:
    back: Some = ()
    if f.get("materials"):
        back = (Prose("下列申请材料原件随本确认书退还："), w.materials(f["materials"]))
    return Body(
        f"你（单位）于{day(f['received_on'])}提出的{w.asked(f)}，"
        f"于{day(f['withdrawn_on'])}申请撤回。本机关予以确认，该申请终止办理，办理期限停止计算。"
        "今后需要办理的，可以重新提出申请。",
        (*back, w.clerk(f)),
    )


def deemed_withdrawal(f: PaperFacts) -> Body:
    """视为撤回, only by the rule that is cited."""
    return Body(
        f"你（单位）于{day(f['received_on'])}提出的{w.asked(f)}，{f['cause']}。"
        f"根据{f['basis']}的规定，该申请视为撤回，本机关终止办理，办理期限停止计算。",
        (Prose(f["remedies"]), w.clerk(f)),
        "视为撤回不影响你（单位）重新提出申请。已提交的申请材料原件可以凭本通知书到受理窗口领回。",
    )


def consultation(f: PaperFacts) -> Body:
    """一次性告知单: what was asked, and the whole answer in writing."""
    about = f"“{f['item']}”" if f.get("item") else "有关事项"
    question: Some = (Prose(f"咨询问题：{f['matter']}"),) if f.get("matter") else ()
    return Body(
        f"你（单位）就{about}向本窗口咨询，现将有关要求一次性书面告知如下：",
        (*question, *w.prose(f["text"]), w.handling(f)),
        "按照本告知单准备齐全的，窗口不再要求提供其他材料；法律、法规、规章另有变化的除外。",
    )
