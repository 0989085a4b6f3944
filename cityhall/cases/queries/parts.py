"""What a case's page is made of, each part one prepared statement; what is seldom there is asked for only if it is."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from cityhall.cases.models import (
    Case,
    Decision,
    Delivery,
    Hold,
    Material,
    MaterialFile,
    ProceedingRow,
    Referral,
    Step,
    SupplementNotice,
)
from cityhall.deadlines import queries as deadlines
from cityhall.kernel.prepared import NUMBER, TEXT, UNIQUE, Prepared


def _of(number: str) -> QuerySet[Case]:
    """The case and its application, the calendar's edition, the standing holds, and whether there is more beside it."""
    own = Q(case=OuterRef("pk"))
    holds = Hold.objects.filter(own, lifted_at=None).order_by("id")
    return (
        Case.objects.filter(number=number)
        .select_related("application")
        .annotate(
            edition=deadlines.edition(),
            organ_name=F("organ__name"),
            standing=ArraySubquery(holds.values(hold=JSONObject(reason=F("reason"), kind=F("kind")))),
            noticed=Exists(SupplementNotice.objects.filter(own)),
            referred=Exists(Referral.objects.filter(own)),
            proceeded=Exists(ProceedingRow.objects.filter(own)),
        )
    )


CASE: Prepared[Case] = Prepared(_of, TEXT)
PUBLIC: Prepared[Case] = Prepared(
    lambda number: Case.objects.filter(number=number)
    .annotate(
        edition=deadlines.edition(),
        organ_name=F("organ__name"),
        began=F("application__created_at"),
        proceeded=Exists(ProceedingRow.objects.filter(case=OuterRef("pk"))),
    )
    .only(
        "number", "access_code", "received_at", "item_name", "applicant_name", "status", "outcome", "decided_at", "organ",
    ),
    TEXT,
)  # fmt: skip
STEPS = Prepared(lambda pk: Step.objects.filter(case_id=pk).order_by("order", "key"), NUMBER)
NOTICES = Prepared(lambda pk: SupplementNotice.objects.filter(case_id=pk), NUMBER)
REFERRALS = Prepared(lambda pk: Referral.objects.filter(case_id=pk).order_by("id"), NUMBER)
PROCEEDINGS = Prepared(lambda pk: ProceedingRow.objects.filter(case_id=pk).order_by("id"), NUMBER)
DECISIONS = Prepared(lambda pk: Decision.objects.filter(case_id=pk).order_by("number"), NUMBER)
DELIVERIES = Prepared(lambda pk: Delivery.objects.filter(case_id=pk).order_by("id"), NUMBER)
MATERIALS = Prepared(lambda pk: Material.objects.filter(application_id=pk), UNIQUE)
FILES = Prepared(
    lambda pk: MaterialFile.objects.filter(material__application_id=pk, removed_at=None).order_by("id"), UNIQUE
)
