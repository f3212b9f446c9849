#!/usr/bin/env python
"""Django's command line. `manage.py serve` starts everything."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizagent.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.DEBUG  # noqa: B018 - reads the settings, so that a wrong value ends here in one line
    except ImproperlyConfigured as exc:
        sys.exit(f"quizagent: {exc}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
