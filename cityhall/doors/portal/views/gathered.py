"""会商与联合踏勘 of one's own application: what is asked to be changed, and handing the changes in."""

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cityhall.doors.http import Request, file_response, go, refuse, said, sent, show, stored_uploads, submit
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError
from cityhall.meetings import actions, queries


class ReviseForm(forms.Form):
    changed = forms.CharField(
        label="改了什么",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="对照要求逐条写明，参加单位会看到",
    )


@never_cache
@require_http_methods(["GET", "POST"])
def meeting(request: Request, number: str) -> HttpResponse:
    """一次会商或踏勘；要求修改、整改的，在这里提交"""
    told, whole, files = queries.own_meeting(request.actor, number)
    form = ReviseForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            uploads = [(one.stored, one.name) for one in stored_uploads(request)]
        except (NotSignedInError, NotFoundError):
            raise
        except DomainError as error:
            refuse(form, error)
        else:
            if submit(form, actions.revise, request.actor, number, files=uploads):
                said(request, "已提交，牵头单位会再次召集，结果在这里告诉您")
                return go(request, reverse("my_joint", args=[whole]))
    return show(request, "portal/meeting.html", {"one": told, "whole": whole, "files": files}, form=form)


@never_cache
@require_safe
def file(request: Request, number: str, file_id: int) -> HttpResponseBase:
    """查看自己提交的文件"""
    _, _, files = queries.own_meeting(request.actor, number)
    found = next((one for one in files if one.id == file_id), None)
    if found is None:
        raise NotFoundError("meeting.no_file", "没有找到这个文件，请刷新页面")
    return file_response(found.sha256, found.name, found.media_type, inline=True)
