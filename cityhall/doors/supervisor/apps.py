from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.doors.supervisor"
    label = "door_supervisor"
    verbose_name = "电子监察"
