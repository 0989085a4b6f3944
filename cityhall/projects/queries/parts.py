"""The parts of a project's page, as values."""

from dataclasses import dataclass
from datetime import date, datetime

from cityhall.deadlines.queries import ClockView
from cityhall.projects.rules.plan import Behind, Held
from cityhall.projects.terms import Favour, Pace, ProjectState, StageState, WorkState


@dataclass(frozen=True)
class CaseView:
    """A case of the project. `number` is empty where the reader may not see that case."""

    number: str
    item_name: str
    organ: str
    state: WorkState
    received_on: date | None
    ended_on: date | None
    clock: ClockView | None


@dataclass(frozen=True)
class LinkView:
    """An application of the project. `number` as people read it; empty for a draft."""

    ref: str
    title: str
    state: WorkState
    linked_at: datetime
    cases: tuple[CaseView, ...]

    @property
    def number(self) -> str:
        kind, _, number = self.ref.partition(":")
        return number if kind in ("case", "joint") else ""

    @property
    def joint(self) -> bool:
        return self.ref.startswith("joint")


@dataclass(frozen=True)
class StageView:
    key: str
    name: str
    organ: str
    organ_id: int
    state: StageState
    begun_on: date | None
    done_on: date | None
    closed_why: str
    waits_for: tuple[str, ...]
    links: tuple[LinkView, ...]


@dataclass(frozen=True)
class MilestoneView:
    id: int
    name: str
    stage: str
    item_id: int | None
    starts_on: date
    due_on: date
    first_due_on: date
    moved_why: str
    begun_on: date | None
    done_on: date | None
    pace: Pace
    behind: Behind

    @property
    def late(self) -> bool:
        return self.pace in (Pace.LATE, Pace.DONE_LATE)


@dataclass(frozen=True)
class DocumentView:
    id: int
    name: str
    document_no: str
    stage: str
    inside: bool
    file_name: str
    size: int
    media_type: str
    sha256: str
    added_at: datetime
    added_by: str
    mine: bool


@dataclass(frozen=True)
class TaskView:
    id: int
    project: str
    number: str
    what: str
    organ: str
    person: str
    due_on: date
    done_on: date | None
    note: str
    late: bool
    mine: bool

    @property
    def done_late(self) -> bool:
        return self.done_on is not None and self.done_on > self.due_on


@dataclass(frozen=True)
class ConsultationView:
    id: int
    held_on: date
    issues: str
    conclusion: str
    shared: bool
    noted_by: str
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True)
class FavourView:
    kind: Favour
    level: str
    document: str
    reason: str
    first_on: date
    last_on: date | None
    given_by: str
    ended_why: str
    runs: bool


@dataclass(frozen=True)
class ProjectPage:
    """A project whole, for whoever may see it. `may`: what this reader may do with it; `mine`: as the project unit."""

    number: str
    code: str
    name: str
    place: str
    profile: str
    organ: str
    organ_id: int
    applicant_name: str
    state: ProjectState
    state_why: str
    registered_at: datetime
    ended_at: datetime | None
    agent: str
    agent_since: date | None
    campaign: str
    favours: tuple[FavourView, ...]
    stages: tuple[StageView, ...]
    milestones: tuple[MilestoneView, ...]
    documents: tuple[DocumentView, ...]
    consultations: tuple[ConsultationView, ...]
    consult_due: date | None
    held: Held
    basis: str
    version: int
    mine: bool
    may: frozenset[str]

    @property
    def key(self) -> FavourView | None:
        return next((one for one in self.favours if one.kind is Favour.KEY and one.runs), None)

    @property
    def lane(self) -> FavourView | None:
        return next((one for one in self.favours if one.kind is Favour.LANE and one.runs), None)

    @property
    def stage(self) -> StageView | None:
        """Where it is: the first stage that is not done."""
        return next((one for one in self.stages if one.state is not StageState.DONE), None)

    @property
    def late_tasks(self) -> list[TaskView]:
        return [t for c in self.consultations for t in c.tasks if t.late]

    @property
    def open_stages(self) -> list[StageView]:
        """The stages an application may be linked to now."""
        return [one for one in self.stages if not one.waits_for]
