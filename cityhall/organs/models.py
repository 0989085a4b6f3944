from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from cityhall.kernel.secrets.fields import SealedText

from .terms import Desk, Level, OrganKind, Reach, Succession


class Division(models.Model):
    """行政区划, effective-dated: an abolished code is never used again (行政区划代码管理办法)."""

    code = models.CharField("代码", max_length=12)
    name = models.CharField("名称", max_length=80)
    level = models.CharField("级别", max_length=1, choices=Level.choices())
    parent_code = models.CharField("上级代码", max_length=12, blank=True)
    valid_from = models.DateField("启用日")
    valid_until = models.DateField("停用日", null=True)

    class Meta:
        verbose_name = "行政区划"
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_until=None), name="one_current_division"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="division_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["parent_code", "code"], name="division_children")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Organ(models.Model):
    """机构: whoever accepts, reviews or decides in its own name. Ended, never deleted; its cases follow a successor."""

    name = models.CharField("全称", max_length=120)
    short_name = models.CharField("简称", max_length=40)
    mark = models.CharField("机关代字", max_length=20, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    division_code = models.CharField("行政区划代码", max_length=12)
    kind = models.CharField("类别", max_length=20, choices=OrganKind.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="branches")
    phone = models.CharField("咨询电话", max_length=40, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    valid_from = models.DateField("设立日")
    valid_until = models.DateField("终止日", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "机构"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "division_code"], condition=Q(valid_until=None), name="one_current_organ_of_a_name"
            ),
            models.UniqueConstraint(
                fields=["credit_code"], condition=Q(valid_until=None) & ~Q(credit_code=""), name="one_organ_a_code"
            ),
        ]
        indexes = [models.Index(fields=["division_code", "name"], name="organ_by_division")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"organ:{self.pk}"


class Successor(models.Model):
    """机构承接: which organ took over from which, when and by what document."""

    old = models.ForeignKey(Organ, models.PROTECT, related_name="successions")
    new = models.ForeignKey(Organ, models.PROTECT, related_name="inherits", null=True)
    kind = models.CharField("方式", max_length=20, choices=Succession.choices())
    on = models.DateField("生效日")
    document = models.CharField("依据文件", max_length=200)

    class Meta:
        verbose_name = "机构承接"

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Centre(models.Model):
    """政务服务中心: a hall with windows."""

    name = models.CharField("名称", max_length=120, unique=True)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="centres")
    division_code = models.CharField("行政区划代码", max_length=12)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    hours = models.CharField("办公时间", max_length=120, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "政务服务中心"

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"centre:{self.pk}"


class Window(models.Model):
    """窗口: where a person is served, for the organs that entrusted it."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="windows")
    number = models.CharField("窗口号", max_length=10)
    name = models.CharField("名称", max_length=60)
    closed_on = models.DateField("撤销日", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "窗口"
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="one_window_a_number")]

    def __str__(self) -> str:
        return f"{self.centre} {self.number}"

    @property
    def ref(self) -> str:
        return f"window:{self.pk}"


class Entrustment(models.Model):
    """委托: an organ lets a window accept for it, and, where `may_decide`, decide in its name (公布的委托). `until_on` is
    the first day on which it no longer holds, here as everywhere."""

    window = models.ForeignKey(Window, models.PROTECT, related_name="entrustments")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="entrustments")
    may_decide = models.BooleanField("授权当场决定", default=False)
    document = models.CharField("委托文件", max_length=200, blank=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    class Meta:
        verbose_name = "委托"
        constraints = [
            models.UniqueConstraint(
                fields=["window", "organ"], condition=Q(until_on=None), name="one_open_entrustment_a_pair"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organ} → {self.window}"


class Staff(models.Model):
    """工作人员: a person with an account, in an organ, perhaps at a window."""

    account = models.OneToOneField("ch_accounts.Account", models.PROTECT, related_name="staff")
    name = models.CharField("姓名", max_length=60)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="staff")
    window = models.ForeignKey(Window, models.PROTECT, null=True, related_name="staff")
    post = models.CharField("职务", max_length=60, blank=True)
    phone = SealedText("电话")
    left_on = models.DateField("离岗日", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "工作人员"
        indexes = [models.Index(fields=["organ", "name"], name="staff_of_organ")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"staff:{self.pk}"


class Role(models.Model):
    """角色: a set of permissions, and the desk whose work it takes."""

    key = models.CharField("标识", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    permissions = models.JSONField("权限", default=list)
    authority = models.JSONField("需授权行使的权限", default=list)
    desk = models.CharField("岗位", max_length=20, blank=True, choices=Desk.choices())
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "角色"

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"role:{self.key}"


class ItemGroup(models.Model):
    """事项组: a named set of items (by their ids in the catalogue), to which a role given to somebody may be limited.
    `organs` are whose items they are."""

    name = models.CharField("名称", max_length=60, unique=True)
    items = ArrayField(models.BigIntegerField(), verbose_name="事项")
    organs = ArrayField(models.BigIntegerField(), verbose_name="实施单位")
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "事项组"

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"item_group:{self.pk}"


class Assignment(models.Model):
    """A role given to a person for a reach and a time; on `until_on` she no longer holds it."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, models.PROTECT, related_name="assignments")
    reach = models.CharField("范围", max_length=20, choices=Reach.choices())
    organ = models.ForeignKey(Organ, models.PROTECT, null=True)
    window = models.ForeignKey(Window, models.PROTECT, null=True)
    division_code = models.CharField("地区", max_length=12, blank=True)
    item_group = models.ForeignKey(ItemGroup, models.PROTECT, null=True, related_name="assignments")
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    class Meta:
        verbose_name = "授予的角色"
        constraints = [
            models.CheckConstraint(
                name="assignment_names_its_reach",
                condition=(Q(reach=Reach.ORGAN) & Q(organ__isnull=False))
                | (Q(reach=Reach.WINDOW) & Q(window__isnull=False))
                | (Q(reach=Reach.DIVISION) & ~Q(division_code=""))
                | Q(reach=Reach.EVERYWHERE),
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.role}"


class Deputy(models.Model):
    """代理: while somebody is away a colleague does her work, in her reach and at her desks, and says so."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Staff, models.PROTECT, related_name="stands_in_for")
    from_on = models.DateField("起")
    until_on = models.DateField("止")
    reason = models.CharField("原因", max_length=200)
    made_by = models.CharField("登记人", max_length=80)
    ended_at = models.DateTimeField("提前结束", null=True)

    class Meta:
        verbose_name = "代理"
        constraints = [
            models.CheckConstraint(name="nobody_is_her_own_deputy", condition=~Q(staff=F("deputy"))),
            models.CheckConstraint(name="deputy_for_some_time", condition=Q(until_on__gt=F("from_on"))),
        ]
        indexes = [models.Index(fields=["deputy", "until_on"], name="deputy_of")]

    def __str__(self) -> str:
        return f"{self.deputy} 代 {self.staff}"


class WindowItem(models.Model):
    """事项与窗口的开关: an item (by its id in the catalogue) this window does not take at present."""

    window = models.ForeignKey(Window, models.PROTECT, related_name="closed_items")
    item_id = models.BigIntegerField("事项")
    reason = models.CharField("原因", max_length=200)
    closed_by = models.CharField("关闭人", max_length=80)
    closed_at = models.DateTimeField("关闭时间")

    class Meta:
        verbose_name = "窗口停办事项"
        constraints = [models.UniqueConstraint(fields=["window", "item_id"], name="one_switch_a_window_and_item")]

    def __str__(self) -> str:
        return f"{self.window} {self.item_id}"


class Delegation(models.Model):
    """委托实施: an organ lets a window, or another organ, do named items (by their ids in the catalogue) in its name, by a
    document made public (行政许可法 第二十四条). On `until_on` it no longer holds; recalled, that is the day it was."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="delegations")
    to_organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="delegated")
    window = models.ForeignKey(Window, models.PROTECT, null=True, related_name="delegated")
    powers = ArrayField(models.CharField(max_length=10), verbose_name="委托的权限")
    items = ArrayField(models.BigIntegerField(), verbose_name="事项")
    document = models.CharField("委托文件", max_length=200)
    basis = models.CharField("依据", max_length=300, blank=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)
    made_by = models.CharField("登记人", max_length=80)
    made_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("收回时间", null=True)
    ended_why = models.CharField("收回原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "委托实施"
        constraints = [
            models.CheckConstraint(name="delegated_to_one", condition=Q(to_organ=None) ^ Q(window=None)),
            models.CheckConstraint(name="never_to_itself", condition=Q(to_organ=None) | ~Q(to_organ=F("organ"))),
        ]
        indexes = [GinIndex(fields=["items"], name="delegations_of_item")]

    def __str__(self) -> str:
        return f"{self.organ} → {self.to_organ or self.window}"

    @property
    def ref(self) -> str:
        return f"delegation:{self.pk}"


class SignInRules(models.Model):
    """登录规则, one row: whose roles or permissions want a second factor, how old a password may be, and where that is said."""

    second_roles = ArrayField(models.CharField(max_length=40), verbose_name="须启用动态码的角色", default=list)
    second_permissions = ArrayField(models.CharField(max_length=60), verbose_name="须启用动态码的权限", default=list)
    password_days = models.PositiveSmallIntegerField("密码最长使用天数", null=True)
    source = models.CharField("依据", max_length=300)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "登录规则"

    def __str__(self) -> str:
        return self.source
