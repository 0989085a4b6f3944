"""以前交过的材料: taken from an earlier case of her own, where an organ found it good."""

from dataclasses import replace

import pytest

from cityhall.cases import actions as cases
from cityhall.cases.models import Case, MaterialFile
from cityhall.cases.queries import HandedBefore
from cityhall.cases.terms import Verdict
from cityhall.cases.tests import given as cases_given
from cityhall.joint import actions, queries
from cityhall.joint.models import JointFile
from cityhall.joint.tests import given
from cityhall.joint.tests.given import Whole
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db


def earlier(place: cases_given.Place, citizen: Actor, verdict: str = Verdict.GOOD) -> str:
    """A case of hers in an item with the same 身份证明, which its clerk looked at."""
    who = replace(cases_given.applicant(), ref=f"person:{citizen.person_id}")
    draft = cases.start_draft(citizen, place.terms.item_id, who)
    cases.save_draft(citizen, draft, {"company": "样例商贸有限公司", "phone": "13900000001"})
    cases.attach(citizen, draft, "identity", cases_given.file(), "身份证.pdf")
    number = cases.receive(citizen, draft)
    problem = "看不清" if verdict == Verdict.WRONG else ""
    cases.check_material(place.clerk, number, "identity", verdict, problem)
    return number


def begun(whole: Whole, citizen: Actor) -> str:
    who = replace(cases_given.applicant(), ref=f"person:{citizen.person_id}")
    return actions.start_joint(citizen, whole.code, who)


def slot(citizen: Actor, draft: str, name: str = "身份证明") -> str:
    return next(one.spec.key for one in queries.joint_draft(citizen, draft).slots if one.spec.name == name)


def offered(citizen: Actor, draft: str) -> dict[str, HandedBefore]:
    return queries.earlier_materials(citizen, queries.joint_draft(citizen, draft))


def test_what_an_organ_found_good_is_offered_and_taken() -> None:
    whole, me = given.four(), people.citizen(name="样例申请人")
    number = earlier(given.item(name="样例别的事"), me)
    draft = begun(whole, me)
    found = offered(me, draft)
    key = slot(me, draft)
    assert set(found) == {key}
    assert (found[key].case_number, found[key].item_name) == (number, "样例别的事")
    assert actions.take_earlier(me, draft, key, number) == 1
    file = JointFile.objects.get(application__pk=draft)
    assert (file.source, file.name) == (number, "身份证.pdf")
    assert offered(me, draft) == {}, "it is there now"


def test_each_case_has_it_and_says_whence() -> None:
    whole, me = given.four(), people.citizen(name="样例申请人")
    number = earlier(given.item(name="样例别的事"), me)
    draft = begun(whole, me)
    actions.save_joint(me, draft, {
        f.key: given.FORM[f.label] for f in queries.joint_draft(me, draft).put.fields if f.label in given.FORM
    })  # fmt: skip
    actions.take_earlier(me, draft, slot(me, draft), number)
    handed = actions.submit_joint(me, draft)
    drain()
    case = Case.objects.get(number=given.case_of(handed, "licence"))
    kept = MaterialFile.objects.get(material__application=case.application_id)
    assert (kept.origin, kept.material.key, kept.material.verdict) == ("earlier", "identity", Verdict.UNCHECKED)


@pytest.mark.parametrize("verdict", [Verdict.WRONG, Verdict.UNCHECKED])
def test_what_nobody_found_good_is_not_offered(verdict: Verdict) -> None:
    whole, me = given.four(), people.citizen(name="样例申请人")
    number = earlier(given.item(), me, verdict)
    draft = begun(whole, me)
    assert offered(me, draft) == {}
    with pytest.raises(NotFoundError, match="以前交过"):
        actions.take_earlier(me, draft, slot(me, draft), number)


def test_anothers_and_another_applicants_are_not_hers() -> None:
    whole, me, other = given.four(), people.citizen(name="样例申请人"), people.citizen(name="样例他人")
    number = earlier(given.item(), other)
    draft = begun(whole, me)
    assert offered(me, draft) == {}
    with pytest.raises(NotFoundError):
        actions.take_earlier(me, draft, slot(me, draft), number)
    mine = earlier(given.item(), me)
    for_a_company = actions.start_joint(
        me, whole.code, replace(cases_given.applicant(), ref="entity:913418000000021290")
    )
    assert offered(me, for_a_company) == {}
    with pytest.raises(NotFoundError):
        actions.take_earlier(me, for_a_company, slot(me, for_a_company), mine)
    with pytest.raises(NotAllowedError):
        actions.take_earlier(other, draft, slot(me, draft), number)


def test_an_older_one_asked_for_by_name_gives_way_to_the_latest() -> None:
    whole, me = given.four(), people.citizen(name="样例申请人")
    place = given.item()
    old, new = earlier(place, me), earlier(place, me)
    draft = begun(whole, me)
    assert offered(me, draft)[slot(me, draft)].case_number == new
    with pytest.raises(NotFoundError, match="更新的"):
        actions.take_earlier(me, draft, slot(me, draft), old)
    with pytest.raises(NotFoundError):
        actions.take_earlier(me, draft, "nothing", new)
