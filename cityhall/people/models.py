"""Who applies: natural persons and legal entities, the ties between them, and the codes sent to phones."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cityhall.kernel.secrets.fields import SealedJSON, SealedText

from .terms import AgencyState, Consent, DestructionState, EntityKind, Held, IdKind, Tie, Verified


class Person(models.Model):
    """自然人: with an account if she signs in, without if only a window has met her."""

    account = models.OneToOneField("ch_accounts.Account", models.PROTECT, null=True, related_name="person")
    name = models.CharField("姓名", max_length=60, blank=True)
    id_kind = models.CharField("证件类型", max_length=12, choices=IdKind.choices(), default=IdKind.RESIDENT)
    id_number = SealedText("证件号码")
    id_index = models.CharField("证件索引", max_length=64, null=True, unique=True)  # noqa: DJ001 - unknown is not empty
    phone = SealedText("联系电话")
    phone_index = models.CharField("电话索引", max_length=64, blank=True, db_index=True)
    address = SealedText("地址")
    verified = models.CharField("实名程度", max_length=10, choices=Verified.choices(), default=Verified.NONE)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "自然人"
        indexes = [models.Index(fields=["name"], name="person_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified=Verified.NONE) | models.Q(id_index__isnull=False) & ~models.Q(name=""),
                name="person_verified_has_identity",
            )
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"person:{self.pk}"


class Entity(models.Model):
    """法人或非法人组织: known by its credit code."""

    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=12, choices=EntityKind.choices())
    legal_representative = models.CharField("法定代表人（负责人）", max_length=60, blank=True)
    division_code = models.CharField("所在区划", max_length=12, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = SealedText("联系电话")
    verified = models.CharField("核验程度", max_length=10, choices=Verified.choices(), default=Verified.DECLARED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "单位"
        indexes = [models.Index(fields=["name"], name="entity_by_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.credit_code}"

    @property
    def ref(self) -> str:
        return f"entity:{self.credit_code}"


class Link(models.Model):
    """A person stands for an entity, from a day and until another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="links")
    tie = models.CharField("身份", max_length=24, choices=Tie.choices())
    verified = models.CharField("核验程度", max_length=10, choices=Verified.choices())
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    class Meta:
        verbose_name = "单位人员"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entity", "tie"], condition=models.Q(until_on=None), name="link_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Agency(models.Model):
    """授权委托: a citizen, for herself or for an entity she stands for, lets another apply in her name: another citizen (`agent`)
    or a member of staff (`staff_account`, 代办员). `text` is what she agreed to, `consent` how; of a paper she signed, its
    scan, who was by, and when. Never deleted."""

    principal_ref = models.CharField("委托人", max_length=40)
    principal_name = SealedText("委托人名称")
    given_account = models.BigIntegerField("授权账号", null=True)  # none: she has no account
    agent = models.ForeignKey(Person, models.PROTECT, related_name="agencies", verbose_name="代办人", null=True)
    staff_account = models.BigIntegerField("代办员账号", null=True)
    staff_name = models.CharField("代办员", max_length=60, blank=True)
    consent = models.CharField("同意的方式", max_length=10, choices=Consent.choices(), default=Consent.PORTAL)
    paper_sha256 = models.CharField("授权书扫描件", max_length=64, blank=True)
    paper_name = models.CharField("扫描件名称", max_length=200, blank=True)
    paper_type = models.CharField("扫描件类型", max_length=80, blank=True)
    witness = SealedText("见证人", null=True)
    signed_at = models.DateTimeField("签字时间", null=True)
    items = ArrayField(models.BigIntegerField(), verbose_name="事项", default=list)  # none: all
    from_on = models.DateField("起")
    until_on = models.DateField("止")
    text = SealedText("授权委托书")
    state = models.CharField("状态", max_length=10, choices=AgencyState.choices(), default=AgencyState.OFFERED)
    given_at = models.DateTimeField("授权时间")
    answered_at = models.DateTimeField("确认时间", null=True)
    ended_at = models.DateTimeField("终止时间", null=True)
    reason = models.CharField("终止原因", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "授权委托"
        indexes = [
            models.Index(fields=["given_account", "-id"], name="agency_given"),
            models.Index(fields=["agent", "-id"], name="agency_held"),
            models.Index(
                fields=["staff_account", "-id"], condition=models.Q(staff_account__isnull=False), name="agency_of_staff"
            ),
            models.Index(fields=["principal_ref", "-id"], name="agency_of_principal"),
            models.Index(fields=["until_on"], condition=models.Q(state=AgencyState.ACCEPTED), name="agency_runs_out"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(until_on__gte=models.F("from_on")), name="agency_ends_after"),
            models.CheckConstraint(
                condition=models.Q(agent=None) ^ models.Q(staff_account=None), name="agency_held_by_one"
            ),
            models.CheckConstraint(
                condition=~models.Q(consent=Consent.PAPER)
                | (~models.Q(paper_sha256="") & models.Q(signed_at__isnull=False)),
                name="agency_on_paper_has_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def ref(self) -> str:
        return f"agency:{self.pk}"


class PhoneCode(models.Model):
    """短信验证码: the latest sent to a phone. It is kept sealed until it is used or the next one is asked for."""

    phone = SealedText("手机号码")
    phone_index = models.CharField("电话索引", max_length=64, unique=True)
    code = SealedText("验证码")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    sent_at = models.DateTimeField("发送时间")
    expires_at = models.DateTimeField("失效时间")

    class Meta:
        verbose_name = "短信验证码"
        indexes = [models.Index(fields=["expires_at"], name="phone_code_by_end")]

    def __str__(self) -> str:
        return f"{self.pk}"


class OwnData(models.Model):
    """个人信息副本: what the city holds of a citizen, put together for her and kept sealed until it runs out."""

    account = models.ForeignKey("ch_accounts.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    made_at = models.DateTimeField("备好时间", null=True)
    expires_at = models.DateTimeField("下载截止", null=True)
    content = SealedJSON("内容")
    taken = models.PositiveIntegerField("下载次数", default=0)

    class Meta:
        verbose_name = "个人信息副本"
        indexes = [models.Index(fields=["account", "-id"], name="own_data_of_account")]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def ref(self) -> str:
        return f"own_data:{self.pk}"


class RetentionRule(models.Model):
    """留存期限 of one kind of personal data: how many months, and where that is said."""

    kind = models.CharField("内容", max_length=20, choices=Held.choices(), unique=True)
    months = models.PositiveSmallIntegerField("留存月数")
    source = models.CharField("依据", max_length=300)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "留存期限"

    def __str__(self) -> str:
        return self.kind


class Destruction(models.Model):
    """到期销毁: proposed by one, approved by another, carried out, certified. Counts and digests; no personal value."""

    kind = models.CharField("内容", max_length=20, choices=Held.choices())
    before = models.DateTimeField("销毁此前的")
    months = models.PositiveSmallIntegerField("留存月数")
    source = models.CharField("依据", max_length=300)
    reason = models.CharField("说明", max_length=300)
    due = models.PositiveIntegerField("提出时的数量")
    state = models.CharField(
        "状态", max_length=10, choices=DestructionState.choices(), default=DestructionState.PROPOSED
    )
    proposed_by = models.CharField("提出人", max_length=80)
    proposed_account = models.BigIntegerField("提出账号")
    proposed_at = models.DateTimeField("提出时间")
    judged_by = models.CharField("审批人", max_length=80, blank=True)
    judged_at = models.DateTimeField("审批时间", null=True)
    opinion = models.CharField("审批意见", max_length=300, blank=True)
    destroyed = models.PositiveIntegerField("已销毁", default=0)
    digest = models.CharField("摘要", max_length=64, blank=True)
    done_at = models.DateTimeField("完成时间", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "到期销毁"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(state__in=["proposed", "approved"]), name="one_destruction_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def ref(self) -> str:
        return f"destruction:{self.pk}"


class Processing(models.Model):
    """个人信息处理活动: what is handled, what for, on which ground, given to whom. Never deleted: one that ended stays."""

    name = models.CharField("处理活动", max_length=120)
    organ_id = models.BigIntegerField("负责单位", null=True)
    purpose = models.CharField("处理目的", max_length=300)
    ground = models.CharField("合法性依据", max_length=300)
    what = models.CharField("个人信息种类", max_length=300)
    sensitive = models.BooleanField("含敏感个人信息", default=False)
    given_to = models.CharField("委托或提供给谁", max_length=300, blank=True)
    kept = models.CharField("保存期限", max_length=120)
    measures = models.CharField("保护措施", max_length=500)
    assessed_on = models.DateField("影响评估日期", null=True)
    from_on = models.DateField("开始日期")
    until_on = models.DateField("结束日期", null=True)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "个人信息处理活动"
        indexes = [models.Index(fields=["name", "id"], name="processing_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"processing:{self.pk}"
