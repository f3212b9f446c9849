"""Deliver queued writes: as a loop until SIGTERM, or once until nothing is due."""

import asyncio
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from writeback import loop, spill


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="drain what is due and exit: 0 when nothing waits, else 1"
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if not once:
            asyncio.run(self._loop())
            return
        try:
            waiting = asyncio.run(loop.drain())
        except spill.REDIS_TROUBLE as exc:
            raise CommandError("Redis cannot be reached.") from exc
        if waiting:
            self.stderr.write(f"{waiting} operations still wait.")
            sys.exit(1)

    async def _loop(self) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await loop.run(stop)
