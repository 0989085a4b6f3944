"""办件证明: the sealed lines of one's own case to take away, and a page where anyone checks such a file."""

import json

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cityhall.cases import queries
from cityhall.doors.http import Request, show
from cityhall.kernel.journal import proofs

from .mine import own_case


@never_cache
@require_safe
def page(request: Request, number: str) -> HttpResponse:
    """证明没有被改动"""
    case = own_case(request.actor, number)
    proof = queries.proof_of(request.actor, number)
    context = {"page": case, "sealed": len(proof["lines"]), "waiting": proof["waiting"]}
    return show(request, "portal/proof.html", context)


@never_cache
@require_safe
def download(request: Request, number: str) -> HttpResponse:
    """下载证明"""
    own_case(request.actor, number)
    proof = queries.proof_of(request.actor, number)
    response = HttpResponse(json.dumps(proof, ensure_ascii=False, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="proof-{number}.json"'
    return response


@require_safe
def check(request: Request) -> HttpResponse:
    """核验证明: in the visitor's own browser"""
    return show(request, "portal/proof_check.html", {"keys": json.dumps(proofs.public_keys())})
