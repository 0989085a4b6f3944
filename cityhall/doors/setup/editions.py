"""What is published by editions that begin on a day: published, restored, taken back before its day. The same three pages
for pages of organs, columns and policies."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpResponse
from django.urls import reverse

from cityhall.doors.http import Request, sent
from cityhall.doors.setup.door import Crumb, Sheet, filled
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.items import PublishForm
from cityhall.kernel.actor import Actor


class Draft(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...


@dataclass(frozen=True)
class Editioned:
    """One kind of thing: how its draft is read, what may be done to it, its page, where it belongs, and what publishing it
    means for the public."""

    draft: Callable[[Actor, int], Draft]
    publish: Callable[..., Any]
    revert: Callable[..., Any]
    drop: Callable[..., Any]
    page: str
    crumbs: tuple[Crumb, ...]
    means: str

    def onto(self, key: int) -> Callable[[object], str]:
        return lambda _: reverse(self.page, args=[key])


def publish(request: Request, kind: Editioned, key: int) -> HttpResponse:
    draft = kind.draft(request.actor, key)
    sheet = Sheet(f"发布：{draft.name}", kind.crumbs, "发布", hint=kind.means, version=draft.version)
    return filled(
        request, PublishForm(sent(request)), kind.publish, key, sheet=sheet, done="已发布", onto=kind.onto(key)
    )  # fmt: skip


def revert(request: Request, kind: Editioned, key: int, number: int) -> HttpResponse:
    draft = kind.draft(request.actor, key)
    hint = f"第 {number} 版作为新的一版从今天起生效，草稿也换成它；现有草稿没有发布的修改不再保留。"
    sheet = Sheet(f"恢复第 {number} 版：{draft.name}", kind.crumbs, "恢复", hint=hint, version=draft.version)
    return filled(
        request, Blank(sent(request)), kind.revert, key, number, sheet=sheet, done="已恢复", onto=kind.onto(key)
    )  # fmt: skip


def drop(request: Request, kind: Editioned, key: int, number: int) -> HttpResponse:
    draft = kind.draft(request.actor, key)
    hint = "到那一天不会生效；草稿不变。"
    sheet = Sheet(f"取消第 {number} 版：{draft.name}", kind.crumbs, "取消这一版", hint=hint, version=draft.version)
    return filled(
        request, Blank(sent(request)), kind.drop, key, number, sheet=sheet, done="已取消", onto=kind.onto(key)
    )
