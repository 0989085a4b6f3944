"""The tags and filters of every door. A builtin: no `{% load %}` needed. `docs/components.md` lists them."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cityhall.cases.queries import FileView
from cityhall.deadlines.terms import Light, Unit
from cityhall.doors.components import lights, words
from cityhall.doors.components.icons import PATHS
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.secrets import masking
from cityhall.payments import queries as payments

register = template.Library()
SHAPES = {*Light, "ask", "no"}
LATEST = 100  # lines of a timeline that are not folded
SMALL_PICTURE = 300_000
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


# Lights and time


@register.simple_tag
def light(what: Any, label: str = "") -> SafeString:
    """{% light clock %} or {% light "ask" "需提交" %}: a shape and a word on its colour."""
    if isinstance(what, str):
        shape = what if what in SHAPES else Light.GREY
        said = label or getattr(what, "label", "") or Light(shape).label
    else:
        shape, said = what.light, label or lights.sentence(what)
    return format_html('<span class="light {}">{}</span>', str(shape), said)


@register.inclusion_tag("components/clock_bar.html")
def clock_bar(what: Any) -> dict[str, object]:
    """{% clock_bar clock %}: days used, paused and left, as a bar and as a sentence."""
    verb, done = lights.end_of(what)
    return {"bar": lights.bar(what), "clock": what, "verb": verb, "done": done}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, object]:
    """{% timeline entries %}: each with title, at, text, state (done, now, paused, late or empty) and who. Of a very
    long one the latest are shown, the earlier ones are folded above them."""
    told = list(entries)
    parts = [(True, told[:-LATEST]), (False, told[-LATEST:])]
    return {"parts": [part for part in parts if part[1] or not part[0]]}


@register.filter
def may(actor: Actor, permission: str) -> bool:
    """Is this permission hers anywhere? For links that lead to another door."""
    return (
        actor.is_house
        or permission in actor.everywhere
        or bool(actor.grants.get(permission))
        or any(permission in one.permissions for one in actor.mandates)
    )


@register.filter
def day(when: date | datetime | None) -> str:
    return words.day(when)


@register.filter
def short_day(when: date | datetime | None) -> str:
    return words.short_day(when, clock.today())


@register.filter
def moment(at: datetime | None) -> str:
    return words.moment(at, clock.today())


@register.filter
def hour_minute(at: datetime | None) -> str:
    return words.hour_minute(at)


@register.filter
def ago(at: datetime | None) -> str:
    return words.ago(at, clock.now())


@register.filter
def amount(number: int, unit: str = Unit.WORKDAYS) -> str:
    return words.amount(number, unit)


@register.filter
def yuan(fen: int | None) -> str:
    """Fen → “120.00 元”; nothing where there is none."""
    return "" if fen is None else f"{payments.yuan(fen)} 元"


@register.filter
def file_size(size: int) -> str:
    return words.file_size(size)


@register.filter
def small_picture(file: FileView) -> bool:
    """Light enough to be shown as it is beside its name, also where the line is slow."""
    return file.media_type.startswith("image/") and file.size <= SMALL_PICTURE


# Forms


@register.simple_tag(takes_context=True)
def act_fields(context: Context, seen: int | None = None) -> SafeString:
    """{% act_fields thing.version %}: CSRF token, a fresh request number, and the version the person saw."""
    version = format_html('<input type="hidden" name="_seen" value="{}">', seen) if seen is not None else ""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="_key" value="{}">{}',
        context.get("csrf_token", ""), secrets.token_urlsafe(16), version,
    )  # fmt: skip


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, source: str = "", inline: bool = False, clear: bool = False, offer: object = None,
    brief: bool = False,
) -> dict[str, object]:  # fmt: skip
    """{% field form.phone %}: label, hint, input, what is wrong; `source="来自营业执照"`: where it came from, with a way
    to `clear` it. `brief`: among many rows, where what must be filled in is starred and the rest is not remarked on."""
    widget = bound.field.widget
    ids = [f"{bound.id_for_label}-hint"] if bound.help_text else []
    ids += [f"{bound.id_for_label}-why"] if bound.errors else []
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(ids)} if ids else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound, "why": _why(bound), "input": bound.as_widget(attrs=attrs), "source": source, "inline": inline,
        "clear": bool(source and clear), "offer": offer,
        "group": isinstance(widget, GROUPS), "tick": isinstance(widget, forms.CheckboxInput),
        "optional": not (bound.field.required or brief), "star": brief and bound.field.required, "hidden": bound.is_hidden,
    }  # fmt: skip


def _why(bound: BoundField) -> str:
    """The first thing wrong with a field; an empty one is asked for by its name."""
    if not bound.errors:
        return ""
    if bound.errors.as_data()[0].code == "required":
        verb = "勾选" if isinstance(bound.field.widget, forms.CheckboxInput) else "填写"
        verb = "选择" if isinstance(bound.field, (forms.ChoiceField, forms.FileField)) else verb
        return f"请{verb}“{bound.label}”"
    return str(bound.errors[0])


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """{% form_errors form %}: the banner above a refused form, with links to the fields that are wrong."""
    refusal = getattr(form, "refusal", None)
    wrong = [(bound, _why(bound)) for bound in form if bound.errors and not bound.is_hidden]
    general = list(form.non_field_errors())
    fresh = bool(refusal) and getattr(form, "fresh", False)  # the door has already read the thing again
    title = refusal.title if refusal else "还没有提交"
    return {"refusal": refusal, "general": general, "wrong": wrong, "title": title, "fresh": fresh}


@register.inclusion_tag("components/button.html")
def button(
    label: str, key: str = "", main: bool = False, why: str = "", name: str = "", value: str = "", confirm: str = "",
    kind: str = "", href: str = "", icon: str = "", id: str = "",  # noqa: A002
) -> dict[str, object]:  # fmt: skip
    """{% button "受理" key="F8" main=True why=reason %}: with a reason it cannot be pressed, and says why."""
    return {
        "label": label, "key": key, "main": main, "why": why, "name": name, "value": value, "confirm": confirm,
        "kind": kind, "href": href, "icon": icon, "id": id, "why_id": f"why-{id or name or value or key or 'button'}",
    }  # fmt: skip


# Lists and facts


@register.inclusion_tag("components/empty.html")
def empty(sentence: str, icon: str = "list", href: str = "", label: str = "") -> dict[str, str]:
    """{% empty "还没有办件" %}, with a next step as `href` and `label`."""
    return {"sentence": sentence, "icon": icon, "href": href, "label": label}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, object]:
    """{% pager page %}: on to `page.next`, back to `page.prev` and to the first page; filters of the address stay."""
    request = context["request"]
    kept = {k: v for k, v in request.GET.lists() if k != "after"}
    prev = getattr(page, "prev", "")
    return {
        "prev": "?" + urlencode({**kept, "after": prev}, doseq=True) if prev else "",
        "first": "?" + urlencode(kept, doseq=True) if request.GET.get("after") else "",
        "next": "?" + urlencode({**kept, "after": page.next}, doseq=True) if page.next else "",
    }


@register.inclusion_tag("components/facts.html")
def facts(pairs: Mapping[str, object] | Iterable[Sequence[object]], five: bool = False) -> dict[str, object]:
    """{% facts pairs %}: key and value; `five=True` shows them large, value first, as on a guide."""
    return {"pairs": list(pairs.items()) if isinstance(pairs, Mapping) else list(pairs), "five": five}


@register.inclusion_tag("components/steps.html")
def steps(names: Sequence[str], current: int) -> dict[str, object]:
    """{% steps names 2 %}: where one is on a way of several pages, counted from 1."""
    marked = [(n, name, "done" if n < current else "now" if n == current else "") for n, name in enumerate(names, 1)]
    return {"steps": marked, "current": current, "count": len(names)}


@register.filter
def at(values: Mapping[Any, Any], key: object) -> object:
    """{{ names|at:row.organ_id }}: what a mapping has under a key; empty where it has nothing."""
    return values.get(key, "")


@register.simple_tag
def mask(value: str, kind: str = "name") -> str:
    """{% mask value "phone" %}: a kind of `masking.Kind`, as it may be seen without a purpose."""
    return masking.mask(masking.Kind(kind), value or "")


# Frame


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "search" %}: decoration; the word stands beside it."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', PATHS[name])


@register.simple_tag(takes_context=True)
def nav(context: Context, url: str, label: str, count: int = 0, key: str = "", exact: bool = False) -> SafeString:
    """{% nav "/office/" "待办" count=3 %}: a link that knows whether one is there."""
    path = context["request"].path if "request" in context else ""
    here = path == url if exact else path.startswith(url)
    current = SafeString(' aria-current="page"') if here else ""
    shortcut = format_html(' data-key="{}"', key) if key else ""
    badge = format_html(' <span class="count">{}</span>', count) if count else ""
    return format_html('<a href="{}"{}{}>{}{}</a>', url, current, shortcut, label, badge)


@register.inclusion_tag("components/banner.html")
def banner(kind: str, sentence: str, title: str = "") -> dict[str, str]:
    """{% banner "provisional" "…" title="截止日期暂定" %}: refusal, success, provisional or info."""
    icons = {"refusal": "cross", "success": "check", "provisional": "warn", "info": "info"}
    return {"kind": kind, "icon": icons[kind], "title": title, "sentence": sentence}
