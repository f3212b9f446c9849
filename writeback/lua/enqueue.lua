-- Accept operations, each id once.
-- KEYS: stream, open, stats, then one hash per operation.
-- ARGV: per operation id, type, thread, body, requeue, parked, attempts charged before, accepted ms (empty: now).
-- Returns per operation 1 (queued), 0 (known, alive or delivered: nothing done), 2 (alive, but ask again later) or 3
-- (dead: nothing done).
-- `requeue` is empty, or names the request to requeue: it replaces a dead receipt, but the same request only once.
-- `parked` is empty, or the entry that was to be parked: while it is still the operation's entry, the parking may be
-- under way, and what lives now may be gone in a moment.
local now = now_ms()

local function put(hash, id, kind, thread, body, requeue, parked, attempts, accepted)
  local known = redis.call('HMGET', hash, 'accepted', 'final', 'requeue', 'entry')
  local final, same = known[2], known[3] == requeue
  if final == 'delivered' then return 0 end
  if final == 'dead' then
    if requeue == '' or same then return 3 end
    redis.call('DEL', hash)
  elseif known[1] then
    if requeue ~= '' and not same or known[4] == parked then return 2 end
    return 0
  end
  accepted = math.min(now, tonumber(accepted) or now)
  local entry = redis.call('XADD', KEYS[1], '*', 'id', id)
  redis.call('HSET', hash, 'type', kind, 'thread', thread, 'body', body, 'accepted', accepted,
    'entry', entry, 'requeue', requeue, 'attempts', attempts)
  redis.call('ZADD', KEYS[2], accepted, id)
  redis.call('HINCRBY', KEYS[3], 'accepted:' .. kind, 1)
  return 1
end

local codes = {}
for i = 4, #KEYS do
  local a = (i - 4) * 8
  codes[#codes + 1] = put(KEYS[i], unpack(ARGV, a + 1, a + 8))
end
return codes
