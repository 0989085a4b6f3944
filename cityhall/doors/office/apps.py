from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.doors.office"
    label = "door_office"
    verbose_name = "部门审批"
