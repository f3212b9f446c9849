"""How many turns a thread and a caller may start in a while: fixed windows, counted in Redis for all instances."""

from django.conf import settings

from chat.turns import Turn
from quizagent import errors, redis
from quizagent.atomic import Script
from quizagent.middleware import Scope

# Counts up to the limit only, so that a caller who keeps knocking is not shut out for longer.
_COUNT = Script("""
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count >= tonumber(ARGV[1]) then return redis.call('PTTL', KEYS[1]) end
if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
""")


async def check(scope: Scope, turn: Turn) -> None:
    """Raises RateLimited with the time until the window ends."""
    client = scope.get("client") or ("-", 0)
    caller = turn.ref.owner if turn.ref.owner != "-" else client[0]
    await _count(settings.RATE_LIMIT_CLIENT, "client", caller)
    await _count(settings.RATE_LIMIT_THREAD, "thread", turn.ref.owner, turn.ref.id)


async def _count(rate: tuple[int, int] | None, *who: str) -> None:
    if rate is None:
        return
    limit, window_secs = rate
    async with redis.required():
        wait_ms = await _COUNT.run([redis.key("rate", *who)], [limit, window_secs * 1000])
    if wait_ms:
        raise errors.RateLimited(retry_after_secs=wait_ms / 1000)
