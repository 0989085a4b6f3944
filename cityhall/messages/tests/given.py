"""Papers and people for the tests of this room. All names and numbers are made up."""

from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.messages import actions
from cityhall.messages.terms import Can, PaperFacts, PaperKind

ORGAN = 7
REF = "case:990100-2026-00000012"
REMEDIES = (
    "如不服本决定，可以自收到本决定书之日起六十日内向云溪市人民政府申请行政复议，"
    "也可以自收到本决定书之日起六个月内依法向云溪市云溪区人民法院提起行政诉讼。"
)


BESIDE: PaperFacts = {
    "matter": "专家评审",
    "cause": "深基坑支护方案需要专家评审",
    "days": "15 个工作日",
    "from_on": "2026-09-17",
    "until_on": "2026-10-15",
    "approver": "云溪市住房和城乡建设局局长 秦一鸣",
    "consequence": "逾期未补交的，视为撤回申请（《云溪市容缺受理办法》样例第八条）",
    "promised": ["施工合同", "资金承诺书"],
    "pledge_text": "本单位已经具备建筑工程施工许可的全部条件。\n本单位在开工前完成围挡设置。",
    "to": "云溪市自然资源和规划局",
    "place": "云溪市望江路 1 号 302 会议室",
    "held_at": "2026-10-20T09:30:00+08:00",
    "chair": "顾明远",
    "people": ["韩立", "白露"],
    "findings": [("施工现场围挡", "已设置，高度 2.5 米"), ("临时用电", "符合方案")],
    "text": "拟建项目距东侧住宅 18 米。\n请就日照影响发表意见。",
    "original_number": "云住建许决〔2026〕3号",
    "document": "云溪市人民政府云政复决字〔2026〕9号行政复议决定书",
    "valid_from": "2026-09-23",
    "valid_until": "2028-09-22",
    "holder": "云溪市清禾建设工程有限公司",
    "steps": [
        ("初审", "白露", "材料齐全，符合条件，拟同意", "2026-09-18"),
        ("审核", "韩立", "同意初审意见", "2026-09-21"),
        ("决定", "秦一鸣", "准予许可", "2026-09-23"),
    ],
    "items": [("申请材料", "1 袋"), ("施工图（全套）", "3 册")],
    "file_code": "990100-2026-00000012",
}


def clerk(organ_id: int = ORGAN) -> Actor:
    return Actor("许文静", account_id=41, organ_id=organ_id, grants={Can.HANDLE_PAPERS: frozenset({organ_id})})


def citizen(account_id: int = 501) -> Actor:
    return Actor("周晓岚", account_id=account_id, person_id=1)


def facts(**changed: object) -> PaperFacts:
    """Everything any kind of paper asks for."""
    full: PaperFacts = {
        "organ": "云溪市住房和城乡建设局",
        "procedure": "licence",
        "item": "建筑工程施工许可证核发",
        "item_code": "000117013000",
        "case_number": "990100-2026-00000012",
        "applicant": "云溪市清禾建设工程有限公司",
        "applicant_id_masked": "91990100********3X",
        "agent": "周晓岚",
        "contact": "周晓岚",
        "phone_masked": "138****0000",
        "received_on": "2026-09-14",
        "accepted_on": "2026-09-16",
        "due_on": "2026-10-21",
        "limit": "承诺 5 个工作日（法定 20 个工作日）",
        "materials": [
            {"name": "建筑工程施工许可证申请表", "form": "原件", "copies": "1"},
            {"name": "建设工程规划许可证", "form": "电子件", "copies": "1"},
            {"name": "施工图设计文件审查合格书", "form": "复印件", "copies": "2", "note": "已核对原件"},
        ],
        "points": [
            {"material": "施工合同", "problem": "缺少第 12 页签字盖章页", "how": "补交双方签字盖章的完整合同"},
            {"material": "资金承诺书", "problem": "未写明日期", "how": "由法定代表人重新签署并注明日期"},
        ],
        "supplement_until": "2026-10-10",
        "handler": "许文静",
        "organ_phone": "0990-5550100",
        "centre": "云溪市政务服务中心",
        "window": "综合窗口 B08",
        "address": "云溪市望江路 1 号二楼",
        "basis": "《中华人民共和国行政许可法》第三十二条",
        "reasons": ["施工图设计文件未经审查合格，不符合《建筑工程施工许可管理办法》第四条第一款第四项规定的条件。"],
        "remedies": REMEDIES,
        "other_organ": "云溪市水务局",
        "outcome": "grant",
        "outcome_label": "准予许可",
        "result_name": "建筑工程施工许可证",
        "result_number": "990100202609160101",
        "decided_on": "2026-09-23",
        "finished_on": "2026-09-23",
        "withdrawn_on": "2026-09-18",
        "documents": [{"title": "准予行政许可决定书", "number": "云住建许决〔2026〕3号", "copies": "1"}],
        "service_method": "direct",
        "served_at": "2026-09-24T10:20:00+08:00",
        "served_place": "云溪市政务服务中心综合出件窗口",
        "receiver": "周晓岚",
        "server": "许文静",
        "progress_url": "https://city.example/p/990100-2026-00000012",
        **BESIDE,
    }
    full.update(changed)  # type: ignore[typeddict-item]
    return full


@action
def issued(
    actor: Actor,
    /,
    kind: PaperKind = PaperKind.ACCEPTANCE,
    short_name: str = "云住建",
    ref: str = REF,
    **changed: object,
) -> str:
    return actions.issue_paper(actor, kind=kind, ref=ref, organ_id=ORGAN, facts=facts(**changed), short_name=short_name)


@action
def told(
    actor: Actor, /, account_id: int | None = 501, phone: str = "13800000000", email: str = "", **rest: object
) -> list[int]:
    from cityhall.kernel.journal.record import record

    record(actor, "test.told", REF)
    return actions.send(
        actor, ref=REF, kind="acceptance", subject="已受理", body="您的申请已受理，请在十月二十一日前留意结果。",
        account_id=account_id, phone=phone, email=email, **rest,  # type: ignore[arg-type]
    )  # fmt: skip
