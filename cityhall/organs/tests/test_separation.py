"""三员分立: one configures, one lets people in, one reads what both did; nobody is two of them."""

import pytest

from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError
from cityhall.kernel.journal.terms import Can as Journal
from cityhall.organs import actions, queries, rules
from cityhall.organs.models import Assignment, Role, Staff
from cityhall.organs.terms import Can, Reach

from . import given

POWERS: dict[str, list[str]] = {
    rules.SYSTEM: [Can.MANAGE_ORGANS],
    rules.SECURITY: [Can.MANAGE_STAFF],
    rules.AUDIT: [Journal.READ_JOURNAL],
}


def roles() -> None:
    for key, powers in POWERS.items():
        actions.save_role(HOUSE, key, rules.SEPARATED[key], powers)


def person(login: str, *keys: str) -> int:
    staff = actions.create_staff(HOUSE, login, "样例人员", given.organ(), given.PASSWORD)
    for key in keys:
        actions.assign(HOUSE, staff, key, Reach.EVERYWHERE)
    return staff


@pytest.mark.parametrize(("first", "second"), [(a, b) for a in POWERS for b in POWERS if a != b])
@pytest.mark.django_db
def test_nobody_holds_two_of_the_three(first: str, second: str) -> None:
    roles()
    staff = person("shared", first)
    with pytest.raises(NotAllowedError, match="另选一人"):
        actions.assign(HOUSE, staff, second, Reach.EVERYWHERE)
    held = Assignment.objects.get(staff=staff)
    assert held.role.key == first
    actions.unassign(HOUSE, held.pk)
    actions.assign(HOUSE, staff, second, Reach.EVERYWHERE)


@pytest.mark.django_db
def test_another_role_does_not_bring_the_power_in_by_the_back_door() -> None:
    roles()
    actions.save_role(HOUSE, "helper", "帮手", [Can.MANAGE_STAFF])
    staff = person("back", rules.SYSTEM)
    with pytest.raises(NotAllowedError, match="三员分立"):
        actions.assign(HOUSE, staff, "helper", Reach.ORGAN)


@pytest.mark.django_db
def test_their_roles_share_nothing_and_the_auditor_only_reads() -> None:
    roles()
    with pytest.raises(InvalidInputError, match="安全管理员"):
        actions.save_role(HOUSE, rules.SYSTEM, "系统管理员", [Can.MANAGE_ORGANS, Can.MANAGE_STAFF])
    with pytest.raises(InvalidInputError, match="只能查阅"):
        actions.save_role(HOUSE, rules.AUDIT, "审计管理员", [Journal.READ_JOURNAL, Can.MANAGE_CENTRES])


@pytest.mark.django_db
def test_the_security_administrator_gives_herself_nothing_and_her_role_is_for_the_city() -> None:
    roles()
    staff = person("security", rules.SECURITY)
    herself: Actor = given.actor("security")
    actions.save_role(HOUSE, "harmless", "普通角色", [Can.DELEGATE])
    with pytest.raises(NotAllowedError, match="本人"):
        actions.assign(herself, staff, "harmless", Reach.EVERYWHERE)
    with pytest.raises(InvalidInputError, match="全市"):
        actions.assign(herself, person("narrow"), rules.SYSTEM, Reach.ORGAN)
    actions.assign(herself, Staff.objects.get(account__login="narrow").pk, rules.SYSTEM, Reach.EVERYWHERE)


@pytest.mark.django_db
def test_a_role_that_is_edited_does_not_bring_it_in_either() -> None:
    roles()
    actions.save_role(HOUSE, "helper", "帮手", [Can.DELEGATE])
    person("edited", rules.SYSTEM, "helper")
    with pytest.raises(NotAllowedError, match="已有三员之一持有这个角色"):
        actions.save_role(HOUSE, "helper", "帮手", [Can.DELEGATE, Can.MANAGE_STAFF])
    assert Role.objects.get(key="helper").permissions == [Can.DELEGATE]
    actions.save_role(HOUSE, "helper", "帮手", [Can.DELEGATE, Can.MANAGE_CENTRES])
    with pytest.raises(NotAllowedError, match="已有三员之一持有这个角色"):  # nor by the role of another of the three
        actions.save_role(HOUSE, rules.SECURITY, "安全管理员", [Can.MANAGE_STAFF, Can.MANAGE_CENTRES])
    assert Role.objects.get(key=rules.SECURITY).permissions == [Can.MANAGE_STAFF]


@pytest.mark.django_db
def test_who_holds_it_and_is_none_of_the_three_may_be_given_more() -> None:
    roles()
    actions.save_role(HOUSE, "helper", "帮手", [Can.DELEGATE])
    person("plain", "helper")
    actions.save_role(HOUSE, "helper", "帮手", [Can.MANAGE_STAFF, Can.MANAGE_ORGANS])
    assert queries.joined_powers() == ([], [])  # the three are not there yet
    for key in rules.SEPARATED:
        person(key.replace("_", "-"), key)
    assert queries.joined_powers() == (["帮手"], [])
    actions.save_role(HOUSE, "helper", "帮手", [Can.MANAGE_STAFF])
    assert queries.joined_powers() == ([], [])


@pytest.mark.django_db
def test_who_comes_to_two_powers_by_two_harmless_roles_is_named() -> None:
    roles()
    actions.save_role(HOUSE, "one", "一半", [Can.MANAGE_STAFF])
    actions.save_role(HOUSE, "other", "另一半", [Can.MANAGE_ORGANS])
    for key in rules.SEPARATED:
        person(key.replace("_", "-"), key)
    person("half", "one")
    assert queries.joined_powers() == ([], [])
    whole = person("whole", "one", "other")
    assert queries.joined_powers() == ([], ["样例人员"])
    actions.unassign(HOUSE, Assignment.objects.get(staff=whole, role__key="other").pk)
    assert queries.joined_powers() == ([], [])
