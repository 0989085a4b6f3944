"""Tables of payment: bills, what is on them, each try to pay, refunds, what does not agree, and the sandbox provider's own book."""

import uuid

from django.db import models
from django.db.models import Q

from cityhall.payments.terms import BillState, Kind, LineState, Means, PaymentState, RefundState


class Bill(models.Model):
    """缴费单: everything due for one application (`subject`), be it of one case or of many. One open bill a subject."""

    number = models.CharField("缴费单号", max_length=24, unique=True)
    subject = models.CharField("所属申请", max_length=60)
    title = models.CharField("事由", max_length=200)
    payer_ref = models.CharField("缴款人", max_length=40, blank=True)
    payer_name = models.CharField("缴款人名称", max_length=120)
    account = models.ForeignKey("ch_accounts.Account", models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=BillState.choices(), default=BillState.OPEN)
    due_on = models.DateField("缴款截止日")
    created_at = models.DateTimeField("开具时间")
    paid_at = models.DateTimeField("缴清时间", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "缴费单"
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=Q(state=BillState.OPEN), name="one_open_bill_a_subject"),
            models.CheckConstraint(
                name="bill_paid_when", condition=~Q(state=BillState.PAID) | Q(paid_at__isnull=False)
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["account", "-created_at"], name="bills_of_account"),
            models.Index(fields=["-created_at", "-id"], name="bills_latest"),
            models.Index(fields=["subject"], name="bills_of_subject"),
            models.Index(fields=["payer_name"], opclasses=["varchar_pattern_ops"], name="bills_by_payer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        return f"bill:{self.number}"


class Line(models.Model):
    """One charge of one case on a bill; `amount` and `refunded` in fen."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="lines")
    ref = models.CharField("办件", max_length=60)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    item_id = models.BigIntegerField("事项")
    item_name = models.CharField("事项名称", max_length=200)
    name = models.CharField("收费项目", max_length=120)
    standard = models.CharField("收费标准", max_length=300, blank=True)
    basis = models.CharField("收费依据", max_length=300, blank=True)
    amount = models.BigIntegerField("金额（分）")
    refunded = models.BigIntegerField("已退（分）", default=0)
    state = models.CharField("状态", max_length=10, choices=LineState.choices(), default=LineState.DUE)
    why = models.CharField("说明", max_length=200, blank=True)
    set_by = models.CharField("核定人", max_length=80)
    set_at = models.DateTimeField("核定时间")

    class Meta:
        verbose_name = "缴费单的一项"
        constraints = [
            models.UniqueConstraint(
                fields=["ref", "name"],
                condition=Q(state__in=[LineState.DUE, LineState.PAID]),
                name="one_standing_charge",
            ),
            models.CheckConstraint(name="line_has_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="line_refunds_what_it_has", condition=Q(refunded__gte=0) & Q(refunded__lte=models.F("amount"))
            ),
        ]
        indexes = [models.Index(fields=["organ", "bill"], name="bill_lines_of_organ")]

    def __str__(self) -> str:
        return f"{self.bill} {self.name}"


class Payment(models.Model):
    """支付: one try to pay a bill as it stood. At most one is under way; `order` is our number at the provider."""

    order = models.CharField("订单号", max_length=40, unique=True)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments")
    provider = models.CharField("渠道", max_length=20, blank=True)
    means = models.CharField("方式", max_length=10, choices=Means.choices())
    amount = models.BigIntegerField("金额（分）")
    refunded = models.BigIntegerField("已退（分）", default=0)
    state = models.CharField("状态", max_length=10, choices=PaymentState.choices(), default=PaymentState.PENDING)
    transaction = models.CharField("渠道流水号", max_length=64, blank=True)
    receipt = models.CharField("票据号", max_length=60, blank=True)
    taken_by = models.CharField("收款人", max_length=80, blank=True)
    started_at = models.DateTimeField("发起时间")
    expires_at = models.DateTimeField("失效时间", null=True)
    paid_at = models.DateTimeField("支付时间", null=True)

    class Meta:
        verbose_name = "支付"
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state=PaymentState.PENDING), name="one_payment_under_way"
            ),
            models.UniqueConstraint(
                fields=["provider", "transaction"], condition=~Q(transaction=""), name="one_payment_a_transaction"
            ),
            models.UniqueConstraint(fields=["receipt"], condition=~Q(receipt=""), name="one_payment_a_receipt"),
            models.CheckConstraint(
                name="payment_paid_when",
                condition=Q(state__in=[PaymentState.PENDING, PaymentState.CLOSED]) | Q(paid_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["provider", "paid_at"], name="payments_of_a_day")]

    def __str__(self) -> str:
        return self.order


class Refund(models.Model):
    """退费: ordered by a person; at a provider carried out by the worker, at the counter at once."""

    number = models.CharField("退款单号", max_length=40, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="refunds")
    amount = models.BigIntegerField("金额（分）")
    state = models.CharField("状态", max_length=10, choices=RefundState.choices(), default=RefundState.ORDERED)
    reason = models.CharField("原因", max_length=300)
    receipt = models.CharField("退款凭证号", max_length=60, blank=True)
    ordered_by = models.CharField("经办人", max_length=80)
    ordered_at = models.DateTimeField("发起时间")
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "退费"
        constraints = [
            models.CheckConstraint(
                name="refund_done_when", condition=~Q(state=RefundState.DONE) | Q(done_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["done_at"], name="refunds_of_a_day")]

    def __str__(self) -> str:
        return self.number


class Reconciliation(models.Model):
    """对账: one day at one provider, both books summed up. Run again, it is brought up to date."""

    provider = models.CharField("渠道", max_length=20)
    day = models.DateField("账日")
    ours = models.PositiveIntegerField("我方笔数")
    ours_amount = models.BigIntegerField("我方净额（分）")
    theirs = models.PositiveIntegerField("渠道笔数")
    theirs_amount = models.BigIntegerField("渠道净额（分）")
    odd = models.PositiveIntegerField("差异笔数")
    run_at = models.DateTimeField("对账时间")

    class Meta:
        verbose_name = "对账"
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="one_reconciliation_a_day")]

    def __str__(self) -> str:
        return f"{self.provider} {self.day}"


class Difference(models.Model):
    """待核差异: found by the daily comparison, or raised by a notice that could not be booked. A person clears it, with a reason."""

    provider = models.CharField("渠道", max_length=20)
    day = models.DateField("账日")
    kind = models.CharField("差异", max_length=12, choices=Kind.choices())
    key = models.CharField("订单号", max_length=90, blank=True)
    ours = models.BigIntegerField("我方（分）", null=True)
    theirs = models.BigIntegerField("渠道（分）", null=True)
    times = models.PositiveIntegerField("次数", default=1)
    found_at = models.DateTimeField("发现时间")
    cleared_by = models.CharField("核销人", max_length=80, blank=True)
    cleared_at = models.DateTimeField("核销时间", null=True)
    reason = models.CharField("核销原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "待核差异"
        constraints = [
            models.UniqueConstraint(fields=["provider", "day", "kind", "key"], name="one_difference_a_thing"),
            models.CheckConstraint(
                name="cleared_with_a_reason",
                condition=Q(cleared_at=None, reason="") | (Q(cleared_at__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes = [models.Index(fields=["-found_at", "-id"], condition=Q(cleared_at=None), name="differences_standing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SandboxEntry(models.Model):
    """The sandbox provider's own book, which ours is compared with: what was paid on its page, what it sent back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    order = models.CharField("订单号", max_length=40)
    refund = models.CharField("退款单号", max_length=40, blank=True)
    amount = models.BigIntegerField("金额（分）")
    transaction = models.CharField("流水号", max_length=64, unique=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "沙箱渠道流水"
        constraints = [models.UniqueConstraint(fields=["order", "refund"], name="one_sandbox_entry")]
        indexes = [models.Index(fields=["at"], name="sandbox_of_a_day")]

    def __str__(self) -> str:
        return self.transaction
