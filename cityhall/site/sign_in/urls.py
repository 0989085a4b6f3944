from django.urls import path

from . import provided, security, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.code, name="sign_in_code"),
    path("sign-in/code/again/", views.code_again, name="sign_in_code_again"),
    path("sign-in/staff/", views.staff, name="sign_in_staff"),
    path("sign-in/second/", views.second, name="sign_in_second"),
    path("sign-in/with/<slug:key>/", provided.out, name="sign_in_with"),
    path("sign-in/with/<slug:key>/back/", provided.back, name="sign_in_back"),
    path("security/", security.index, name="security"),
    path("security/second/", security.second, name="security_second"),
    path("security/second/off/", security.second_off, name="security_second_off"),
    path("security/elsewhere/", security.elsewhere, name="security_elsewhere"),
    path("security/sessions/<slug:session_id>/end/", security.end_one, name="security_end_one"),
    path("security/not-me/", security.not_me, name="security_not_me"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("acting-for/", views.acting_for, name="acting_for"),
    path("demo/", views.demo, name="demo"),
    path("demo/outbox/", views.outbox, name="outbox"),
    path("demo/<slug:key>/", views.demo_card, name="demo_card"),
]
