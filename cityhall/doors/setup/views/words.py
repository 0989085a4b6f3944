"""文书模板 and 救济告知: every kind, its editor with a preview, publishing with its day, history and what changed."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from types import SimpleNamespace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import queries as cases
from cityhall.catalogue.terms import Procedure
from cityhall.doors.http import VIEWER, Request, go, said, submit
from cityhall.doors.setup.door import Sheet, filled, page, setup
from cityhall.doors.setup.forms.words import FromForm, RemedyForm, UntilForm, WordsForm, known
from cityhall.doors.setup.story import story
from cityhall.kernel import clock
from cityhall.kernel.errors import NotFoundError
from cityhall.messages import actions, queries
from cityhall.messages.queries import TemplateView, Words
from cityhall.messages.terms import Can, PaperKind, Texts, Use

EDIT = (Can.EDIT_TEMPLATES,)
HERE = (("setup_templates", "文书模板"),)
REMEDIES = (("setup_remedies", "救济告知"),)
NAMES = {p.value: p.label for p in Procedure}


def name_of(words: Words) -> str:
    what = PaperKind(words.kind).label
    scope = f"（{NAMES[words.procedure]}）" if words.procedure else ""
    return f"{what}{scope}" if words.use is Use.PAPER else f"{what}{scope}的短信和邮件"


def _words(request: Request, use: str, kind: str) -> Words:
    found = known(use, request.GET.get("procedure", ""))
    if found is None or kind not in list(PaperKind) or (found[0] is Use.MESSAGE and kind not in cases.message_words()):
        raise NotFoundError("template.unknown_kind", "没有这种文书，请从列表中选择")
    return queries.words_of(request.actor, found[0], kind, found[1])


def at(name: str, words: Words, *more: object) -> str:
    """An address about these words."""
    query = f"?{urlencode({'procedure': words.procedure})}" if words.procedure else ""
    return reverse(name, args=[words.use, words.kind, *more]) + query


@setup("GET", to=EDIT)
def index(request: Request) -> HttpResponseBase:
    """文书模板"""
    own: dict[tuple[str, str], list[TemplateView]] = {}
    for view in queries.templates(request.actor):
        own.setdefault((view.use, view.kind), []).append(view)
    papers = [(kind, own.get((Use.PAPER, kind), [])) for kind in PaperKind]
    told = [(PaperKind(kind), own.get((Use.MESSAGE, kind), [])) for kind in cases.message_words()]
    return page(request, "setup/templates.html", {
        "groups": [(Use.PAPER, papers), (Use.MESSAGE, told)], "procedures": NAMES,
    })  # fmt: skip


@setup("GET", to=EDIT)
def words(request: Request, use: str, kind: str) -> HttpResponseBase:
    """One kind: the words that hold, every version, and what each changed."""
    found = _words(request, use, kind)
    return page(request, "setup/template.html", {
        "words": found, "name": name_of(found), "history": _history(found), "procedures": NAMES,
        "edit": at("setup_template_edit", found), "publish": at("setup_template_publish", found),
        "built_in": cases.message_words().get(kind, "") if found.use is Use.MESSAGE else "",
        "story": story(actions.ref_of(found.use, found.kind, found.procedure)),
    })  # fmt: skip


def _history(found: Words) -> list[SimpleNamespace]:
    """Each version, newest first, with its words and what they changed of the version before."""
    before = [*found.versions[1:], None][: len(found.versions)]
    return [
        SimpleNamespace(
            version=version, retire=at("setup_template_retire", found, version.number),
            texts=[
                (label, list(changes(older.texts.get(name, "") if older else "", version.texts.get(name, ""))))
                for name, label in found.labels.items()
            ],
        )
        for version, older in zip(found.versions, before, strict=True)
    ]  # fmt: skip


def changes(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The new text in pieces: kept, added, gone. A first version is all its own."""
    if not old:
        yield from [("kept", new)] if new else []
        return
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "kept", new[c:d]
            continue
        yield from [("gone", old[a:b])] if b > a else []
        yield from [("added", new[c:d])] if d > c else []


@setup("GET", "POST", to=EDIT)
def edit(request: Request, use: str, kind: str) -> HttpResponseBase:
    """编辑"""
    found = _words(request, use, kind)
    form = WordsForm(request.POST if request.method == "POST" else None, found)
    outcome = submit(form, actions.save_template, request.actor, found.use, found.kind, procedure=found.procedure)
    if outcome:
        said(request, f"第 {outcome.result} 版草稿已保存，发布后才使用")
        return go(request, at("setup_template", found))
    seen = request.POST.get("_seen") or (found.draft.version if found.draft else None)
    return page(request, "setup/template_edit.html", {
        "words": found, "name": name_of(found), "seen": seen, "back": at("setup_template", found),
        "built_in": cases.message_words().get(kind, "") if found.use is Use.MESSAGE else "",
        "preview": reverse("setup_template_preview", args=[found.kind]) if found.use is Use.PAPER else "",
    }, form)  # fmt: skip


@setup("GET", "POST", to=EDIT)
def preview(request: Request, kind: str) -> HttpResponseBase:
    """预览: the paper as it would be with the words just typed, made of sample facts; nothing is kept."""
    typed = request.POST if request.method == "POST" else request.GET
    texts = Texts(
        opening=typed.get("opening", "").strip()[:1200], closing=typed.get("closing", "").strip()[:1200],
        notes=typed.get("notes", "").strip()[:1200],
    )  # fmt: skip
    response = HttpResponse(actions.preview(request.actor, kind, texts), content_type="application/pdf")
    response.headers["Content-Security-Policy"] = VIEWER
    response.headers["Content-Disposition"] = "inline"
    return response


@setup("GET", "POST", to=EDIT)
def publish(request: Request, use: str, kind: str) -> HttpResponseBase:
    """发布"""
    found = _words(request, use, kind)
    if found.draft is None:
        return go(request, at("setup_template", found))
    sheet = Sheet(
        f"发布：{name_of(found)}", HERE, f"发布第 {found.draft.number} 版", version=found.draft.version,
        hint="从生效日期起新出具的使用这一版；已经出具的文书不变。发布的版本不能再改，只能发布新的版本或者停用。",
    )  # fmt: skip
    form = FromForm(request.POST if request.method == "POST" else None)

    def act(actor: object, from_on: object) -> int:
        return actions.publish_template(request.actor, found.use, found.kind, from_on, found.procedure)  # type: ignore[arg-type]

    return filled(request, form, act, sheet=sheet, done="已发布", onto=lambda _: at("setup_template", found))


@setup("GET", "POST", to=EDIT)
def retire(request: Request, use: str, kind: str, number: int) -> HttpResponseBase:
    """停用"""
    found = _words(request, use, kind)
    version = next((v for v in found.versions if v.number == number and v.from_on), None)
    if version is None:
        raise NotFoundError("template.unknown", "没有找到已发布的这一版，请刷新列表")
    sheet = Sheet(
        f"停用：{name_of(found)} 第 {number} 版", HERE, "停用", version=version.version, danger=True,
        hint="从停用日期起恢复使用内置文字；已经出具的文书不变。",
    )  # fmt: skip
    form = UntilForm(request.POST if request.method == "POST" else None)

    def act(actor: object, until_on: object) -> None:
        actions.retire_template(request.actor, found.use, found.kind, number, until_on, found.procedure)  # type: ignore[arg-type]

    return filled(request, form, act, sheet=sheet, done="已停用", onto=lambda _: at("setup_template", found))


@setup("GET", to=EDIT)
def remedies(request: Request) -> HttpResponseBase:
    """救济告知"""
    today = clock.today()
    rows = queries.remedies(request.actor)
    held = [
        (label, next((r for r in rows if r.procedure == key and r.from_on <= today), None),
         [r for r in rows if r.procedure == key])
        for key, label in NAMES.items()
    ]  # fmt: skip
    return page(request, "setup/remedies.html", {"held": held, "today": today})


@setup("GET", "POST", to=EDIT)
def new_remedy(request: Request) -> HttpResponseBase:
    """更新救济告知"""
    sheet = Sheet(
        "更新救济告知", REMEDIES, hint="从生效日期起出具的文书使用新的文字；已经出具的不变。事项按其法律另有规定的，仍用事项自己的。"
    )  # fmt: skip
    form = RemedyForm(request.POST or None, initial={"procedure": request.GET.get("procedure", "")})
    return filled(
        request, form, actions.set_remedies, sheet=sheet, done="已保存", onto=lambda _: reverse("setup_remedies")
    )
