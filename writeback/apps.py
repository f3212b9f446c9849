from django.apps import AppConfig


class WritebackConfig(AppConfig):
    name = "writeback"
    verbose_name = "Write-back"

    def ready(self) -> None:
        from writeback import checks  # noqa: F401 - registers them
