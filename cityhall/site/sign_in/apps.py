from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.site.sign_in"
    label = "door_sign_in"
    verbose_name = "登录"
