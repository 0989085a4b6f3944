"""Every address of the house."""

from django.urls import URLPattern, URLResolver, include, path

from cityhall.doors.api.door import mount
from cityhall.doors.api.urls import api
from cityhall.site.operating.api import router as operating
from cityhall.site.sign_in.api import router as signing_in

mount(signing_in, "登录")
mount(operating, "运行")
handler400 = "cityhall.site.faults.unread"
handler500 = "cityhall.site.faults.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cityhall.doors.components.urls")),
    path("", include("cityhall.site.operating.urls")),
    path("", include("cityhall.site.sign_in.urls")),
    path("", include("cityhall.doors.portal.urls")),
    path("office/", include("cityhall.doors.office.urls")),
    path("setup/", include("cityhall.doors.setup.urls")),
    path("api/", api.urls),
    path("window/", include("cityhall.doors.window.urls")),
    path("hall/", include("cityhall.doors.hall.urls")),
    path("supervisor/", include("cityhall.doors.supervisor.urls")),
]
