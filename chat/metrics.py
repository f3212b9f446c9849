"""What turns cost and how they end, for /metrics. Counted where a turn ends, per process."""

from prometheus_client import Counter, Histogram

from chat.drafts import Draft

_SECS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 120)

_turns = Counter("quizagent_turns", "Turns that ended.", ["provider", "finish_reason"])
_questions = Counter("quizagent_questions", "Questions in quizzes that turns made or changed.")
_tokens = Counter("quizagent_tokens", "Tokens, as far as the provider says.", ["kind"])
_first_chunk_secs = Histogram("quizagent_first_chunk_seconds", "From the start to the first text.", buckets=_SECS)
_turn_secs = Histogram("quizagent_turn_seconds", "From the start to the end.", buckets=_SECS)


def ended(draft: Draft) -> None:
    _turns.labels(draft.provider, draft.finish_reason).inc()
    _turn_secs.observe(draft.elapsed_ms() / 1000)
    if draft.first_chunk_ms is not None:
        _first_chunk_secs.observe(draft.first_chunk_ms / 1000)
    if draft.quiz:
        _questions.inc(len(draft.quiz["questions"]))
    if draft.usage:
        _tokens.labels("prompt").inc(draft.usage.prompt_tokens)
        _tokens.labels("completion").inc(draft.usage.completion_tokens)
