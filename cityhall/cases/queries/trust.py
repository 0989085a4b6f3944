"""Who may not promise now, because a broken promise of hers is not repaired (失信记录)."""

from cityhall.cases import rules
from cityhall.cases.models import Application, Case, TrustRecord
from cityhall.cases.terms import Can
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import sentence_of


def known_as(applicant_ref: str, mask: str) -> str:
    """By the city's own file of the applicant; who has none, by the masked number she showed."""
    return applicant_ref or f"mask:{mask}"[:40]


def barred(application: Application) -> bool:
    """Has she a broken promise that is not repaired? One SELECT."""
    return _barred(application.applicant_ref, application.applicant_name, application.applicant_mask)


def why_no_promise(actor: Actor, ref: str, name: str, mask: str) -> str:
    """Why whoever stands at the counter may not promise: the sentence of the refusal, or nothing. For who takes in."""
    return _told(_barred(ref, name, mask)) if actor.may(Can.INTAKE) else ""


def why_barred(case: Case) -> str:
    """The same of the applicant of a case already read."""
    return _told(barred(case.application))


def _barred(ref: str, name: str, mask: str) -> bool:
    known = TrustRecord.objects.filter(applicant_ref=known_as(ref, mask), repaired_at=None)
    return (known if ref else known.filter(applicant_name=name)).exists()


def _told(found: bool) -> str:
    return sentence_of(rules.check_trusted, barred=found)
