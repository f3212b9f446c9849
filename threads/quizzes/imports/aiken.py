"""Aiken: a line for the question, a line per option, a line for the key."""

import re

from .build import Builder, Entry, Unread, finish

_OPTION = re.compile(r"([A-Z])[.)]\s*(.+)")
_KEY = re.compile(r"ANSWER:\s*([A-Z])\s*$")


def read(content: str, builder: Builder) -> tuple[None, list[Entry]]:
    entries: list[Entry] = []
    stem: list[str] = []
    options: list[tuple[str, str]] = []
    for line in filter(None, (line.strip() for line in content.split("\n"))):
        if key := _KEY.match(line):
            entries.append(_entry(stem, options, key[1], builder))
            stem, options = [], []
        elif stem and (option := _OPTION.match(line)):
            options.append((option[1], option[2]))
        elif options:
            entries.append(Entry(None, ["It has no ANSWER line."]))
            stem, options = [line], []
        else:
            stem.append(line)
    if stem:
        entries.append(Entry(None, ["It has no ANSWER line."]))
    return None, entries


def _entry(stem: list[str], options: list[tuple[str, str]], key: str, builder: Builder) -> Entry:
    letters = [letter for letter, _ in options]
    if letters.count(key) != 1:
        return Entry(None, [str(Unread("Its ANSWER line names no option."))])
    texts = [(text, "") for _, text in options]
    made = builder.choice("\n".join(stem), texts, [letters.index(key)], single=True, shuffle=True)
    return Entry(finish(made))
