"""分送: the cases of a whole are opened, each in an act of its own, by whoever comes first."""

from collections.abc import Sequence

from cityhall.cases import actions as cases
from cityhall.cases import queries as cases_of
from cityhall.cases.actions import Applicant, Handover, Paper
from cityhall.cases.queries import ResultFacts
from cityhall.cases.terms import Channel, Origin
from cityhall.joint import queries
from cityhall.joint.models import JointApplication, JointFile, JointPart
from cityhall.joint.queries.applications import put_of
from cityhall.joint.queries.packages import Put
from cityhall.joint.terms import Feed, JointState, PartState
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.files.store import Stored
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update

from .handing import wish_of
from .lock import lock

TAKEN = "joint.part_taken"
EXTRACT = "text/plain"
Piece = tuple[str, Stored, str, Origin]


def open_ready(line: Line) -> None:
    """Reaction to a submission and to parts whose turn has come."""
    number = line.ref.removeprefix("joint:")
    pk = JointApplication.objects.filter(number=number).values_list("pk", flat=True).first()
    if pk is not None:
        open_parts(HOUSE, str(pk))


def open_parts(actor: Actor, application_id: str) -> int:
    """Every part whose turn it is, one act each, so that one that cannot be opened keeps no other waiting; answers how many."""
    rows = JointPart.objects.filter(application__pk=application_id, state=PartState.READY).order_by("order")
    opened, refused = 0, []
    for part in list(rows):
        try:
            with call.calling():  # its own act, which its state keeps from running twice
                open_part(actor, part.pk, extracts=extracts(part))
            opened += 1
        except WrongStateError as no:
            if no.code != TAKEN:
                refused.append(no)
    if refused:
        raise refused[0]
    return opened


@action
def open_part(actor: Actor, part_id: int, extracts: Sequence[Piece] = ()) -> str | None:
    """One case: received with its share of the one form and of the one set of materials. Whoever comes second finds it done."""
    row = lock(JointApplication.objects.filter(parts__pk=part_id))
    part = JointPart.objects.select_for_update().filter(pk=part_id).first()
    if row is None or part is None:
        raise NotFoundError("joint.unknown_part", "没有这一项，请刷新页面")
    if part.state != PartState.READY or row.state != JointState.OPEN:
        raise WrongStateError(TAKEN, "这一项已经分送或不再办理，请刷新页面查看最新进度")
    here = put_of(row)
    package = here.package
    values = here.values_for(part.key, {**row.form, **row.sealed_form})
    number = cases.open_case(
        actor,
        Handover(
            joint=str(row.number), item_id=part.item_id, version_id=row.versions[part.key], account_id=row.account_id,
            agent_account=row.agent_account, agency_id=row.agency_id, channel=Channel(row.channel),
            taken_account=row.taken_account, window_id=row.window_id, papers=_papers(row, part, here),
            applicant=Applicant(
                row.applicant_ref, row.applicant_name, row.applicant_mask, row.contact_name, row.contact_phone
            ),
            values=values, files=[*_shared(row, part, here), *extracts], wish=wish_of(row),
        ),
    )  # fmt: skip
    part.case_number, part.state, part.opened_at = number, PartState.RECEIVED, clock.now()
    update(part, ["case_number", "state", "opened_at"])
    record(
        actor, "joint.part_opened", row.ref, organ_id=package.organ_id, part=part.key, case=number, shared=len(extracts)
    )  # fmt: skip
    return number


def _shared(row: JointApplication, part: JointPart, here: Put) -> list[Piece]:
    """The files of the slots this part uses, by its own names of them. One statement."""
    own = {one.key: [u.key for u in one.uses if u.part == part.key] for one in here.materials}
    files = JointFile.objects.filter(application=row, removed_at=None, slot__in=own).order_by("id")
    origin = Origin.SCANNED if row.channel == Channel.WINDOW else Origin.UPLOADED
    return [
        (key, Stored(f.sha256, f.size, f.media_type), f.name, Origin.EARLIER if f.source else origin)
        for f in files for key in own[f.slot]
    ]  # fmt: skip


def _papers(row: JointApplication, part: JointPart, here: Put) -> dict[str, Paper]:
    """What was handed over on paper, by this part's own names of it."""
    return {
        use.key: Paper(told["copies"], told["seen"])
        for one in here.materials if (told := row.papers.get(one.key)) for use in one.uses if use.part == part.key
    }  # fmt: skip


def extracts(part: JointPart) -> list[Piece]:
    """What other cases of the same whole gave, as the materials this one needs of them: written out before the act, for the
    store is no part of a transaction."""
    row = part.application
    package = queries.terms(str(row.package_version_id))
    feeds = [feed for feed in package.feeds if feed.part == part.key]
    if not feeds:
        return []
    numbers = dict(
        JointPart.objects.filter(application=row, key__in=[f.source for f in feeds], case_number__isnull=False)
        .values_list("key", "case_number")
    )  # fmt: skip
    results = {one.number: one for one in cases_of.results_of([n for n in numbers.values() if n])}
    made = [(feed, results[str(numbers[feed.source])]) for feed in feeds if numbers.get(feed.source) in results]
    return [_written(feed, one) for feed, one in made]


def _written(feed: Feed, one: ResultFacts) -> Piece:
    until = one.valid_until.isoformat() if one.valid_until else "长期"
    lines = [
        "并联办理结果共享单", f"证照或文书：{one.result_name}", f"编号：{one.result_number or '见决定书'}", f"持有人：{one.holder}",
        f"有效期：{one.valid_from.isoformat() if one.valid_from else '自决定之日'} 至 {until}", f"作出单位：{one.organ_name}",
        f"决定日期：{one.decided_on.isoformat() if one.decided_on else ''}", f"来源办件：{one.number}（{one.item_name}）",
    ]  # fmt: skip
    stored = store.put([("\n".join(lines) + "\n").encode()], made=EXTRACT)
    return feed.material, stored, f"{one.result_name}（{one.number}）.txt", Origin.JOINT
