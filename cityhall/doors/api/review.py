"""受理之后、决定之前: 特别程序, 延长, 听证, 利害关系人, 补充说明, 征求意见, 现场核查, 转报, 中止, 终止."""

from django.http import HttpRequest, StreamingHttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from cityhall.cases import actions, queries
from cityhall.catalogue.terms import Cause
from cityhall.doors.http import file_response
from cityhall.kernel.files import store

from .cases import DONE
from .door import COMMAND, actor_of, answers
from .moments import Moment

router = Router()


class Opened(Schema):
    """The key of what was opened, for everything done to it later."""

    key: int


OPENED = answers({201: Opened})


class Stop(Schema):
    cause: Cause
    days: int
    reason: str = Field(max_length=2000)


class Approval(Schema):
    agrees: bool
    note: str = Field(default="", max_length=300)


class Words(Schema):
    text: str = Field(max_length=20_000)


class Extension(Schema):
    days: int
    reason: str = Field(max_length=2000)


class Hearing(Schema):
    matter: str = Field(max_length=200)
    text: str = Field(max_length=2000)
    public: bool = False


class HearingSet(Schema):
    held_at: Moment
    place: str = Field(max_length=200)
    chair_account: int


class HearingHeld(Schema):
    people: list[str]
    minutes: str = Field(max_length=20_000)


class ThirdParty(Schema):
    who: str = Field(max_length=120)
    text: str = Field(max_length=2000)


class OpinionAsked(Schema):
    organ_id: int
    question: str = Field(max_length=2000)
    days: int
    countersign: bool = False


class Answer(Schema):
    agrees: bool
    text: str = Field(max_length=2000)


class FindingIn(Schema):
    point: str = Field(max_length=300)
    found: str = Field(max_length=500)


class Visit(Schema):
    second_account: int
    place: str = Field(max_length=200)
    findings: list[FindingIn]
    conclusion: str = Field(max_length=2000)


class Confirmation(Schema):
    agrees: bool
    note: str = Field(default="", max_length=1000)


class Report(Schema):
    to: str = Field(max_length=120)
    text: str = Field(max_length=2000)


class Cited(Schema):
    basis: str = Field(max_length=300)
    reason: str = Field(max_length=2000)


def _opened(key: int) -> tuple[int, Opened]:
    return 201, Opened(key=key)


@router.post("/cases/{number}/stops", response=OPENED, openapi_extra=COMMAND)
def propose_stop(request: HttpRequest, number: str, body: Stop) -> tuple[int, Opened]:
    """提出特别程序"""
    return _opened(actions.propose_stop(actor_of(request), number, body.cause, body.days, body.reason))


@router.post("/cases/{number}/stops/{int:key}/approval", response=DONE, openapi_extra=COMMAND)
def approve_stop(request: HttpRequest, number: str, key: int, body: Approval) -> tuple[int, None]:
    """审批特别程序"""
    actions.approve_stop(actor_of(request), number, key, body.agrees, body.note)
    return 204, None


@router.post("/cases/{number}/stops/{int:key}/end", response=DONE, openapi_extra=COMMAND)
def resume(request: HttpRequest, number: str, key: int, body: Words) -> tuple[int, None]:
    """登记特别程序的结果，恢复计时"""
    actions.resume(actor_of(request), number, key, body.text)
    return 204, None


@router.post("/cases/{number}/extensions", response=OPENED, openapi_extra=COMMAND)
def propose_extension(request: HttpRequest, number: str, body: Extension) -> tuple[int, Opened]:
    """提出延长办理期限"""
    return _opened(actions.propose_extension(actor_of(request), number, body.days, body.reason))


@router.post("/cases/{number}/extensions/{int:key}/approval", response=DONE, openapi_extra=COMMAND)
def approve_extension(request: HttpRequest, number: str, key: int, body: Approval) -> tuple[int, None]:
    """审批延长办理期限"""
    actions.approve_extension(actor_of(request), number, key, body.agrees, body.note)
    return 204, None


@router.post("/cases/{number}/overrun-explanations", response=DONE, openapi_extra=COMMAND)
def explain_overrun(request: HttpRequest, number: str, body: Words) -> tuple[int, None]:
    """公开说明超过承诺时限的原因"""
    actions.explain_overrun(actor_of(request), number, body.text)
    return 204, None


@router.post("/cases/{number}/hearings", response=OPENED, openapi_extra=COMMAND)
def tell_hearing(request: HttpRequest, number: str, body: Hearing) -> tuple[int, Opened]:
    """告知听证权利；public 为依法举行听证并公告"""
    return _opened(actions.tell_hearing(actor_of(request), number, body.matter, body.text, public=body.public))


@router.post("/cases/{number}/hearings/{int:key}/request", response=DONE, openapi_extra=COMMAND)
def ask_hearing(request: HttpRequest, number: str, key: int) -> tuple[int, None]:
    """要求听证"""
    actions.ask_hearing(actor_of(request), number, key)
    return 204, None


@router.post("/cases/{number}/hearings/{int:key}/waiver", response=DONE, openapi_extra=COMMAND)
def waive_hearing(request: HttpRequest, number: str, key: int) -> tuple[int, None]:
    """放弃听证"""
    actions.waive_hearing(actor_of(request), number, key)
    return 204, None


@router.put("/cases/{number}/hearings/{int:key}/date", response=DONE, openapi_extra=COMMAND)
def set_hearing(request: HttpRequest, number: str, key: int, body: HearingSet) -> tuple[int, None]:
    """安排听证，或改期"""
    actions.set_hearing(actor_of(request), number, key, body.held_at, body.place, body.chair_account)
    return 204, None


@router.post("/cases/{number}/hearings/{int:key}/minutes", response=DONE, openapi_extra=COMMAND)
def hold_hearing(
    request: HttpRequest, number: str, key: int, body: Form[HearingHeld], file: File[UploadedFile | None] = None
) -> tuple[int, None]:  # fmt: skip
    """登记听证笔录，可附扫描件"""
    kept = store.put(file.chunks()) if file is not None else None
    actions.hold_hearing(actor_of(request), number, key, body.people, body.minutes, kept)
    return 204, None


@router.get("/cases/{number}/hearings/{int:key}/minutes", response=answers({200: None}))
def minutes(request: HttpRequest, number: str, key: int) -> StreamingHttpResponse:
    """下载听证笔录扫描件"""
    sha256 = queries.minutes_of(actor_of(request), number, key)
    kind = store.kind_of(sha256)
    return file_response(sha256, f"听证笔录{number}.{kind.rpartition('/')[2]}", kind)


@router.post("/cases/{number}/third-parties", response=OPENED, openapi_extra=COMMAND)
def tell_third_party(request: HttpRequest, number: str, body: ThirdParty) -> tuple[int, Opened]:
    """告知利害关系人"""
    return _opened(actions.tell_third_party(actor_of(request), number, body.who, body.text))


@router.post("/cases/{number}/third-parties/{int:key}/statements", response=DONE, openapi_extra=COMMAND)
def note_statement(request: HttpRequest, number: str, key: int, body: Words) -> tuple[int, None]:
    """登记利害关系人的陈述申辩"""
    actions.note_statement(actor_of(request), number, key, body.text)
    return 204, None


@router.post("/cases/{number}/explanations", response=OPENED, openapi_extra=COMMAND)
def ask_more(request: HttpRequest, number: str, body: Words) -> tuple[int, Opened]:
    """请申请人补充说明"""
    return _opened(actions.ask_more(actor_of(request), number, body.text))


@router.post("/cases/{number}/explanations/{int:key}/answer", response=DONE, openapi_extra=COMMAND)
def answer_more(request: HttpRequest, number: str, key: int, body: Words) -> tuple[int, None]:
    """答复补充说明"""
    actions.answer_more(actor_of(request), number, key, body.text)
    return 204, None


@router.post("/cases/{number}/opinions", response=OPENED, openapi_extra=COMMAND)
def ask_opinion(request: HttpRequest, number: str, body: OpinionAsked) -> tuple[int, Opened]:
    """征求其他单位意见；countersign 为会签"""
    asked = actions.ask_opinion(
        actor_of(request), number, body.organ_id, body.question, body.days, countersign=body.countersign
    )
    return _opened(asked)


@router.post("/cases/{number}/opinions/{int:key}/answer", response=DONE, openapi_extra=COMMAND)
def answer_opinion(request: HttpRequest, number: str, key: int, body: Answer) -> tuple[int, None]:
    """被征求单位答复"""
    actions.answer_opinion(actor_of(request), number, key, body.agrees, body.text)
    return 204, None


@router.post("/cases/{number}/steps/{key}/visits", response=OPENED, openapi_extra=COMMAND)
def record_visit(request: HttpRequest, number: str, key: str, body: Visit) -> tuple[int, Opened]:
    """登记现场核查"""
    found = [(one.point, one.found) for one in body.findings]
    visit = actions.record_visit(
        actor_of(request), number, key, body.second_account, body.place, found, body.conclusion
    )
    return _opened(visit)


@router.post("/cases/{number}/visits/{int:key}/confirmation", response=DONE, openapi_extra=COMMAND)
def confirm_visit(request: HttpRequest, number: str, key: int, body: Confirmation) -> tuple[int, None]:
    """第二名核查人员确认"""
    actions.confirm_visit(actor_of(request), number, key, body.agrees, body.note)
    return 204, None


@router.post("/cases/{number}/reports", response=OPENED, openapi_extra=COMMAND)
def report_up(request: HttpRequest, number: str, body: Report) -> tuple[int, Opened]:
    """转报上级"""
    return _opened(actions.report_up(actor_of(request), number, body.to, body.text))


@router.post("/cases/{number}/reports/{int:key}/answer", response=DONE, openapi_extra=COMMAND)
def note_report(request: HttpRequest, number: str, key: int, body: Answer) -> tuple[int, None]:
    """登记上级审查结果"""
    actions.note_report(actor_of(request), number, key, body.agrees, body.text)
    return 204, None


@router.post("/cases/{number}/suspensions", response=OPENED, openapi_extra=COMMAND)
def suspend(request: HttpRequest, number: str, body: Cited) -> tuple[int, Opened]:
    """中止办理"""
    return _opened(actions.suspend(actor_of(request), number, body.basis, body.reason))


@router.post("/cases/{number}/suspensions/{int:key}/end", response=DONE, openapi_extra=COMMAND)
def lift_suspension(request: HttpRequest, number: str, key: int, body: Words) -> tuple[int, None]:
    """恢复办理"""
    actions.lift_suspension(actor_of(request), number, key, body.text)
    return 204, None


@router.post("/cases/{number}/termination", response=DONE, openapi_extra=COMMAND)
def terminate(request: HttpRequest, number: str, body: Cited) -> tuple[int, None]:
    """终止办理"""
    actions.terminate(actor_of(request), number, body.reason, body.basis)
    return 204, None
