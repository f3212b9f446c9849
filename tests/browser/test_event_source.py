"""A browser's own EventSource, with no code of ours in between, on a run."""

import json

from tests.support.groq_script import Script

_FOLLOW = """async () => {
  const body = JSON.stringify({message: "Tell me something"});
  const turn = await fetch("/chat/stream", {method: "POST", headers: {"Content-Type": "application/json"}, body});
  const first = await turn.body.getReader().read();
  const run = new TextDecoder().decode(first.value).match(/run_[a-z2-7]+/)[0];
  const source = new EventSource(`/chat/stream/${run}`);
  const seen = [];
  source.onmessage = (event) => seen.push([Number(event.lastEventId), event.data]);
  await new Promise((resolve) => {
    source.onerror = () => source.readyState === EventSource.CLOSED && resolve();
  });
  return seen;
}"""


def test_it_sees_every_event_once_and_stops_by_itself(visit, online, groq):
    groq.queue.append(Script(pieces=["a "] * 40, delay_secs=0.01))
    *events, done = visit(f"{online.url}/").evaluate(_FOLLOW)
    assert [number for number, _ in events] == list(range(1, len(events) + 1))
    told = [json.loads(data) for _, data in events]
    assert (told[0]["type"], told[-1]["type"]) == ("start", "complete")
    assert "".join(event["data"]["chunk"] for event in told[1:-1]) == "a " * 40
    assert done == [len(events), "[DONE]"], "it came once, and the 204 for what comes after it ended the source"
