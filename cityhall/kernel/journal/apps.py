from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.kernel.journal"
    label = "ch_journal"
    verbose_name = "办事日志"
