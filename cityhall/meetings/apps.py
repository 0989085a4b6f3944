from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.meetings"
    label = "ch_meetings"
    verbose_name = "会商与联合踏勘"
