"""`manage.py serve`: the whole service with one command."""

import asyncio
import gc
import logging
import os
import sys
from typing import Any, NoReturn
from urllib.parse import urlsplit

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import get_resolver

from chat import runs, rush
from quizagent import embedded, lean
from system import descriptors, preparation, server, supervisor

# A turn leaves no cycles behind, so there is little to collect. A burst makes a million objects that stay for some
# seconds: with Python's own 700, 10 and 10 a tenth of its CPU goes into looking at them again and again.
_COLLECTIONS = (20_000, 20, 20)


class Command(BaseCommand):
    help = "Run the service: web server, write-back loop and, without REDIS_URL, a Redis of its own."
    requires_system_checks = ()  # preparation.py makes them

    def handle(self, *args: Any, **options: Any) -> None:
        descriptors.raise_limit()
        redis = embedded.Server(settings.VAR_DIR) if settings.REDIS_EMBEDDED else None
        try:
            listener = server.listen(settings.HOST, settings.PORT)
            preparation.run(self.check)
            if redis:
                redis.start()
        except (server.ListenError, embedded.EmbeddedRedisError, OSError) as exc:
            sys.exit(f"quizagent: {exc}")
        _leave(asyncio.Runner(loop_factory=uvloop.new_event_loop).run(self._serve(listener, redis)))

    async def _serve(self, listener: Any, redis: embedded.Server | None) -> int:
        from quizagent.asgi import application

        get_resolver().url_patterns  # noqa: B018 - loaded here, so that the first request need not wait for it
        web = server.Server(server.config(application), on_ready=lambda: self._greet(redis))
        rush.watch(listener)
        gc.collect()
        gc.freeze()  # what is here now stays: no collection has to look at it again
        gc.set_threshold(*_COLLECTIONS)
        return await supervisor.Supervisor(server=web, child=supervisor.flusher(), redis=redis, drain=runs.drain).run(
            listener
        )

    def _greet(self, redis: embedded.Server | None) -> None:
        lean.let_in()
        host = "localhost" if settings.HOST in ("127.0.0.1", "0.0.0.0", "::", "::1") else settings.HOST  # noqa: S104
        url = f"http://{host}:{settings.PORT}"
        self.stdout.write(
            f"Quiz Generator Agent {settings.VERSION} is ready at {url}\n"
            f"  model       {_describe_llm()}\n"
            f"  Redis       {_describe_redis(redis)}\n"
            f"  write-back  {_describe_sink()}\n"
            f"  API docs    {url}/docs\n"
            f"  stop        Ctrl-C"
        )
        self.stdout.flush()


def _describe_llm() -> str:
    if settings.LLM_PROVIDER == "offline":
        return "none: the offline question bank answers; set GROQ_API_KEY for a language model"
    place = f" at {_host(settings.GROQ_BASE_URL)}" if settings.GROQ_BASE_URL else ""
    return f"Groq{place}, {settings.GROQ_MODEL}"


def _describe_redis(redis: embedded.Server | None) -> str:
    if not redis:
        return _host(settings.REDIS_URL)
    owner = "our own server" if redis.pid else "the server of another process"
    return f"{owner}, data in {os.path.relpath(settings.VAR_DIR / 'redis')}"


def _describe_sink() -> str:
    return _host(settings.MAIN_API_URL) if settings.MAIN_API_URL else "to this service's database; set MAIN_API_URL"


def _host(url: str) -> str:
    """Without the credentials that a URL may hold."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or parts.path


def _leave(code: int) -> NoReturn:
    """Everything has ended in order; a thread that hangs in a database call must not keep the process."""
    sys.stdout.flush()
    logging.shutdown()
    os._exit(code)
