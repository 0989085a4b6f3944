from django.urls import path

from . import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.code, name="sign_in_code"),
    path("sign-in/code/again/", views.code_again, name="sign_in_code_again"),
    path("sign-in/staff/", views.staff, name="sign_in_staff"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("acting-for/", views.acting_for, name="acting_for"),
    path("demo/", views.demo, name="demo"),
    path("demo/outbox/", views.outbox, name="outbox"),
    path("demo/<slug:key>/", views.demo_card, name="demo_card"),
]
