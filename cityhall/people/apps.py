from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.people"
    label = "ch_people"
    verbose_name = "申请人"
