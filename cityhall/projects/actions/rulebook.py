"""项目规则: the shape of the code, the rhythm of consultations, the profiles of stages. Data of the city, each with its source."""

from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.journal.record import record
from cityhall.projects import queries
from cityhall.projects.models import Profile, Rulebook
from cityhall.projects.rules.codes import PICTURE, SOURCE, check_picture
from cityhall.projects.rules.plan import WEEK, check_profile
from cityhall.projects.terms import Can, ProfileTerms, StageSpec

TEXT, LONGEST_RHYTHM = 300, 90
WEEKLY = "福州市：对重大项目实行每周会商（来源：该市 2016 年工作总结）"
INDUSTRIAL = "宣城市：工业建设项目施工许可证审批手续压缩至 45 个工作日内（来源：该市 2018 年“互联网+政务服务”工作材料）"
FOUR = ProfileTerms(
    "four_stages", "工程建设四阶段",
    (
        StageSpec("approval", "立项用地规划许可", "发展改革"),
        StageSpec("planning", "工程建设许可", "自然资源和规划"),
        StageSpec("building", "施工许可", "行政审批"),
        StageSpec("acceptance", "竣工验收", "住房和城乡建设", counts=False),
    ),
    45, INDUSTRIAL, "工程建设项目审批制度改革的四个阶段；牵头单位按亳州市公布的做法（发改、自规、审批、住建），可按本市规定调整",
)  # fmt: skip
PLANS_IN_ONE = ProfileTerms(
    "plans_in_one", "多规合一四阶段",
    (
        StageSpec("approval", "立项决策", "发展改革"),
        StageSpec("planning", "工程规划许可", "自然资源和规划"),
        StageSpec("building", "施工许可", "住房和城乡建设"),
        StageSpec("acceptance", "竣工验收", "住房和城乡建设", counts=False),
    ),
    0, "", "福州市“多规合一”协作审批流程改革实施方案的四个阶段；原文没有写牵头单位和总时限，请按本市规定填写",
)  # fmt: skip


@action
def save_rules(
    actor: Actor, picture: str, picture_source: str, consult_days: int, consult_source: str
) -> None:  # fmt: skip
    """保存项目规则: codes that were accepted stay as they are."""
    require(actor, Can.SET_RULES)
    shape = check_picture(picture)
    if not picture_source.strip():
        raise InvalidInputError("projects.picture_source", "请写明代码样式的来源文件", field="picture_source")
    if not 1 <= consult_days <= LONGEST_RHYTHM:
        raise InvalidInputError(
            "projects.consult_days", f"会商间隔应在 1 到 {LONGEST_RHYTHM} 天之间", field="consult_days"
        )
    if not consult_source.strip():
        raise InvalidInputError("projects.consult_source", "请写明会商间隔的来源文件", field="consult_source")
    row = Rulebook.objects.select_for_update().first() or Rulebook(version=0)
    if row.version:
        call.check_seen(row.version, row.saved_by)
    row.picture, row.picture_source = shape, picture_source.strip()[:TEXT]
    row.consult_days, row.consult_source = consult_days, consult_source.strip()[:TEXT]
    row.saved_at, row.saved_by, new = clock.now(), actor.name, not row.version
    row.version += 1
    if new:
        row.save(force_insert=True)
    else:
        row.save(
            update_fields=[
                "picture", "picture_source", "consult_days", "consult_source", "saved_at", "saved_by", "version",
            ]
        )  # fmt: skip
    record(actor, "project.rules_saved", "project_rules:1", picture=shape, consult_days=consult_days)


@action
def save_profile(actor: Actor, told: ProfileTerms, *, offered: bool = True) -> None:
    """保存阶段方案: projects registered before keep what they were registered with."""
    require(actor, Can.SET_RULES)
    check_profile(told)
    row = Profile.objects.select_for_update().filter(code=told.code).first() or Profile(
        code=_code(told.code), version=0
    )
    if row.version:
        call.check_seen(row.version, row.saved_by)
    row.name, row.source, row.offered = told.name.strip()[:80], told.source.strip()[:TEXT], offered
    row.promise, row.basis = told.promise, told.basis.strip()[:TEXT]
    row.stages = queries.as_json(told.stages)
    row.saved_at, row.saved_by, new = clock.now(), actor.name, not row.version
    row.version += 1
    if new:
        row.save(force_insert=True)
    else:
        row.save(
            update_fields=["name", "source", "offered", "promise", "basis", "stages", "saved_at", "saved_by", "version"]
        )
    record(
        actor, "project.profile_saved", f"project_profile:{row.code}", stages=[s.key for s in told.stages],
        promise=told.promise,
    )  # fmt: skip


def _code(code: str) -> str:
    if not (code.isascii() and code.isidentifier() and len(code) <= 30):  # noqa: PLR2004
        raise InvalidInputError("projects.profile_code", "方案标识只用字母、数字和下划线，30 位以内", field="code")
    return code


def seed_rules(actor: Actor) -> None:
    """A new city's rules to begin with, to be changed on screen; a city that has them keeps them."""
    if not Rulebook.objects.exists():
        save_rules(actor, PICTURE, SOURCE, WEEK, WEEKLY)
    for one in (FOUR, PLANS_IN_ONE):
        if not Profile.objects.filter(code=one.code).exists():
            save_profile(actor, one)
