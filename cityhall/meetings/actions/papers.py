"""文件: the drawings that are circulated, and what the applicant changed."""

from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.files.store import Stored, note
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert, update
from cityhall.meetings import rules
from cityhall.meetings.models import Meeting, MeetingFile, Sitting
from cityhall.meetings.terms import Kind, Move, State

from .lock import led, lock

MOST_FILES = 30


@action
def circulate(actor: Actor, number: str, stored: Stored, name: str) -> int:
    """分发 drawings and documents to everybody at the table; answers the file's id."""
    row = led(actor, number, Move.CIRCULATE, seen=False)
    made = _keep(actor, row, [(stored, name)], from_applicant=False)
    record(actor, "meeting.circulated", row.ref, organ_id=row.organ_id, file=made[0].pk, sha256=stored.sha256)
    return int(made[0].pk)


@action
def revise(actor: Actor, number: str, changed: str, files: list[tuple[Stored, str]] | None = None) -> None:
    """提交修改 by the applicant, after 修改后再议: what she changed, with new drawings; it may be done again until the next round."""
    require_signed_in(actor)
    row = lock(number)
    if row.applicant_account is None or row.applicant_account != actor.account_id or row.kind == Kind.EXPERTS:
        raise NotFoundError("meeting.unknown", f"没有编号为 {number} 的会商或踏勘，请核对编号")
    rules.check_move(State(row.state), Move.REVISE)
    said = rules.check_text(changed, "changed", "修改了什么")
    made = _keep(actor, row, files or [], from_applicant=True)
    Sitting.objects.filter(meeting=row, round=row.round).update(revision=said, revised_at=clock.now())
    row.version += 1
    update(row, ["version"])
    record(actor, "meeting.revised", row.ref, organ_id=row.organ_id, round=row.round, files=len(made))


@step
def _keep(actor: Actor, row: Meeting, files: list[tuple[Stored, str]], *, from_applicant: bool) -> list[MeetingFile]:
    if not files:
        return []
    if MeetingFile.objects.filter(meeting=row).count() + len(files) > MOST_FILES:
        raise InvalidInputError("meeting.many_files", f"最多 {MOST_FILES} 个文件，请合并后再上传", field="file")
    note(*(stored for stored, _ in files))
    return insert([
        MeetingFile(
            meeting=row, round=row.round, sha256=stored.sha256, name=name.strip()[-200:] or "文件", size=stored.size,
            media_type=stored.media_type, from_applicant=from_applicant, added_at=clock.now(), added_by=actor.name,
        )
        for stored, name in files
    ])  # fmt: skip
