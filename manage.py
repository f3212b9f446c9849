#!/usr/bin/env python
"""Django's command line. `manage.py serve` starts everything."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizagent.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from quizagent import lean

    try:
        settings.DEBUG  # noqa: B018 - reads the settings, so that a wrong value ends here in one line
    except ImproperlyConfigured as exc:
        sys.exit(f"quizagent: {exc}")
    if sys.argv[1:2] == ["serve"]:
        lean.leave_out()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
