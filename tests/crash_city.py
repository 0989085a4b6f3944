"""The smallest city the crash test can work in: one organ, one item, one clerk at a window. Prints how to come in."""

import json
import sys

from cityhall.site import environment

LOGIN, PASSWORD = "crash01", "Tingdian-2026"


def main() -> None:
    environment.start_django()
    from cityhall.cases.terms import Can
    from cityhall.catalogue import actions as catalogue
    from cityhall.catalogue.terms import Procedure
    from cityhall.catalogue.tests.given import content
    from cityhall.kernel.actor import HOUSE
    from cityhall.organs import actions as organs
    from cityhall.organs.terms import Desk, OrganKind, Reach

    organ = organs.create_organ(HOUSE, "市样例局", "样例局", "990100000000", OrganKind.DEPARTMENT)
    item = catalogue.create_item(HOUSE, organ, "CRASH-1", "样例许可", Procedure.LICENCE, content=content())
    catalogue.publish(HOUSE, item)
    centre = organs.create_centre(HOUSE, "样例政务服务中心", organ, "990100000000")
    window = organs.open_window(HOUSE, centre, "1", "综合窗口")
    organs.entrust(HOUSE, window, [organ])
    organs.save_role(HOUSE, "clerk", "窗口人员", [Can.INTAKE, Can.SEE], desk=Desk.INTAKE)
    staff = organs.create_staff(HOUSE, LOGIN, "样例人员", organ, PASSWORD, window_id=window, must_change=False)
    organs.assign(HOUSE, staff, "clerk", Reach.WINDOW)
    sys.stdout.write(json.dumps({"item": item, "login": LOGIN, "password": PASSWORD}))


if __name__ == "__main__":
    main()
