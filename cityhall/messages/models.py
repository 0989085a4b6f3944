"""Tables of messages and papers. Addresses, bodies and facts are sealed at rest."""

from django.db import models
from django.db.models import Q

from cityhall.kernel.secrets.fields import SealedJSON, SealedText

from .terms import Channel, MessageState, PaperKind, Service, Use


class Message(models.Model):
    """消息: one thing told to one person by one channel."""

    channel = models.CharField("渠道", max_length=10, choices=Channel.choices())
    kind = models.CharField("类别", max_length=40)
    ref = models.CharField("对象", max_length=80)
    account_id = models.BigIntegerField("账号", null=True)
    address = SealedText("号码或地址")
    subject = models.CharField("标题", max_length=120)
    body = SealedText("正文")
    state = models.CharField("状态", max_length=12, choices=MessageState.choices())
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    created_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("发送时间", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)
    leaves_at = models.DateTimeField("不早于", null=True)
    provider_id = models.CharField("服务商编号", max_length=120, blank=True, default="")
    reason = models.CharField("未送达原因", max_length=120, blank=True, default="")
    delivered_at = models.DateTimeField("送达时间", null=True)

    class Meta:
        verbose_name = "消息"
        constraints = [
            models.CheckConstraint(
                name="message_sent_when", condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent")
            ),
            models.CheckConstraint(
                name="message_in_app_has_reader", condition=Q(account_id__isnull=False) | ~Q(channel="in_app")
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "-id"], condition=Q(channel="in_app"), name="message_inbox"),
            models.Index(
                fields=["account_id"], condition=Q(channel="in_app", read_at__isnull=True), name="message_unread"
            ),
            models.Index(fields=["-id"], condition=~Q(channel="in_app"), name="message_outbox"),
            models.Index(fields=["ref"], name="message_by_ref"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="message_by_provider"),
            models.Index(fields=["leaves_at"], condition=Q(leaves_at__isnull=False), name="message_waiting"),
            models.Index(fields=["-id"], condition=Q(state__in=["failed", "undelivered"]), name="message_in_trouble"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.ref}"


class Paper(models.Model):
    """文书: a numbered paper of an organ. The row holds the facts; the PDF made of them is kept by its SHA-256."""

    number = models.CharField("文号", max_length=60, unique=True)
    kind = models.CharField("种类", max_length=30, choices=PaperKind.choices())
    title = models.CharField("标题", max_length=60)
    ref = models.CharField("对象", max_length=80)
    organ_id = models.BigIntegerField("发文机关")
    facts = SealedJSON("内容")
    issued_on = models.DateField("落款日期")
    issued_at = models.DateTimeField("制作时间")
    issued_by = models.CharField("制作人", max_length=80)
    sha256 = models.CharField("PDF", max_length=64, blank=True)
    printed_at = models.DateTimeField("打印时间", null=True)
    stamped_sha256 = models.CharField("盖章扫描件", max_length=64, blank=True)
    stamped_at = models.DateTimeField("盖章时间", null=True)
    stamped_by = models.CharField("盖章人", max_length=80, blank=True)
    served_at = models.DateTimeField("送达时间", null=True)
    served_by = models.CharField("送达人", max_length=80, blank=True)
    service = models.CharField("送达方式", max_length=20, blank=True, choices=Service.choices())
    template = models.ForeignKey("ch_messages.Template", models.PROTECT, null=True, verbose_name="模板版本")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "文书"
        constraints = [
            models.CheckConstraint(
                name="paper_served_how",
                condition=Q(served_at__isnull=True, service="") | (Q(served_at__isnull=False) & ~Q(service="")),
            ),
            models.CheckConstraint(
                name="paper_stamped_when",
                condition=Q(stamped_at__isnull=True, stamped_sha256="")
                | (Q(stamped_at__isnull=False) & ~Q(stamped_sha256="")),
            ),
        ]
        indexes = [models.Index(fields=["ref", "id"], name="paper_by_ref")]

    def __str__(self) -> str:
        return self.number


class Template(models.Model):
    """模板: a centre's own words of a paper or message, for all procedures (empty) or one; numbered. Without `from_on`
    it is a draft; a published one is never changed, only followed or ended."""

    use = models.CharField("用途", max_length=10, choices=Use.choices())
    kind = models.CharField("种类", max_length=40)
    procedure = models.CharField("事项类型", max_length=20, blank=True)
    number = models.PositiveIntegerField("版本号")
    texts = models.JSONField("文字")
    why = models.CharField("修改原因", max_length=200)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)
    from_on = models.DateField("生效日期", null=True)
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.CharField("发布人", max_length=80, blank=True)
    until_on = models.DateField("停用日期", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "模板"
        constraints = [
            models.UniqueConstraint(fields=["use", "kind", "procedure", "number"], name="templates_are_counted"),
            models.UniqueConstraint(
                fields=["use", "kind", "procedure"], condition=Q(from_on__isnull=True), name="one_draft_a_template"
            ),
            models.CheckConstraint(
                name="template_published_by",
                condition=Q(from_on__isnull=True, published_at__isnull=True)
                | Q(from_on__isnull=False, published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class RemedyText(models.Model):
    """救济告知: what papers of a procedure say of review and suit from a day on. Never changed, only followed."""

    procedure = models.CharField("事项类型", max_length=20)
    text = models.TextField("文字")
    from_on = models.DateField("生效日期")
    source = models.CharField("依据", max_length=300)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)

    class Meta:
        verbose_name = "救济告知"
        indexes = [models.Index(fields=["procedure", "-from_on", "-id"], name="remedy_in_force")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.from_on}"


class QuietHours(models.Model):
    """静默时段: between these hours nothing is sent but what cannot wait. The last row holds."""

    starts = models.TimeField("开始")
    ends = models.TimeField("结束")
    urgent = models.JSONField("不受限的类别", default=list)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)

    class Meta:
        verbose_name = "静默时段"

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


class Scan(models.Model):
    """盖章扫描件: every scan that was sent back; a better one does not erase the first."""

    paper = models.ForeignKey("ch_messages.Paper", models.PROTECT, related_name="scans", verbose_name="文书")
    sha256 = models.CharField("扫描件", max_length=64)
    at = models.DateTimeField("上传时间")
    by = models.CharField("上传人", max_length=80)

    class Meta:
        verbose_name = "盖章扫描件"

    def __str__(self) -> str:
        return self.sha256[:12]
