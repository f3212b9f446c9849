-- Bring back to the stream what has waited long enough, at most `count` of each kind.
-- KEYS: stream, retry, held, open, stats.  ARGV: hash prefix, count, the longest wait there can be in ms.
-- A wait beyond the longest means that the server's clock went back: it counts as over.
local now = now_ms()
local prefix, count, longest = ARGV[1], ARGV[2], tonumber(ARGV[3])

local function back(waiting, id)
  redis.call('ZREM', waiting, id)
  if redis.call('HEXISTS', prefix .. id, 'body') == 0 then
    redis.call('ZREM', KEYS[4], id)
    redis.call('HINCRBY', KEYS[5], 'missing', 1)
    return 0
  end
  local entry = redis.call('XADD', KEYS[1], '*', 'id', id)
  redis.call('HSET', prefix .. id, 'entry', entry)
  return 1
end

local promoted = 0
for _, waiting in ipairs({KEYS[2], KEYS[3]}) do
  local due = redis.call('ZRANGEBYSCORE', waiting, '-inf', now, 'LIMIT', 0, count)
  for _, id in ipairs(due) do promoted = promoted + back(waiting, id) end
  local absurd = redis.call('ZRANGEBYSCORE', waiting, '(' .. (now + longest), '+inf', 'LIMIT', 0, count)
  for _, id in ipairs(absurd) do promoted = promoted + back(waiting, id) end
end
return promoted
