"""`manage.py runserver`: daphne with automatic reload, for development; `serve` is what runs in earnest.

Write-back is `manage.py flush_writes` in a second terminal.
"""

import os
import sys
from typing import Any

from daphne.management.commands.runserver import Command as DaphneCommand
from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import autoreload

from quizagent import embedded
from system import database


class Command(DaphneCommand):
    default_port = str(settings.PORT)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(use_static_handler=False)  # WhiteNoise serves them, here as everywhere

    def run(self, **options: Any) -> None:
        if os.environ.get(autoreload.DJANGO_AUTORELOAD_ENV):  # the process that is replaced at every change
            super().run(**options)
            return
        redis = embedded.Server(settings.VAR_DIR) if settings.REDIS_EMBEDDED else None
        try:
            if redis:
                redis.start()
            database.migrate()
            super().run(**options)
        except embedded.EmbeddedRedisError as exc:
            sys.exit(f"quizagent: {exc}")
        finally:
            if redis:
                redis.stop()
