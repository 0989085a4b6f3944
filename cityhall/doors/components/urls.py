from django.urls import path

from . import views

urlpatterns = [path("look/<slug:mode>/", views.look, name="look")]
