"""Deliver queued writes: as a loop until SIGTERM, or once until nothing is due."""

import asyncio
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from writeback import health, loop, progress, stream


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="drain what is due and exit: 0 when nothing waits, else 1"
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        watcher: progress.Watcher = progress.Log()
        if self.stdout.isatty():
            self.stdout.ending = ""  # the line is drawn over itself
            watcher = progress.Line(self.stdout, health.sink_name())
        try:
            waiting = asyncio.run(loop.drain(watcher=watcher) if once else self._loop(watcher))
        except stream.REDIS_TROUBLE as exc:
            raise CommandError("Redis cannot be reached.") from exc
        if waiting:
            self.stderr.write(f"{waiting} operations still wait.")
            sys.exit(1)

    async def _loop(self, watcher: progress.Watcher) -> int:
        """Ends with 0 on SIGTERM or SIGINT: what waits then is the next worker's."""
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await loop.run(stop, watcher=watcher)
        return 0
