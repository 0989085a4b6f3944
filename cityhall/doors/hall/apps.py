from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.doors.hall"
    label = "door_hall"
    verbose_name = "大厅管理"
