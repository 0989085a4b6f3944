"""What the demo city has at the till: registrations that cost something, one not paid yet, one paid, one whose notice was lost on
the way and which the daily comparison of books found."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from cityhall.cases import actions as cases
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.payments import actions as payments

from . import files, verbs
from .answers import Who
from .city import City, staff_actor
from .plan import Act, Story
from .verbs import Life

ITEM, CHARGE, YUAN = "DYDJ", "不动产登记费（住宅类）", "80.00"
UNPAID, PAID, LOST = 9001, 9002, 9003  # numbers no planned story has
PAYERS = {UNPAID: "p01", PAID: "p03", LOST: "p04"}
RECEIPT = "样例票据 000001"


def take_payments(city: City, drain: Callable[[], object]) -> dict[int, str]:
    """Three applications of yesterday with a bill each. Answers their bills by story."""
    item = next(one for one in files.items() if one.short_code == ITEM)
    people = {one.key: one for one in files.persons()}
    stories = {no: Story(no, item, Who(people[key]), online=True, acts=()) for no, key in PAYERS.items()}
    life, reviewer, made = Life(city, Random(PAID)), staff_actor("bdcshenhe01"), {}  # noqa: S311 - a demo's dice
    with clock.frozen(clock.now() - timedelta(days=1)):
        for no, story in stories.items():
            verbs.receive(life, story, Act(0, 0, "receive"))
            verbs.accept(life, story, Act(0, 0, "accept"))
            made[no] = cases.set_fee(reviewer, life.number(story), {CHARGE: YUAN})
        drain()
        if payments.online():
            _pay(life, stories[PAID], made[PAID], notify=True)
            _pay(life, stories[LOST], made[LOST], notify=False)
        else:
            payments.collect(staff_actor("dating01"), made[PAID], "cash", RECEIPT)
        drain()
    payments.reconcile_yesterday(HOUSE)
    drain()
    return made


def _pay(life: Life, story: Story, bill: str, *, notify: bool) -> None:
    """As she does it: from the bill to the provider's page, and there."""
    address = payments.checkout(life.citizen(story), bill)
    payments.pay_at_sandbox(payments.sandbox_message(address), notify=notify)
