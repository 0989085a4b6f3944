"""The words of papers while a case is reviewed: explanations, special procedures, hearings, opinions, site visits."""

from cityhall.messages.rules.sheet import Listing, Part, Prose
from cityhall.messages.terms import PaperFacts

from . import words as w
from .words import Body, day, moment

LICENCE = "licence"


def explanation(f: PaperFacts) -> Body:
    last = w.until(f)
    by: tuple[Part, ...] = (Prose(f"请于{w.before(last)}答复。"),) if last else ()
    return Body(
        f"{w.mine(f)}正在审查，需要你（单位）对下列问题补充说明：",
        (*w.prose(f["text"]), *by, w.handling(f)),
        "请登录网上办事大厅或者到受理窗口提交说明。补充说明不影响受理的效力，不改变办理期限。",
    )


def special(f: PaperFacts) -> Body:
    """特别程序: 行政机关应当将所需时间书面告知申请人 (第四十五条)."""
    last = w.until(f)
    end = f"至{last}止" if last else ""
    approved = f"，经{f['approver']}批准" if f.get("approver") else ""
    return Body(
        f"{w.mine(f)}，本机关于{day(f['accepted_on'])}受理。因{f['cause']}，根据{f['basis']}的规定{approved}，"
        f"现依法进行{f['matter']}，所需时间为 {f['days']}，自{day(f['from_on'])}起{end}，不计算在办理期限内。",
        (w.grid(("程序名称", f["matter"]), ("事由", f["cause"]), ("所需时间", f["days"]),
                ("起始日期", day(f["from_on"])), ("截止日期", last), ("依据", f["basis"]), ("办件编号", f["case_number"]),
                ("承办人", f["handler"]), ("咨询电话", f["organ_phone"])),),
        "所需时间届满或者程序提前结束的，办理期限自次日起恢复计算，本机关将书面告知你（单位）。",
    )  # fmt: skip


def resumption(f: PaperFacts) -> Body:
    result: tuple[Part, ...] = (Prose(f"程序结果：{f['text']}"),) if f.get("text") else ()
    return Body(
        f"{w.mine(f)}，自{day(f['from_on'])}起进行的{f['matter']}已于{w.until(f)}结束，办理期限恢复计算。",
        (*result, w.grid(("程序名称", f["matter"]), ("起止日期", f"{day(f['from_on'])}至{w.until(f)}"),
                         ("作出决定的截止日期", w.due(f)), ("办件编号", f["case_number"]), ("承办人", f["handler"]),
                         ("咨询电话", f.get("organ_phone", "")))),
        "上述期间不计算在办理期限内，截止日期已据此重新计算。",
    )  # fmt: skip


def extension(f: PaperFacts) -> Body:
    """延长期限: 应当将延长期限的理由告知申请人 (第四十二条)."""
    return Body(
        f"{w.mine(f)}，本机关于{day(f['accepted_on'])}受理。因{f['cause']}，不能在规定的期限内作出决定。"
        f"根据{f['basis']}的规定，经{f['approver']}批准，办理期限延长 {f['days']}。",
        (w.grid(("延长的理由", f["cause"]), ("延长时间", f["days"]), ("批准人", f["approver"]),
                ("延长后的截止日期", w.due(f)), ("依据", f["basis"]), ("办件编号", f["case_number"]),
                ("承办人", f["handler"]), ("咨询电话", f["organ_phone"])),),
        "给你（单位）带来不便，敬请谅解。本机关将在延长后的期限内尽快作出决定。",
    )  # fmt: skip


def hearing_right(f: PaperFacts) -> Body:
    """听证告知 (第四十七条): the right is told before the decision; the hearing costs nothing."""
    free = "申请人、利害关系人不承担行政机关组织听证的费用。"
    return Body(
        f"{w.mine(f)}，涉及{f['matter']}。根据{f['basis']}的规定，你（单位）享有要求听证的权利，有关情况如下：",
        (*w.prose(f["text"]),
         Prose(f"要求听证的，请于{w.before(w.until(f))}向本机关提出；逾期未提出的，视为放弃听证权利。{free}"),
         w.grid(("涉及事项", f["matter"]), ("提出听证的截止日期", w.until(f)), ("办件编号", f["case_number"]),
                ("承办人", f["handler"]), ("联系电话", f["organ_phone"]))),
        "可以登录网上办事大厅或者到受理窗口提出听证申请，也可以书面声明放弃。",
    )  # fmt: skip


def hearing_notice(f: PaperFacts) -> Body:
    """听证通知: at least seven days before (第四十八条第一款第一项)."""
    return Body(
        f"就{w.mine(f)}，根据{f['basis']}的规定，本机关决定举行听证会。现将有关事项通知如下：",
        (_sitting(f),
         Prose("听证参加人可以委托代理人参加；认为主持人与本行政许可事项有直接利害关系的，有权申请回避；"
               "有权提出证据，进行申辩和质证；有权核对听证笔录并签字。")),
        "请携带身份证明准时参加；无正当理由不参加或者中途退场的，视为放弃听证权利。",
    )  # fmt: skip


def _sitting(f: PaperFacts) -> Part:
    return w.grid(
        ("申请事项", f["item"]), ("办件编号", f["case_number"]), ("听证时间", moment(f["held_at"])),
        ("听证地点", f["place"]), ("主持人", f.get("chair", "")), ("参加人", "、".join(f.get("people", []))),
        ("承办人", f.get("handler", "")), ("联系电话", f.get("organ_phone", "")),
    )  # fmt: skip


def hearing_public(f: PaperFacts) -> Body:
    """听证公告: where the law or the public interest wants one, the organ announces it (第四十六条)."""
    return Body(
        f"{f['applicant']}提出的{w.asked(f)}，依法应当听证或者涉及公共利益。根据{f['basis']}的规定，"
        "本机关决定举行听证会，现公告如下：",
        (*w.prose(f["text"]), _sitting(f)),
        "听证公开举行。需要参加或者旁听的公民、法人和其他组织，请在听证举行前与本机关联系。",
    )


def hearing_minutes(f: PaperFacts) -> Body:
    return Body(
        f"就{f['applicant']}提出的{w.asked(f)}举行听证，笔录如下：",
        (_sitting(f), *w.prose(f["text"])),
    )


def third_party(f: PaperFacts) -> Body:
    """行政许可法 第三十六条: whoever is directly and greatly affected is told, and heard."""
    return Body(
        f"本机关受理了{f['applicant']}提出的{w.asked(f)}。经审查，该申请事项直接关系你（单位）的重大利益。"
        f"根据{f['basis']}的规定，现将有关情况告知如下：",
        (*w.prose(f["text"]),
         Prose(f"你（单位）有权进行陈述和申辩，请于{w.before(w.until(f))}提出；逾期未提出的，视为放弃。"),
         w.grid(("申请事项", f["item"]), ("申请人", f["applicant"]), ("办件编号", f["case_number"]),
                ("提出意见的截止日期", w.until(f)), ("承办人", f["handler"]), ("联系电话", f["organ_phone"]))),
        "可以书面提出，也可以到受理窗口口头提出，由工作人员记录。",
    )  # fmt: skip


def opinion(f: PaperFacts) -> Body:
    return Body(
        f"本机关正在办理{f['applicant']}提出的{w.asked(f)}，涉及你单位职责，现就{f['matter']}征求你单位意见：",
        (*w.prose(f["text"]),
         w.grid(("征求意见事项", f["matter"]), ("请答复的截止日期", w.until(f)), ("承办人", f["handler"]),
                ("联系电话", f["organ_phone"]))),
        f"请于{w.before(w.until(f))}书面答复；不同意的请说明理由和依据。",
    )  # fmt: skip


def visit(f: PaperFacts) -> Body:
    """现场核查: two people at least look and both sign (第三十四条第三款)."""
    rows = tuple((str(n), what, found) for n, (what, found) in enumerate(f["findings"], 1))
    return Body(
        f"根据《中华人民共和国行政许可法》第三十四条第三款的规定，对{f['applicant']}提出的{w.asked(f)}进行现场核查，记录如下："
        if f.get("procedure") == LICENCE
        else f"对{f['applicant']}提出的{w.asked(f)}进行现场核查，记录如下：",
        (w.grid(("核查时间", moment(f["held_at"])), ("核查地点", f["place"]), ("核查人员", "、".join(f["people"]))),
         Listing(("序号", "核查内容", "核查情况"), (8, 42, 50), rows),
         Prose("核查结论：", indent=False, bold=True), *w.prose(f["text"])),
    )  # fmt: skip


def meeting_minutes(f: PaperFacts) -> Body:
    """会商纪要: who sat there, what each organ said, what follows."""
    return _together(
        f,
        f"就{f['applicant']}申请办理的{f['matter']}，由{f['organ']}召集有关单位会商，纪要如下：",
        "会议时间",
        "参加单位",
        "意见",
    )


def joint_visit(f: PaperFacts) -> Body:
    """联合勘验、联合验收: one visit, one record of all organs (每个单位两名以上工作人员: 第三十四条第三款)."""
    return _together(
        f,
        f"就{f['applicant']}申请办理的{f['matter']}，由{f['organ']}牵头，有关单位一次到场，记录如下：",
        "到场时间",
        "到场单位和人员",
        "核查情况",
    )


def expert_review(f: PaperFacts) -> Body:
    """集中评审: what the pooled experts advise, apart from the decision."""
    return _together(
        f, f"就{f['matter']}，由{f['organ']}组织专家集中评审，意见如下：", "评审时间", "评审专家", "评审意见"
    )


def _together(f: PaperFacts, opening: str, when: str, who: str, said: str) -> Body:
    rows = tuple((str(n), one, found) for n, (one, found) in enumerate(f["findings"], 1))
    return Body(
        opening,
        (w.grid((when, moment(f["held_at"])), ("地点", f["place"]), ("申请人", f["applicant"]), (who, "、".join(f["people"])),
                ("记录人", f["handler"])),
         Listing(("序号", who, said), (8, 34, 58), rows), *w.prose(f["text"])),
    )  # fmt: skip


def report_up(f: PaperFacts) -> Body:
    """转报: the lower organ's first review and the whole file go up (第三十五条、第四十三条)."""
    return Body(
        f"{f['applicant']}提出的{w.asked(f)}，本机关于{day(f['accepted_on'])}受理，依法应当先经本机关审查后报你单位决定。"
        "现将初步审查意见和全部申请材料报上：",
        (*w.prose(f["text"]), Prose("报送的申请材料如下："), w.materials(f["materials"]),
         w.grid(("申请人", f["applicant"]), ("受理日期", day(f["accepted_on"])), ("承办人", f["handler"]),
                ("联系电话", f.get("organ_phone", "")))),
        "请审查决定。根据《中华人民共和国行政许可法》第三十五条，上级行政机关不得要求申请人重复提供申请材料。"
        if f.get("procedure") == LICENCE
        else "请审查决定。",
    )  # fmt: skip


def suspension(f: PaperFacts) -> Body:
    return Body(
        f"{w.mine(f)}，本机关于{day(f['accepted_on'])}受理。因{f['cause']}，根据{f['basis']}的规定，"
        f"本机关决定自{day(f['from_on'])}起中止办理。",
        (w.grid(("中止原因", f["cause"]), ("中止日期", day(f["from_on"])), ("依据", f["basis"]),
                ("办件编号", f["case_number"]), ("承办人", f["handler"]), ("咨询电话", f["organ_phone"])),),
        "中止期间办理期限停止计算。中止原因消除后，本机关将恢复办理并书面告知你（单位）。",
    )  # fmt: skip
