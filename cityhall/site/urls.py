from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cityhall.doors.components.urls")),
    path("", include("cityhall.site.sign_in.urls")),
]
