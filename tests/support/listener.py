"""Asks a provider something and keeps what it said."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from chat.llm.base import Provider, Request, Usage


@dataclass
class Heard:
    """What one answer brought, also when it ended in an error."""

    pieces: list[str] = field(default_factory=list)
    finish_reason: str | None = None
    usage: Usage | None = None
    model: str = ""

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def ask(message: str = "Ten questions on numbers", **members: Any) -> Request:
    prompt = {"role": "system", "content": "Be brief."}, {"role": "user", "content": message}
    return Request(message=message, messages=tuple(map(orjson.dumps, prompt)), **members)


async def listen(provider: Provider, request: Request | None = None, *, into: Heard | None = None) -> Heard:
    heard = into or Heard()
    async with provider.open(request or ask()) as answer:
        heard.model = answer.model
        await answer.pour(heard.pieces.append)
        heard.finish_reason, heard.usage = answer.finish_reason, answer.usage
    return heard
