"""The words of what is printed to be shown or to travel with a file: licence, reply, approval form, flow slip."""

from cityhall.messages.rules.sheet import Code, Listing, Part, Prose
from cityhall.messages.terms import PaperFacts

from . import words as w
from .ends import valid
from .words import Body, day

NOT_YET = "　"


def licence(f: PaperFacts) -> Body:
    """许可证: holder, what is allowed, for how long; in a frame, with the place of the seal."""
    basis = f"根据{f['basis']}的规定，" if f.get("basis") else ""
    return Body(
        f"{basis}经审查，准予{f['holder']}从事下列事项，特发此证。",
        (w.grid(("持证人", f["holder"]), ("证件号码", f.get("applicant_id_masked", "")), ("证书编号", f["result_number"]),
                ("许可事项", f["item"]), ("许可内容", f.get("text", "")), ("许可范围", f.get("partial", "")),
                ("地址", f.get("place", "")), ("有效期", valid(f)), ("附加条件", f.get("conditions", ""))),),
        "",
        "本证应当妥善保管并在经营、活动场所显著位置出示，不得涂改、倒卖、出租、出借或者以其他形式非法转让。"
        "需要延续有效期的，应当在有效期届满三十日前提出申请，法律、法规、规章另有规定的依照其规定。",
    )  # fmt: skip


def reply(f: PaperFacts) -> Body:
    """批文."""
    conditions = w.prose(f.get("conditions", ""))
    return Body(
        f"你单位报来的{w.asked(f)}收悉。经研究，批复如下：",
        (*w.prose(f["text"]), *((Prose("附加条件："), *conditions) if conditions else ()),
         w.grid(("批文名称", f["result_name"]), ("批文编号", f["result_number"]), ("批复日期", day(f["decided_on"])),
                ("有效期", valid(f)))),
        "请按照本批复组织实施，依法办理后续手续。",
    )  # fmt: skip


def approval_form(f: PaperFacts) -> Body:
    """审批表: the applicant, her materials, and every step with its opinion and a cell to sign in."""
    steps = tuple((step, who, opinion or NOT_YET, when or NOT_YET, NOT_YET) for step, who, opinion, when in f["steps"])
    ended: tuple[Part, ...] = ()
    if f.get("outcome_label"):
        ended = (w.grid(("办理结果", f["outcome_label"]), ("决定日期", day(f["decided_on"]) if f.get("decided_on") else ""),
                        ("结果名称", f.get("result_name", "")), ("结果编号", f.get("result_number", ""))),)  # fmt: skip
    return Body(
        "",
        (w.grid(("申请人", w.applicant(f)), ("证件号码", f.get("applicant_id_masked", "")),
                ("联系人", f.get("contact", "")), ("联系电话", f.get("phone_masked", "")), ("申请事项", f["item"]),
                ("事项编码", f.get("item_code", "")), ("办件编号", f["case_number"]), ("收到日期", day(f["received_on"])),
                ("受理日期", day(f["accepted_on"]) if f.get("accepted_on") else ""), ("办理期限", f.get("limit", "")),
                ("截止日期", w.due(f))),
         Prose("一、申请材料", indent=False, bold=True), w.materials(f["materials"]),
         Prose("二、审查审批意见", indent=False, bold=True),
         Listing(("环节", "办理人", "意见", "时间", "签字"), (16, 14, 38, 16, 16), steps), *ended),
    )  # fmt: skip


def flow_slip(f: PaperFacts) -> Body:
    """物料流转单: what travels with the case; the code is scanned at each desk."""
    rows = tuple((str(n), what, many, NOT_YET) for n, (what, many) in enumerate(f["items"], 1))
    return Body(
        f"{f['applicant']}提出的{w.asked(f)}的下列物料，自{f['organ']}移交{f['to']}：",
        (Code(f["file_code"]), Listing(("序号", "物料名称", "数量", "核对"), (8, 60, 16, 16), rows),
         w.grid(("移交人", f["handler"]), ("接收单位", f["to"]), ("联系电话", f.get("organ_phone", "")))),
    )  # fmt: skip
