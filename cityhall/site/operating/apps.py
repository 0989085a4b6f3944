from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.site.operating"
    label = "door_operating"
    verbose_name = "运行状况"

    def ready(self) -> None:
        from cityhall.site import metrics

        metrics.listen()
