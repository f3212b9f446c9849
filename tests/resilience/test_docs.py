"""The examples of docs/streaming.md: its commands in a shell, its Python as it stands."""

import asyncio
import re
import shutil

import pytest

from tests.support.groq_script import Script
from tests.support.service import ROOT

_PAGE = (ROOT / "docs" / "streaming.md").read_text()


def _blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", _PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(not shutil.which("curl"), reason="the commands need curl")
async def test_every_command_says_what_the_page_shows(served, groq, tmp_path):
    groq.script = Script(delay_secs=0.001)
    said = []
    for number, block in enumerate(_blocks("bash")):
        script = tmp_path / f"{number}.sh"
        script.write_text(f"run=$(cat run)\n{block}\necho $run > run\n".replace("http://localhost:3001", served.url))
        (tmp_path / "run").touch()
        shell = await asyncio.create_subprocess_exec(
            "bash", "-eu", script, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said.append((await shell.communicate())[0].decode())
        assert shell.returncode == 0, said[-1]
    assert said[0].startswith('retry: 2000\nid: 1\ndata: {"type":"start"') and "\nid: 2\n" in said[0]
    assert said[1] == "id: 4\n204\n"
    assert re.fullmatch(r'{"success":true,"runId":"run_\w+"}\n?"finishReason":"cancelled"\n', said[2])
    assert said[3].replace("\r", "") == "HTTP/1.1 200 OK\nHTTP/1.1 200 OK\nidempotency-replayed: true\n"


async def test_the_socket_example_works(served, capsys):
    (example,) = _blocks("python")
    code = compile(example.replace("localhost:3001", served.url.removeprefix("http://")), "streaming.md", "exec")
    await asyncio.to_thread(exec, code, {})
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"1 run_\w+ start", lines[0]) and lines[-1].endswith("complete")
