-- What is known of some operations of one partition.
-- KEYS: stream, retry, held.  ARGV: hash prefix, group, then ids.
-- Returns per id nothing, or the state (pending, in_flight, retrying, held, delivered, dead), the ms it is due (0 when
-- it does not wait) and the hash's fields.
local prefix, group = ARGV[1], ARGV[2]

local function where(id, final, entry)
  if final then return final, 0 end
  local due = redis.call('ZSCORE', KEYS[2], id)
  if due then return 'retrying', tonumber(due) end
  due = redis.call('ZSCORE', KEYS[3], id)
  if due then return 'held', tonumber(due) end
  local pending = entry and redis.pcall('XPENDING', KEYS[1], group, entry, entry, 1)
  if pending and not pending.err and pending[1] then return 'in_flight', 0 end
  return 'pending', 0
end

local found = {}
for i = 3, #ARGV do
  local fields = redis.call('HMGET', prefix .. ARGV[i],
    'final', 'entry', 'type', 'thread', 'accepted', 'ended', 'attempts', 'holds', 'error', 'errors')
  local known = {}
  if fields[1] or fields[3] then
    local state, due = where(ARGV[i], fields[1], fields[2])
    known = {state, due, unpack(fields, 3, 10)}
  end
  found[#found + 1] = known
end
return found
