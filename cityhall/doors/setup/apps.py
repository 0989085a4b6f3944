from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.doors.setup"
    label = "door_setup"
    verbose_name = "系统设置"
