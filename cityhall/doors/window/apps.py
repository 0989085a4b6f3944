from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.doors.window"
    label = "door_window"
    verbose_name = "综合窗口"
