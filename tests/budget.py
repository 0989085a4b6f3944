"""Every action any test runs is counted: at most 8 statements, 12 for a composite one (house.md, Budgets).

Transaction control does not count, nor does claiming the request's number and keeping its answer, which come with the
request and not with the act; a published version and the calendar's edition are read once a process and then known."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from cityhall.kernel import action as kernel

SIMPLE, COMPOSITE, WHOLESALE = 8, 12, 60
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK")
KNOWN = (
    'SELECT "ch_catalogue_itemversion"', 'SELECT "ch_deadlines_specialday"', 'SELECT "ch_deadlines_notice"',
    'SELECT "ch_deadlines_layer', 'SELECT "ch_deadlines_lightrule"',
)  # fmt: skip
REQUEST = ("INSERT INTO ch_journal_claim", "UPDATE ch_journal_claim")
COMPOSITES = {
    "cases.actions.fees.set_fee": "the case, the bill of its application with its number, what is charged, and the applicant is told",
    "cases.actions.decide.grant": "the last step and the decision",
    "cases.actions.decide.refuse": "the last step and the decision",
    "cases.actions.again.correct_decision": "a new version, the old one's service called back, the new one's begun",
    "cases.actions.again.revoke": "a new version, the licence's end, the new service",
    "cases.actions.again.decide_again": "the proceeding's end, a new version, the licence given or ended, the new service",
    "cases.actions.renew.deem_renewed": "the review's end and a decision with its licence",
    "cases.actions.renew._warn": "whoever has the work in hand and the organ's head are looked for and told",
    "cases.actions.suspension.terminate": "the review's end, what stood beside it, and its service",
    "cases.actions.decide.decide_on_spot": "acceptance and decision",
    "cases.actions.decide.serve_on_spot": "receipt, acceptance and decision",
    "cases.actions.intake.receive_at_window": "application, materials and receipt",
    "cases.actions.intake.receive_back_entry": "application, materials, receipt, and that it is looked at",
    "cases.actions.transfer.transfer": "one case ends, another is received with its materials",
    "cases.actions.promises.accept_with_gaps": "acceptance and the promise",
    "cases.actions.promises.break_promise": "the broken promise, its record, and the withdrawal it may mean",
    "cases.actions.withdrawn.deem_withdrawn": "the broken promise, its record, and the withdrawal",
    "cases.actions.pledge.accept_on_pledge": "acceptance, the pledge, and the decision that rests on it",
    "cases.actions.counter.note_consultation": "the note and its paper",
    "cases.actions.grievances.open_grievance": "the matter, whose it is, its clock, and what the person is told",
    "cases.actions.grievances.tell_grievance": "the matter, its clock, the message, and the count of who is not signed in",
    "cases.actions.own_data.ask_correction": "the matter, its clock, the message, and who it is from",
    "cases.actions.looks._question": "the matter, its clock, the message, and who it is from",
    "cases.actions.review.finish_step": "the next steps open, and stand still where the case does",
    "cases.actions.review.return_step": "the earlier step opens again, and stands still where the case does",
    "cases.actions.special.approve_stop": "every clock of the case stops, its own starts",
    "cases.actions.special.resume": "every clock of the case goes on, its own ends",
    "cases.actions.special._end_special": "every clock of the case goes on, its own ends",
    "cases.actions.extension.approve_extension": "the proposal and the clock it lengthens",
    "cases.actions.hearing.tell_hearing": "a hearing the law wants is told and prepared in one act",
    "cases.actions.hearing.ask_hearing": "one clock ends, another starts, those of the case stop",
    "cases.actions.hearing.waive_hearing": "two clocks end, those of the case go on",
    "cases.actions.hearing.set_hearing": "the chair is looked for among everybody who ever reviewed the case",
    "cases.actions.hearing.hold_hearing": "the minutes, and every clock of the case goes on",
    "catalogue.actions.standard_groups.confirm_group": "the standard, its items' codes with their history, and who is left out",
    "catalogue.actions.reform.register_reform": "the entry, its items, and what follows for all of them together",
    "catalogue.actions.claims.claim": "the answer, and the local item it begins",
    "catalogue.actions.claims.adapt": "the answer, and the local item's draft",
    "catalogue.actions.publishing.publish": "the version before it, the plan it overtakes, the list above, the organs",
    "catalogue.actions.plans._carry_out": "the plan's end and everything publishing does",
    "catalogue.actions.process.adopt_proposal": "the proposal, and the draft it becomes or begins",
    "people.actions.identity.sign_in_by_identity": "an account, a person, the tie between them, and the number taken from who only said so",
    "supervision.actions.by_rule._detect": "the calendar, what is odd, what is known, the findings, and whoever judges is told",
    "supervision.actions.orders.issue": "the order, its clock, its number, and everybody it concerns is told",
    "supervision.actions.orders.raise_level": "the order below, the order, its clock, its number, and everybody is told",
    "supervision.actions.orders.send_back": "the reply, the clock anew, and the organ is told",
    "supervision.actions.orders.answer": "the reply, the clock's end, and whoever reviews is told",
    "supervision.actions.orders.close": "the reply's author, the outcome, and the organ is told",
    "supervision.actions.orders.withdraw": "the clock's end, and the organ is told",
    "supervision.actions.appeals.appeal": "the light, the appeal, and whoever decides is told",
    "meetings.actions.convening.convene": "the meeting, its sitting, its seats, its cases, and until when each organ has time",
    "meetings.actions.convening.reconvene": "the round before it, the new one with its seats, and until when each has time",
    "meetings.actions.concluding.conclude": "what all said, the end of their time, the conclusion and its paper",
    "meetings.actions.following.settle_case": "the meetings of a case, its old hold and its new one",
    "joint.actions.applying.submit_joint": "the number, the parts, the promise of the whole",
    "joint.actions.applying.delete_joint": "a draft with all that hangs on it, each table asked for dependants",
    "joint.actions.running.advance": "every part, every stage, the end of the whole with its form and its files",
    "joint.actions.stopping.hold_part": "the part, and the hold of its case",
    "joint.actions.stopping.free_part": "the part, and the hold of its case",
    "joint.actions.stopping.take_back_part": "the part, and the withdrawal of its case",
    "projects.actions.registering.register_project": "the unit, the rules, the profile, the number, the project and its stages",
    "projects.actions.consulting.note_consultation": "the consultation, its tasks, their clocks, and everybody named is told",
    "projects.actions.favours.grant_lane": "the lane before it, the lane, and the campaign it brings",
    "payments.actions.paying.collect": "the bill, its lines, the tries under way, the receipt, the payment",
    "payments.actions.paying._book": "the bill, its lines, the payment, and what cannot be booked is put before finance",
    "payments.actions.refunding.refund": "the bill, its line, the payment it was paid by, the refund",
    "payments.actions.refunding.refund_late": "the bill, the payment, the refund",
    "payments.actions.refunding._note_refunded": "the bill, its line, the refund",
    "payments.actions.reconciling.book_difference": "the difference, and everything a notice would have done",
    "payments.actions.reconciling._compare": "both books of a day, what is known of them, the sums",
    "anywhere.actions.handovers.make_handover": "the intake, the case with its papers, the number, the paper and its clock",
    "anywhere.actions.issuing.hand_out": "the intake, the paper that came, and the service of the case",
    "organs.actions.first.appoint_administrator": "organ, role, account, member of staff and assignment, once in a city's life",
}
WHOLESALES = {
    "cases.actions.papers": "a paper gathers everything a case has",
    "catalogue.actions.imports": "a list of any length, in batches",
    "catalogue.actions.importing.doing": "a list of any length, in batches",
    "catalogue.actions.checkups": "items in batches, the lists above them",
    "catalogue.actions.standards": "all groups of a run, in batches",
    "catalogue.actions.claims.send_down": "a list to every organ, in batches",
    "catalogue.actions.claims.review": "every answer to a list, in batches",
    "organs.actions.divisions": "a list of any length, in batches",
    "deadlines.actions.calendar": "a year, and every open due date",
    "deadlines.actions.layers": "a layer of the calendar, and every open due date",
    "deadlines.actions.lights": "a rule of warning, and every open promise it fits",
    "cases.actions.destroy": "a batch of what is past its time, with all that hangs on it",
    "deadlines.actions.sweep": "a batch of promises that ran out",
    "joint.actions.people.close_account": "everything of hers is looked at before it ends",
    "joint.actions.handing": "every case of a whole handed over, sent or told of a choice in one act",
    "helping.actions.asking.ask_help": "the rules, who may take it, a place in a half-day, the request, its number, its clock",
    "helping.actions.asking.assign_help": "one half-day given back, another taken, the request and its record",
    "helping.actions.helping.accept_help": "the answer, the clock's end, the half-day, and the person is told",
    "helping.actions.helping.book_visit": "one half-day given back, another taken, and the person is told",
    "helping.actions.mandating.sign_mandate": "the request, the mandate it had, the new one with its paper, and the rules",
    "anywhere.actions.taking.take_in": "the list, the window, and a case received whole: application, materials, files and receipt",
    "joint.actions.shipping.load_shipped": "a package with its items and their standard entries, all or nothing",
    "joint.actions.opening.open_part": "a case opened whole: application, materials, files and receipt, and its part",
    "projects.actions.following.advance": "a project whole: its stages, applications, cases and plan",
    "cases.actions.drafts.delete_draft": "an application with all that hangs on it, each table asked for dependants",
}


def allowed(name: str) -> int:
    if name in COMPOSITES:
        return COMPOSITE
    return WHOLESALE if {name, name.rsplit(".", 1)[0]} & WHOLESALES.keys() else SIMPLE


class Meter:
    """Counts the statements that pass through a connection while an action runs."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith((*CONTROL, *REQUEST, *KNOWN)):
            self.statements.append(sql)
        return execute(sql, params, many, context)


def watch() -> Callable[[], None]:
    """Count from now on; answers how to stop."""
    run_once = kernel._run_once

    def counted(name: str, fn: Any, actor: Any, /, *args: Any, **kwargs: Any) -> Any:
        meter = Meter()
        with connection.execute_wrapper(meter):
            answer = run_once(name, fn, actor, *args, **kwargs)
        told = "\n".join(sql[:100] for sql in meter.statements)
        assert len(meter.statements) <= allowed(name), f"{name}: {len(meter.statements)} statements\n{told}"
        return answer

    kernel._run_once = counted

    def stop() -> None:
        kernel._run_once = run_once

    return stop
