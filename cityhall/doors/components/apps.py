from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.doors.components"
    label = "door_components"
    verbose_name = "界面组件"
