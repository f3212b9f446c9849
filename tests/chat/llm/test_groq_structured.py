import orjson
import pytest

from chat.llm.errors import LLMAuthFailed, LLMRateLimited, LLMTimeout
from tests.support.groq_script import Script

MESSAGES = (orjson.dumps({"role": "user", "content": "Fill in what is missing."}),)
SCHEMA = {
    "type": "object",
    "properties": {"n": {"type": "integer"}},
    "required": ["n"],
    "additionalProperties": False,
}


async def complete(provider, timeout_secs=5):
    return await provider.complete_json(MESSAGES, SCHEMA, max_tokens=500, timeout_secs=timeout_secs)


async def test_it_asks_the_model_with_strict_schemas_and_reads_the_object(groq, provider):
    groq.script = Script(json={"n": 4})
    assert await complete(provider) == {"n": 4}
    body = groq.exchanges[0].body
    assert body["model"] == "openai/gpt-oss-20b"
    assert body["response_format"]["json_schema"] == {"name": "answer", "strict": True, "schema": SCHEMA}
    assert not body.get("stream")


async def test_the_larger_model_stands_in_when_the_smaller_is_gone(groq, provider):
    groq.models["openai/gpt-oss-20b"] = Script(status=404)
    groq.models["openai/gpt-oss-120b"] = Script(json={"n": 4})
    assert await complete(provider) == {"n": 4}


async def test_json_that_only_missed_the_validation_is_read(groq, provider):
    error = {"code": "json_validate_failed", "failed_generation": '{"n": 4}'}
    groq.script = Script(status=400, error=error)
    assert await complete(provider) == {"n": 4}


@pytest.mark.parametrize(
    "script",
    [
        Script(status=400, error={"code": "json_validate_failed", "failed_generation": '{"n": '}),
        Script(status=400, error={"message": "response_format is not supported"}),
        Script(json="no JSON at all"),
        Script(json=[1, 2]),
        Script(status=404),
    ],
)
async def test_without_a_readable_object_there_is_none(groq, provider, script):
    groq.script = script
    assert await complete(provider) is None


async def test_it_does_not_outlast_its_time(groq, provider):
    groq.script = Script(headers_delay_secs=60)
    with pytest.raises(LLMTimeout):
        await complete(provider, timeout_secs=0.05)


async def test_a_wait_that_does_not_fit_is_not_begun(groq, provider):
    groq.script = Script(status=429, retry_after="4")
    with pytest.raises(LLMRateLimited):
        await complete(provider, timeout_secs=3)
    assert len(groq.exchanges) == 1


async def test_a_refused_key_is_told(groq, provider):
    groq.script = Script(status=401)
    with pytest.raises(LLMAuthFailed):
        await complete(provider)
