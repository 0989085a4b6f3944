from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.doors.portal"
    label = "door_portal"
    verbose_name = "门户"
