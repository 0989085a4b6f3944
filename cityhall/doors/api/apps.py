from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.doors.api"
    label = "door_api"
    verbose_name = "开放接口"
