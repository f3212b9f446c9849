"""The README's own commands, against the service."""

import json
import re
import shlex

import httpx
import pytest

from tests.support.service import ROOT, Service

_README = (ROOT / "README.md").read_text()
_COMMANDS = re.findall(r"^curl (?:.*\\\n)*.*$", _README, re.MULTILINE)


def _request(command: str, running: Service) -> httpx.Response:
    """What curl would send."""
    words = iter(shlex.split(command.replace("\\\n", " "))[1:])
    method, url, body, headers = "GET", "", None, {}
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-d":
            body = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word.startswith("http"):
            url = word.replace("http://localhost:3001", running.url)
    return httpx.request(method, url, content=body, headers=headers, timeout=30)


def test_it_has_the_calls_that_a_newcomer_tries() -> None:
    assert len(_COMMANDS) == 6


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_command_works_as_it_stands(command: str, running: Service) -> None:
    assert _request(_COMMANDS[0], running).status_code == 200, "the first one makes the thread that others read"
    answer = _request(command, running)
    assert answer.status_code == 200
    shown = _README.partition(command)[2]
    if answer.headers["Content-Type"] == "application/json":
        for member in answer.json():
            assert f'"{member}":' in shown, member
    else:
        types = {json.loads(line[6:])["type"] for line in answer.text.splitlines() if line.startswith('data: {"')}
        assert types == set(re.findall(r'data: \{"type":"(\w+)"', shown))


def test_every_file_it_points_to_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", _README) if not link.startswith("http")]
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
