"""What turns cost, as /metrics tells it."""

from prometheus_client.parser import text_string_to_metric_families

from tests.chat.test_chat import ASK


async def _samples(service):
    text = (await service.get("/metrics")).body.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


async def test_a_turn_is_counted_with_its_questions_tokens_and_times(service):
    before = await _samples(service)
    answer = (await service.post("/chat", ASK)).json
    after = await _samples(service)

    def grown(*key):
        return after[key] - before.get(key, 0)

    assert grown("quizagent_turns_total", "groq", "stop") == 1
    assert grown("quizagent_questions_total") == len(answer["quiz"]["questions"])
    assert grown("quizagent_tokens_total", "completion") == answer["usage"]["completionTokens"]
    assert grown("quizagent_first_chunk_seconds_count") == 1
    assert after["quizagent_writeback_pending",] >= 3
