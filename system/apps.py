from django.apps import AppConfig
from django.core import checks


class SystemConfig(AppConfig):
    name = "system"

    def ready(self) -> None:
        from system import checks as ours

        checks.register(ours.check_contradictions)
        checks.register(ours.check_production)
