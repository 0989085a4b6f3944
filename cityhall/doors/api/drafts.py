"""申请草稿: an application being written by whoever signed in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.cases import actions, queries
from cityhall.cases.actions import Applicant
from cityhall.cases.queries import Draft, News
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ItemTerms
from cityhall.doors.http import tidy_name
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.files import store
from cityhall.people import queries as people

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class ApplicantIn(Schema):
    """Who stands at the window: by `ref`, then as the city knows her; by name alone, where the city does not."""

    ref: str = Field(default="", max_length=40)
    name: str = Field(default="", max_length=120, examples=["样例申请人"])
    contact_name: str = Field(default="", max_length=60)
    contact_phone: str = Field(default="", max_length=20)

    def value(self, actor: Actor) -> Applicant:
        name, mask = _known(actor, self.ref) if self.ref else (self.name, "")
        return Applicant(self.ref, name, mask, self.contact_name, self.contact_phone)


def _known(actor: Actor, ref: str) -> tuple[str, str]:
    """Name and masked number of an applicant on file, to whoever may find people."""
    kind, _, key = ref.partition(":")
    if kind == "person" and key.isdecimal():
        person = people.person(actor, int(key))
        return person.name, person.id_number
    entity = people.find_entity(actor, key) if kind == "entity" else None
    if entity is None:
        raise NotFoundError("people.unknown", "没有找到这位申请人，请核对后重新查找")
    return entity.name, entity.credit_code


class NewDraft(Schema):
    """Who applies is who signed in; with `credit_code`, an entity she stands for; with `agency_id`, whoever gave that 授权委托."""

    item_id: int
    credit_code: str = Field(default="", max_length=18)
    agency_id: int | None = None
    answers: dict[str, Any] = Field(default_factory=dict)


class Values(Schema):
    """`answers`: what was said to the item's questions, one value each or a list; they may also stand in `values`."""

    values: dict[str, str]
    answers: dict[str, Any] = Field(default_factory=dict)
    contact_phone: str = Field(default="", max_length=20)


def answered(terms: ItemTerms | None, said: dict[str, Any]) -> dict[str, str]:
    """Answers as the form keeps them."""
    return catalogue.as_values(terms, said) if terms is not None else {}


class Carried(Schema):
    told: str


class Made(Schema):
    id: str


class Received(Schema):
    number: str


class FileMade(Schema):
    id: int
    sha256: str
    size: int
    media_type: str


@router.post("/drafts", response=answers({201: Made}), openapi_extra=COMMAND)
def start_draft(request: HttpRequest, response: HttpResponse, body: NewDraft) -> tuple[int, Made]:
    """开始申请：以本人名义，或代本人已关联的单位（credit_code）"""
    actor = actor_of(request)
    if body.agency_id is not None and actor.is_staff:  # a 代办员 has nothing of her own in it
        applicant = Applicant("", "", "", "", "")
    else:
        actor, applicant = applicant_of(actor, body.credit_code)
    made = actions.start_draft(actor, body.item_id, applicant, body.answers, agency_id=body.agency_id)
    response["Location"] = f"/api/drafts/{made}"
    return 201, Made(id=made)


def applicant_of(actor: Actor, credit_code: str) -> tuple[Actor, Applicant]:
    """As the city knows her, not as she says: name, number and phone come from her own record."""
    me, phone = people.me(actor), people.own_phone(actor)
    if not credit_code:
        return actor, Applicant(me.ref, me.name, me.id_number, me.name, phone)
    acting = people.acting_for(actor, credit_code)
    entity = next(row for row in people.entities_of(actor) if row.ref == acting.on_behalf)
    return acting, Applicant(entity.ref, entity.name, entity.credit_code, me.name, phone)


@router.get("/drafts/{draft_id}", response=answers({200: Draft}))
def draft(request: HttpRequest, response: HttpResponse, draft_id: str) -> Draft:
    """我的草稿"""
    found = queries.draft(actor_of(request), draft_id)
    tagged(response, found.version)
    return found


@router.put("/drafts/{draft_id}", response=answers({200: Draft}), openapi_extra=COMMAND)
def save_draft(request: HttpRequest, response: HttpResponse, draft_id: str, body: Values) -> Draft:
    """保存草稿"""
    actor = actor_of(request)
    said = answered(queries.draft(actor, draft_id).terms, body.answers) if body.answers else {}
    actions.save_draft(actor, draft_id, {**body.values, **said}, body.contact_phone)
    return draft(request, response, draft_id)


@router.get("/drafts/{draft_id}/news", response=answers({200: News | None}))
def news(request: HttpRequest, draft_id: str) -> News | None:
    """草稿所依据的事项有没有新版，改了什么；没有则为空"""
    return queries.news(queries.draft(actor_of(request), draft_id))


@router.post("/drafts/{draft_id}/version", response=answers({200: Carried}), openapi_extra=COMMAND)
def carry_over(request: HttpRequest, draft_id: str) -> Carried:
    """改按新版填写：还适用的内容保留，说明哪些新增、不再要求或要重填"""
    return Carried(told=actions.carry_over(actor_of(request), draft_id))


@router.delete("/drafts/{draft_id}", response=answers({204: None}), openapi_extra=COMMAND)
def delete_draft(request: HttpRequest, draft_id: str) -> tuple[int, None]:
    """删除草稿"""
    actions.delete_draft(actor_of(request), draft_id)
    return 204, None


@router.post("/drafts/{draft_id}/submission", response=answers({201: Received}), openapi_extra=COMMAND)
def submit(request: HttpRequest, response: HttpResponse, draft_id: str) -> tuple[int, Received]:
    """提交申请：到达即收件"""
    number = actions.receive(actor_of(request), draft_id)
    response["Location"] = f"/api/cases/{number}"
    return 201, Received(number=number)


@router.post("/materials/{ref}/{key}/files", response=answers({201: FileMade}), openapi_extra=COMMAND)
def attach(request: HttpRequest, ref: str, key: str, file: File[UploadedFile]) -> tuple[int, FileMade]:
    """上传材料（ref 为草稿标识或办件编号）"""
    stored = store.put(file.chunks())
    made = actions.attach(actor_of(request), ref, key, stored, tidy_name(file.name or ""))
    return 201, FileMade(id=made, sha256=stored.sha256, size=stored.size, media_type=stored.media_type)


@router.delete("/materials/{ref}/files/{int:file_id}", response=answers({204: None}), openapi_extra=COMMAND)
def remove_file(request: HttpRequest, ref: str, file_id: int) -> tuple[int, None]:
    """移除材料文件"""
    actions.remove_file(actor_of(request), ref, file_id)
    return 204, None
