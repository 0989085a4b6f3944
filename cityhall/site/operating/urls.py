from django.urls import path

from . import views

urlpatterns = [
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path("metrics", views.counted, name="metrics"),
    path("setup/health/", views.health, name="setup_health"),
]
