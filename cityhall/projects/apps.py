from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.projects"
    label = "ch_projects"
    verbose_name = "投资项目"
