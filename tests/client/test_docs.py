"""The examples of docs/client.md, run one after the other as they stand."""

import asyncio
import re

from tests.support.groq_script import Script
from tests.support.service import ROOT

_PAGE = (ROOT / "docs" / "client.md").read_text()
_EXAMPLES = re.findall(r"^```python\n(.*?)^```$", _PAGE, re.MULTILINE | re.DOTALL)


async def test_every_example_works(service, groq, tmp_path, monkeypatch, capsys):
    groq.queue.extend([Script(), Script(), Script(), Script(delay_secs=0.005)])  # the fourth turn is cancelled
    monkeypatch.chdir(tmp_path)
    names = {}
    for example in _EXAMPLES:
        code = compile(example.replace("http://localhost:3001", service.url), "docs/client.md", "exec")
        await asyncio.to_thread(exec, code, names)
    said = capsys.readouterr().out
    assert "[single_choice]" in said and "cancelled" in said
    assert list(tmp_path.glob("*.moodle.xml"))


def test_it_names_every_class_of_error_and_every_call():
    from quizagent import client
    from quizagent.client.calls import Calls

    errors = [name for name in client.__all__ if issubclass(getattr(client, name), client.ClientError)]
    calls = [name for name in vars(Calls) if not name.startswith("_")]
    for name in [*errors, *calls]:
        assert name in _PAGE, name
