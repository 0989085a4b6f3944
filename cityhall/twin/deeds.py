"""What people of the demo city do on the less common ways, each by the action a real person would call."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from cityhall.cases import actions as cases
from cityhall.cases import queries
from cityhall.cases.actions import Point
from cityhall.cases.terms import Again, DeliveryMethod, Origin, Proceeding
from cityhall.deadlines import queries as deadlines
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor

from .plan import Act, Story
from .verbs import CHIEF, ISSUING, VERBS, Life, Verb, draft, form_of, handed, shown

SUPERVISOR, LEADER = "jiancha01", "fuzhang01"
ADDRESS = "澜宁市澜湖区听涛街道样例路 8 号"
CARRIER = "样例速递"


def key_of(actor: Actor, number: str, *kinds: Proceeding) -> str:
    """The last proceeding of these kinds."""
    return queries.case_page(actor, number).beside_of(*kinds)[-1].key


def draft_whole(life: Life, story: Story, act: Act) -> None:
    draft(life, story, act)


def ask_pre_review(life: Life, story: Story, act: Act) -> None:
    cases.ask_pre_review(life.citizen(story), life.number(story), "第一次办，请先帮我看看材料")


def answer_pre_review(life: Life, story: Story, act: Act) -> None:
    points = [Point(act.what, _named(story, act.what), "没有上传", "请补上后再正式提交")]
    cases.answer_pre_review(life.clerk(story), life.number(story), False, "其余材料符合要求。", points)


def add(life: Life, story: Story, act: Act) -> None:
    cases.attach(life.citizen(story), life.number(story), act.what, *life.file_for(story, act.what))


def submit(life: Life, story: Story, act: Act) -> None:
    life.refs[story.no] = cases.receive(life.citizen(story), life.number(story))


def gaps(life: Life, story: Story, act: Act) -> None:
    cases.accept_with_gaps(life.clerk(story), life.number(story), [act.what])


def keep(life: Life, story: Story, act: Act) -> None:
    who = life.citizen(story) if story.online else life.clerk(story)
    origin = Origin.UPLOADED if story.online else Origin.SCANNED
    cases.attach(who, life.number(story), act.what, *life.file_for(story, act.what), origin)
    cases.keep_promise(who, life.number(story), [act.what])


def pledge(life: Life, story: Story, act: Act) -> None:
    cases.accept_on_pledge(life.clerk(story), life.number(story))


def grant_reviewed(life: Life, story: Story, act: Act) -> None:
    """On a pledge nobody could decide at the window: review and decision in one morning; decided there already, nothing."""
    page = queries.case_page(life.approver(story), life.number(story))
    if page.decision is None:
        cases.finish_step(life.reviewer(story), page.number, "review", "agree", "已作承诺，符合告知承诺条件。")
        cases.grant(life.approver(story), page.number, "decide", "同意。")


def after_check(life: Life, story: Story, act: Act) -> None:
    who, number = life.reviewer(story), life.number(story)
    kept = act.what == "kept"
    found = "经现场核查，检测报告齐全，与承诺一致。" if kept else "经现场核查，空气质量检测不合格，与承诺不符。"
    cases.finish_after_check(who, number, key_of(who, number, Proceeding.PLEDGE), kept, found)


def revoke_pledge(life: Life, story: Story, act: Act) -> None:
    basis = "《澜宁市公共场所卫生许可告知承诺办法》（样例）"
    cases.revoke(life.approver(story), life.number(story), Again.PLEDGE, "经核查，申请人的承诺与事实不符。", basis)


def stop(life: Life, story: Story, act: Act) -> None:
    days = next(s["days"] for s in story.item.content["specials"] if s["cause"] == act.what)
    cases.propose_stop(life.reviewer(story), life.number(story), act.what, days, "依法需要，所需时间不计入办理期限。")


def approve_stop(life: Life, story: Story, act: Act) -> None:
    who, number = life.approver(story), life.number(story)
    cases.approve_stop(who, number, key_of(who, number, Proceeding.SPECIAL), True)


def resume(life: Life, story: Story, act: Act) -> None:
    who, number = life.reviewer(story), life.number(story)
    cases.resume(who, number, key_of(who, number, Proceeding.SPECIAL), "专家评审通过，意见已附卷。")


def extend(life: Life, story: Story, act: Act) -> None:
    cases.propose_extension(life.reviewer(story), life.number(story), 5, "现场情况复杂，需要再次核实。")


def approve_extension(life: Life, story: Story, act: Act) -> None:
    who, number, agrees = life.approver(story), life.number(story), act.what == "yes"
    note = "" if agrees else "现有材料已足以作出决定，不同意延长。"
    cases.approve_extension(who, number, key_of(who, number, Proceeding.EXTENSION), agrees, note)


def extend_joint(life: Life, story: Story, act: Act) -> None:
    cases.propose_extension(life.reviewer(story), life.number(story), 10, "须与公安交管部门会商交通组织方案。")


def approve_joint(life: Life, story: Story, act: Act) -> None:
    who, number = life.staff(LEADER), life.number(story)
    cases.approve_extension(who, number, key_of(who, number, Proceeding.EXTENSION), True)


def tell_hearing(life: Life, story: Story, act: Act) -> None:
    text = "本机关拟作出的决定可能影响您的重大利益，您有权在期限内要求举行听证。"
    cases.tell_hearing(life.reviewer(story), life.number(story), story.item.name, text)


def ask_hearing(life: Life, story: Story, act: Act) -> None:
    who, number = life.citizen(story), life.number(story)
    cases.ask_hearing(who, number, key_of(who, number, Proceeding.HEARING))


def waive_hearing(life: Life, story: Story, act: Act) -> None:
    who, number = life.citizen(story), life.number(story)
    cases.waive_hearing(who, number, key_of(who, number, Proceeding.HEARING))


def set_hearing(life: Life, story: Story, act: Act) -> None:
    """Far enough ahead for the notice; the head presides, who has not reviewed the case."""
    who, number, chair = life.reviewer(story), life.number(story), life.approver(story).account_id or 0
    day = deadlines.calendar().add(clock.today(), 8)
    at = datetime.combine(day, time(9, 30), clock.ZONE)
    cases.set_hearing(who, number, key_of(who, number, Proceeding.HEARING), at, "市政务服务中心三楼听证室", chair)


def hold_hearing(life: Life, story: Story, act: Act) -> None:
    who, number = life.reviewer(story), life.number(story)
    minutes = "主持人宣布听证开始；申请人陈述取水理由，审查人员说明审查意见，利害关系人代表发言，双方无新的证据。"
    people = ["申请人", "审查人员", "利害关系人代表"]
    cases.hold_hearing(who, number, key_of(who, number, Proceeding.HEARING), people, minutes)


def tell_neighbour(life: Life, story: Story, act: Act) -> None:
    text = "该取水申请可能影响您的灌溉用水，您可以在期限内陈述、申辩，或者要求听证。"
    cases.tell_third_party(life.reviewer(story), life.number(story), "取水口下游用水户（样例）", text)


def ask_more(life: Life, story: Story, act: Act) -> None:
    cases.ask_more(life.reviewer(story), life.number(story), "请说明图纸上的第二出入口日常是否使用。")


def answer_more(life: Life, story: Story, act: Act) -> None:
    who, number = life.citizen(story), life.number(story)
    cases.answer_more(
        who, number, key_of(who, number, Proceeding.EXPLANATION), "第二出入口只作为安全出口，平时不使用。"
    )


def ask_opinion(life: Life, story: Story, act: Act) -> None:
    cases.ask_opinion(
        life.reviewer(story), life.number(story), life.city.organs[act.what], "该占道期间是否有管线施工安排？", 3
    )


def countersign(life: Life, story: Story, act: Act) -> None:
    cases.ask_opinion(
        life.reviewer(story), life.number(story), life.city.organs[act.what], "请就排水井盖保护方案会签。", 5, countersign=True
    )  # fmt: skip


def answer_opinion(life: Life, story: Story, act: Act) -> None:
    number, asked = life.number(story), life.staff(f"{act.what}shenhe01")
    cases.answer_opinion(asked, number, key_of(asked, number, Proceeding.OPINION), True, "同期没有管线施工安排，同意。")


def report_up(life: Life, story: Story, act: Act) -> None:
    text = "经初步审查，申请人具备规定的车辆和人员条件，拟同意，报请审定。"
    cases.report_up(life.reviewer(story), life.number(story), "岚海省有关主管部门（样例）", text)


def suspend(life: Life, story: Story, act: Act) -> None:
    reason = "取水口位置涉及的行政诉讼尚未审结，须以裁判结果为依据。"
    cases.suspend(life.approver(story), life.number(story), "《澜宁市行政审批程序规定》（样例）第二十一条", reason)


def join_campaign(life: Life, story: Story, act: Act) -> None:
    cases.join_campaign(life.approver(story), life.number(story), deadlines.campaigns()[0].id)


def terminate(life: Life, story: Story, act: Act) -> None:
    reasons = "申请人所在单位已经注销，申请事项没有继续办理的对象。"
    cases.terminate(life.approver(story), life.number(story), reasons, "《澜宁市行政审批程序规定》（样例）第二十三条")


def transfer(life: Life, story: Story, act: Act) -> None:
    reason = "所办事项由户籍地登记机关办理。"
    cases.transfer(life.clerk(story), life.number(story), "岚海省临溪市市场监督管理局（样例）", reason, True)


def back_entry(life: Life, story: Story, act: Act) -> None:
    happened = clock.now() - timedelta(hours=3)
    form, papers = form_of(life, story), handed(life, story)
    life.refs[story.no] = cases.receive_back_entry(
        life.clerk(story), life.item_id(story), shown(life, story), form, papers, happened, "上午大厅网络中断，先收纸质材料。"
    )  # fmt: skip


def confirm_back_entry(life: Life, story: Story, act: Act) -> None:
    who, number = life.staff(SUPERVISOR), life.number(story)
    cases.confirm_back_entry(who, number, key_of(who, number, Proceeding.BACK_ENTRY), True)


def grant_part(life: Life, story: Story, act: Act) -> None:
    cases.grant(
        life.approver(story), life.number(story), act.what, "部分同意。", "夜间二十二时前撤除围挡，恢复通行。",
        "准予占用东侧人行道六米", "西侧机动车道车流量大，占用将严重影响通行，不予准许。",
    )  # fmt: skip


def correct_decision(life: Life, story: Story, act: Act) -> None:
    text = "决定书中经营场所门牌号“样例路 8 号”更正为“样例路 18 号”。"
    cases.correct_decision(life.approver(story), life.number(story), text, "制作时录入有误。")


def order_again(life: Life, story: Story, act: Act) -> None:
    document = "澜宁市人民政府行政复议决定书（样例〔2026〕9 号）"
    cases.order_again(life.approver(story), life.number(story), Again.REVIEW, document, 20)


def choose_window(life: Life, story: Story, act: Act) -> None:
    cases.choose_delivery(life.citizen(story), life.number(story), DeliveryMethod.WINDOW)


def choose_mail(life: Life, story: Story, act: Act) -> None:
    person = story.who.person
    cases.choose_delivery(
        life.citizen(story), life.number(story), DeliveryMethod.MAIL, person.name, person.phone, ADDRESS
    )  # fmt: skip


def mismatch(life: Life, story: Story, act: Act) -> None:
    note = "原件的经营场所与上传件不一致"
    cases.check_original(life.staff(ISSUING[0]), life.number(story), act.what, False, note)


def dispatch(life: Life, story: Story, act: Act) -> None:
    cases.dispatch(life.staff(ISSUING[1]), life.number(story), CARRIER, f"YL99{story.no:08d}")


def arrived(life: Life, story: Story, act: Act) -> None:
    cases.note_delivered(life.staff(ISSUING[1]), life.number(story), story.who.person.name, clock.today())


def returned(life: Life, story: Story, act: Act) -> None:
    cases.note_returned(life.staff(ISSUING[1]), life.number(story), "收件人电话无人接听，退回。")


def renew(life: Life, story: Story, act: Act) -> None:
    """变更, 延续, 注销 of a licence older than the register: the number is read off it, with its last day."""
    draft(life, story, act)
    me, until = life.citizen(story), clock.today() + timedelta(days=int(act.what))
    cases.name_licence(me, life.number(story), f"样例食经旧字{story.no:04d}", until)
    submit(life, story, act)


def _named(story: Story, key: str) -> str:
    return str(next(m["name"] for m in story.item.content["materials"] if m["key"] == key))


def consult(life: Life) -> None:
    """At the windows: a question with its written answer, and things that could not be done."""
    clerk = life.staff("chuangkou01")
    cases.note_consultation(
        clerk, "开小吃店要办哪些手续？", "先办个体工商户登记，再办食品经营许可；材料清单见办事指南。",
        item_id=life.city.items["SPJY"],
    )  # fmt: skip
    number = cases.open_grievance(
        life.staff("chuangkou30"), "样例群众", "15400000099", "材料齐了，窗口说系统里查不到营业执照，让改天再来。",
        wanted="希望今天就能收件", item_name="食品经营许可（新办）", organ_id=life.city.organs["scj"],
    )  # fmt: skip
    cases.answer_grievance(life.staff(CHIEF), number, "已联系登记机关补传数据，当日收件。", "")
    cases.open_grievance(
        life.staff("chuangkou30"), "样例企业经办人", "15400000098", "两个部门对同一份图纸的要求不一致，来回跑了三次。",
        wanted="请明确按哪个标准", organ_id=life.city.organs["zjj"],
    )  # fmt: skip


DEEDS: dict[str, Verb] = {
    act.__name__: act
    for act in (
        draft_whole, ask_pre_review, answer_pre_review, add, submit, gaps, keep, pledge, grant_reviewed, after_check,
        revoke_pledge, stop, approve_stop, resume, extend, approve_extension, extend_joint, approve_joint, tell_hearing,
        ask_hearing, waive_hearing, set_hearing, hold_hearing, tell_neighbour, ask_more, answer_more, ask_opinion,
        countersign, answer_opinion, report_up, suspend, join_campaign, terminate, transfer, back_entry, confirm_back_entry, grant_part,
        correct_decision, order_again, choose_window, choose_mail, mismatch, dispatch,
        arrived, returned, renew,
    )
}  # fmt: skip
ALL: dict[str, Verb] = {**VERBS, **DEEDS}


def unknown(verbs: Iterable[str]) -> set[str]:
    """Verbs a plan uses that nobody here can do."""
    return set(verbs) - set(ALL)
