from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.messages"
    label = "ch_messages"
    verbose_name = "消息与文书"
