"""CPU time per streamed token of the Groq provider alone: many slow streams at once, one token a write.

    python -m bench.provider_tokens [streams] [tokens per stream]

The server is a process of its own; what is measured is this process, on uvloop, from request to last token.
"""

import asyncio
import os
import subprocess
import sys
import time
from urllib.parse import urlencode

import uvloop

_DELAY_SECS = 0.02


async def _measure(streams: int, tokens: int) -> None:
    from chat.llm.groq import GroqProvider
    from tests.support.listener import ask, listen

    provider = GroqProvider()
    await provider.warm()
    request = ask(max_completion_tokens=tokens)
    await asyncio.gather(*(listen(provider, request) for _ in range(streams)))
    cpu, wall = time.process_time(), time.perf_counter()
    heard = await asyncio.gather(*(listen(provider, request) for _ in range(streams)))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    got = sum(answer.usage.completion_tokens for answer in heard)
    pieces = sum(len(answer.pieces) for answer in heard)
    print(f"{streams} streams, {got} tokens in {pieces} pieces, {wall:.1f} s: {cpu / got * 1e6:.1f} µs CPU a token")
    await provider.close()


def main() -> None:
    streams, tokens = map(int, sys.argv[1:3] or (50, 400))
    script = urlencode({"text": "word " * tokens * 2, "delay_secs": _DELAY_SECS})
    command = [sys.executable, "-m", "tests.support.fake_groq", "--script", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip() if server.stdout else ""
            assert url, "the server did not start"
            os.environ |= {
                "DJANGO_SETTINGS_MODULE": "quizagent.settings",
                "GROQ_API_KEY": "none",
                "GROQ_BASE_URL": url,
                "GROQ_MODEL": "bench",
            }
            uvloop.run(_measure(streams, tokens))
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
