"""One line a record: time, level, logger, the event's name, then the values given in `extra`."""

import logging
import re

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_SECRETS = re.compile(r"(gsk_|whsec_|Bearer\s+)[\w+/=.-]{4,}|(\w+://)[^/\s@]*@")


class Formatter(logging.Formatter):
    """Keys, bearer tokens and credentials in URLs are masked, whoever logged them."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        extra = " ".join(f"{k}={v}" for k, v in vars(record).items() if k not in _STANDARD)
        first, newline, rest = line.partition("\n")
        return _SECRETS.sub(_mask, f"{first} {extra}".rstrip() + newline + rest)


def _mask(match: re.Match[str]) -> str:
    return f"{match[1] or match[2]}***"
