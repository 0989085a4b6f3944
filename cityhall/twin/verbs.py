"""What people of the demo city do, each by the action a real person would call from her screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from cityhall.cases import actions as cases
from cityhall.cases.actions import Applicant, Handed, Point
from cityhall.cases.terms import Advice, DeliveryMethod, Origin, Refusal, Verdict
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.files import store
from cityhall.kernel.files.store import Stored
from cityhall.kernel.secrets import masking
from cityhall.people import actions as people
from cityhall.people.terms import EntityKind

from . import answers, files, samples
from .city import City, citizen_actor, staff_actor
from .plan import Act, Story
from .situations import situation_of

CLERKS = ("chuangkou01", "chuangkou02", "chuangkou03")
SPECIAL = {"DYDJ": "chuangkou24", "TZBA": "chuangkou01", "GTSL": "chuangkou04"}
ISSUING, CHIEF = ("chujian28", "chujian29"), "dating01"
REVIEW, SECOND, APPROVE = "shenhe01", "shenhe02", "shending"
PICTURES = 6
PROBLEMS = {
    "copy": ("图片模糊，号码无法辨认", "请重新拍照，四角完整、字迹清楚"),
    "original": ("没有看到原件", "请带原件到窗口核对，或上传原件照片"),
    "electronic": ("没有提交", "请按示范文本填写后上传"),
}
OPINIONS = (
    "材料齐全，符合规定条件，建议准予。",
    "经核对，内容真实一致，符合法定条件。",
    "各审查要点均已核对，无异议。",
)
OBJECTIONS = "经审查，所报场所和条件与规定不符，申请人在补充说明后仍不能满足。"
REASONS = "经审查，申请材料反映的实际情况不符合本事项规定的条件，具体为现场条件与所报图纸不一致。"
PLACE = "申请表所填的经营场所"
SENT_BACK = "现场情况与图纸不一致，请材料审查环节再核对一次图纸版本。"


@dataclass
class Life:
    """The city while it lives: who is who, and where each story stands."""

    city: City
    rng: Random
    refs: dict[int, str] = field(default_factory=dict)  # story → draft id, then case number
    actors: dict[str, Actor] = field(default_factory=dict)
    kept: dict[str, Stored] = field(default_factory=dict)

    def staff(self, login: str) -> Actor:
        if login not in self.actors:
            self.actors[login] = staff_actor(login)
        return self.actors[login]

    def citizen(self, story: Story) -> Actor:
        key = story.who.person.key
        if key not in self.actors:
            self.actors[key] = citizen_actor(story.who.person)
        return self.actors[key]

    def clerk(self, story: Story) -> Actor:
        return self.staff(SPECIAL.get(story.item.short_code) or CLERKS[story.no % len(CLERKS)])

    def reviewer(self, story: Story) -> Actor:
        return self.staff(story.item.organ + REVIEW)

    def approver(self, story: Story) -> Actor:
        return self.staff(story.item.organ + APPROVE)

    def item_id(self, story: Story) -> int:
        return self.city.items[story.item.short_code]

    def number(self, story: Story) -> str:
        return self.refs[story.no]

    @cached_property
    def pictures(self) -> list[Stored]:
        return [store.put([samples.png(n)]) for n in range(PICTURES)]

    def file_for(self, story: Story, key: str) -> tuple[Stored, str]:
        """What the applicant uploads for a material: a picture of a document, or a page she wrote."""
        material = next(m for m in story.item.content["materials"] if m["key"] == key)
        if material["form"] in {"copy", "original"}:
            return self.pictures[(story.no + len(key)) % PICTURES], f"{material['name']}.png"
        title = f"Sample: {key.replace('_', ' ')}"
        if title not in self.kept:
            page = samples.pdf(
                title, ("CityHall demo city", "This page was drawn for a demonstration.", "It belongs to nobody.")
            )
            self.kept[title] = store.put([page])
        return self.kept[title], f"{material['name']}.pdf"


def materials_of(story: Story, rng: Random) -> list[str]:
    """What is handed in at first: all that is required but the missing one, now and then something optional."""
    applies = situation_of(story).materials
    rows = [m for m in story.item.content["materials"] if m["key"] in applies]
    return [m["key"] for m in rows if m["key"] != story.missing and (m["required"] or rng.random() < 0.3)]  # noqa: PLR2004


def applicant(life: Life, story: Story, person_ref: str) -> Applicant:
    person, entity = story.who.person, story.who.entity
    if entity is not None:
        return Applicant(f"entity:{entity.credit_code}", entity.name, entity.credit_code, person.name, person.phone)
    return Applicant(person_ref, person.name, masking.id_number(person.id_number), person.name, person.phone)


def form_of(life: Life, story: Story) -> dict[str, str]:
    told = situation_of(story)
    fields = [f for f in story.item.content["fields"] if f["key"] in told.fields]
    return {**told.answers, **answers.fill(fields, story.who, clock.today(), life.rng)}


def receive(life: Life, story: Story, act: Act) -> None:
    if not story.online:
        clerk, who = life.clerk(story), shown(life, story)
        papers = handed(life, story)
        life.refs[story.no] = cases.receive_at_window(clerk, life.item_id(story), who, form_of(life, story), papers)
        return
    draft(life, story, act)
    life.refs[story.no] = cases.receive(life.citizen(story), life.refs[story.no])


def draft(life: Life, story: Story, act: Act) -> None:
    """At home: item, form, uploads. A draft that is never sent has only part of them."""
    me = life.citizen(story)
    who = applicant(life, story, f"person:{me.person_id}")
    life.refs[story.no] = cases.start_draft(me, life.item_id(story), who)
    form, keys = form_of(life, story), materials_of(story, life.rng)
    if act.verb == "draft":
        form, keys = dict(list(form.items())[: len(form) // 2]), keys[:1]
    cases.save_draft(me, life.number(story), form, story.who.person.phone)
    for key in keys:
        cases.attach(me, life.number(story), key, *life.file_for(story, key))


def serve(life: Life, story: Story, act: Act) -> None:
    """即办件: received, accepted and granted while she waits."""
    who, papers = shown(life, story), handed(life, story)
    life.refs[story.no] = cases.serve_on_spot(life.clerk(story), life.item_id(story), who, form_of(life, story), papers)


def shown(life: Life, story: Story) -> Applicant:
    """The clerk sees the documents of whoever stands before her, and registers them."""
    clerk, person, entity = life.clerk(story), story.who.person, story.who.entity
    person_id = people.register_person(clerk, person.name, person.id_number, person.phone, address=person.address)
    if entity is not None:
        people.register_entity(
            clerk, entity.name, entity.credit_code, EntityKind.COMPANY, person.name, address=entity.address, phone=entity.phone
        )  # fmt: skip
    return applicant(life, story, f"person:{person_id}")


def handed(life: Life, story: Story) -> list[Handed]:
    return [
        Handed(key, paper_copies=1, original_seen=True, files=(life.file_for(story, key),))
        for key in materials_of(story, life.rng)
    ]


def ask(life: Life, story: Story, act: Act) -> None:
    """一次性告知: the one thing missing."""
    material = next(m for m in story.item.content["materials"] if m["key"] == act.what)
    problem, how = PROBLEMS[material["form"]]
    cases.request_supplement(life.clerk(story), life.number(story), [Point(act.what, material["name"], problem, how)])


def supply(life: Life, story: Story, act: Act) -> None:
    who = life.citizen(story) if story.online else life.clerk(story)
    origin = Origin.UPLOADED if story.online else Origin.SCANNED
    cases.attach(who, life.number(story), act.what, *life.file_for(story, act.what), origin)
    cases.supplement(who, life.number(story), [act.what])


def accept(life: Life, story: Story, act: Act) -> None:
    clerk = life.clerk(story)
    if story.online and life.rng.random() < 0.4:  # noqa: PLR2004
        first = next(m["key"] for m in story.item.content["materials"] if m["required"])
        cases.check_material(clerk, life.number(story), first, Verdict.GOOD)
    cases.accept(clerk, life.number(story))


def refer(life: Life, story: Story, act: Act) -> None:
    cases.refer(life.clerk(story), life.number(story), "申请内容跨两个经营项目，请业务科室确认适用的受理标准。")


def answer(life: Life, story: Story, act: Act) -> None:
    cases.answer_referral(life.reviewer(story), life.number(story), "按主要经营项目受理，材料齐全即可受理。")


def refuse_to_take(life: Life, story: Story, act: Act) -> None:
    """不予受理 or 不受理, by the organ itself."""
    kind = Refusal(act.verb)
    reasons, other = {
        Refusal.OTHER_ORGAN: ("申请事项不属于本机关职权范围，应向有权的上级机关申请。", "岚海省有关主管部门（样例）"),
        Refusal.NOT_NEEDED: ("所申请的场所不属于依法应当取得本许可的场所，无需办理。", ""),
    }[kind]
    cases.not_accept(life.approver(story), life.number(story), kind, reasons, other)


def claim(life: Life, story: Story, act: Act) -> None:
    cases.claim_step(life.reviewer(story), life.number(story), act.what)


def finish(life: Life, story: Story, act: Act) -> None:
    step = _step(life, story, act, "与申报材料相符", "现场情况与申报材料一致，符合要求。")
    cases.finish_step(
        life.reviewer(story), life.number(story), act.what, Advice.AGREE, life.rng.choice(OPINIONS), step["checks"]
    )  # fmt: skip


def _step(life: Life, story: Story, act: Act, found: str, conclusion: str) -> dict[str, Any]:
    """The step to be finished; where it wants a visit, two people have been there first (行政许可法 第三十四条第三款)."""
    step: dict[str, Any] = next(s for s in story.item.content["steps"] if s["key"] == act.what)
    if step.get("visit"):
        second, points = life.staff(story.item.organ + SECOND), [(point, found) for point in step["checks"]]
        key = cases.record_visit(
            life.reviewer(story),
            life.number(story),
            act.what,
            second.account_id or 0,
            "申请书所报地址",
            points,
            conclusion,
        )
        cases.confirm_visit(second, life.number(story), key, agrees=True)
    return step


def oppose(life: Life, story: Story, act: Act) -> None:
    _step(life, story, act, "与申报材料不符", "现场情况与申报材料不一致，不符合要求。")
    cases.finish_step(life.reviewer(story), life.number(story), act.what, Advice.DISAGREE, OBJECTIONS)


def send_back(life: Life, story: Story, act: Act) -> None:
    cases.return_step(life.reviewer(story), life.number(story), act.what, "review", SENT_BACK)


def grant(life: Life, story: Story, act: Act) -> None:
    cases.grant(life.approver(story), life.number(story), act.what, "同意。")


def refuse(life: Life, story: Story, act: Act) -> None:
    cases.refuse(life.approver(story), life.number(story), act.what, REASONS)


def deliver(life: Life, story: Story, act: Act) -> None:
    issuing, number, name = life.staff(ISSUING[story.no % 2]), life.number(story), story.who.person.name
    seen = [] if _refused(story) else _before_handing_over(life, story, issuing)
    if act.what == "亲属" and not story.online:
        relative = next(p for p in files.persons() if p.key != story.who.person.key)
        cases.deliver(issuing, number, relative.name, "亲属", relative.id_number)
        return
    method = DeliveryMethod.ELECTRONIC if story.online and not seen else DeliveryMethod.WINDOW
    if method is DeliveryMethod.ELECTRONIC:
        cases.choose_delivery(life.citizen(story), number, method, electronic_consent=True)
    cases.deliver(issuing, number, name, method=method)


def _refused(story: Story) -> bool:
    return any(act.verb == "refuse" for act in story.acts)


def _before_handing_over(life: Life, story: Story, issuing: Actor) -> list[str]:
    """What is paid is noted; who applied online shows the originals now (先审后验). Answers which."""
    content, number = story.item.content, life.number(story)
    if content["fee"] == "charged":
        cases.note_fee(issuing, number, "80.00", f"样例票据 {story.no:06d}")
    later = [m["key"] for m in content["materials"] if m.get("original_later") and m["required"] and story.online]
    for key in later:
        cases.check_original(issuing, number, key, matches=True)
    return later


def withdraw(life: Life, story: Story, act: Act) -> None:
    if story.online:
        cases.withdraw(life.citizen(story), life.number(story), "计划有变，暂不办理")
    else:
        cases.withdraw_at_window(life.clerk(story), life.number(story), "申请人称计划有变，书面撤回")


def void(life: Life, story: Story, act: Act) -> None:
    cases.void(life.staff(CHIEF), life.number(story), "窗口重复录入，以先收的一件为准")


Verb = Callable[[Life, Story, Act], None]
VERBS: dict[str, Verb] = {
    "receive": receive, "draft": draft, "serve": serve, "ask": ask, "supply": supply, "accept": accept, "refer": refer,
    "answer": answer, "other_organ": refuse_to_take, "not_needed": refuse_to_take, "claim": claim, "finish": finish,
    "oppose": oppose, "send_back": send_back, "grant": grant, "refuse": refuse, "deliver": deliver,
    "withdraw": withdraw, "void": void,
}  # fmt: skip
