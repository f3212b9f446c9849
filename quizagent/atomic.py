"""Scripts that Redis runs, alone or several with plain commands as one transaction.

MULTI cannot ask before it writes, and WATCH needs a connection for itself and three round trips. A transaction here
is one script that is put together from the parts of those who take part in it, and runs in one round trip.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from redis.exceptions import NoScriptError

from quizagent import redis

Value = str | bytes | int | float

# ARGV: how many steps; per step its part (0: a plain command), how many keys, how many arguments, and these.
_STEPS = """
local replies, key, at = {}, 0, 1
for step = 1, tonumber(ARGV[1]) do
  local part, keys, args = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local own_keys, own_args = {unpack(KEYS, key + 1, key + keys)}, {unpack(ARGV, at + 4, at + 3 + args)}
  key, at = key + keys, at + 3 + args
  local reply
  if part == 0 then
    reply = redis.call(own_args[1], own_keys[1], unpack(own_args, 2))
  else
    reply = parts[part](own_keys, own_args)
    if reply == false then return false end
  end
  replies[step] = reply or false
end
return replies
"""


class Script:
    """Lua with KEYS and ARGV."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()

    async def run(self, keys: Sequence[str], args: Sequence[Value]) -> Any:
        """Its reply. A server that does not know it yet gets its text. Raises RedisError, OSError."""
        line = redis.line()
        try:
            return await line.call("EVALSHA", self.sha, len(keys), *keys, *args)
        except NoScriptError:
            return await line.call("EVAL", self.source, len(keys), *keys, *args)


class Transaction:
    """Commands and scripts that are carried out together, in their order. Nothing happens before `commit`."""

    def __init__(self) -> None:
        self._parts: list[Script] = []
        self._steps = 0
        self._keys: list[str] = []
        self._args: list[Value] = []

    def __len__(self) -> int:
        return self._steps

    def do(self, command: str, key: str, *args: Value) -> None:
        """A plain command on one key."""
        self._add(0, [key], [command, *args])

    def run(self, part: Script, keys: Sequence[str], args: Sequence[Value]) -> None:
        """A script. When it returns false nothing after it is done, so one that may do so stands first."""
        if part not in self._parts:
            self._parts.append(part)
        self._add(1 + self._parts.index(part), keys, args)

    def _add(self, part: int, keys: Sequence[str], args: Sequence[Value]) -> None:
        self._steps += 1
        self._keys += keys
        self._args += [part, len(keys), len(args), *args]

    async def commit(self) -> list[Any] | None:
        """The replies, one a step; None when a script refused. Raises RedisError and OSError: what was done then is
        unknown."""
        whole = _composed(tuple(self._parts))
        replies: list[Any] | None = await whole.run(self._keys, [self._steps, *self._args])
        return replies


@lru_cache(maxsize=64)
def _composed(parts: tuple[Script, ...]) -> Script:
    functions = "".join(f"function(KEYS, ARGV)\n{part.source}\nend,\n" for part in parts)
    return Script(f"local parts = {{\n{functions}}}\n{_STEPS}")
