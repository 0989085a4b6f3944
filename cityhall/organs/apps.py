from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.organs"
    label = "ch_organs"
    verbose_name = "机构"
