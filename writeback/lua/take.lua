-- Take at most `count` operations for one worker: first those whose worker died, then new ones.
-- KEYS: stream, open, stats.  ARGV: hash prefix, group, consumer, count, claim ms, dead owners before it goes alone.
-- Returns per operation entry, id, dead owners, and the hash's fields.
-- One that outlived too many owners is taken alone, so that its neighbours are never blamed for it.
local q, prefix, group, consumer = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local count, claim_ms, alone_after = tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6])

local function lost()
  local found = redis.pcall('XPENDING', q, group, 'IDLE', claim_ms, '-', '+', count)
  if not found.err then return found end
  redis.call('XGROUP', 'CREATE', q, group, '0', 'MKSTREAM')
  return {}
end

-- A worker that comes back to its own entry did not die: the count of owners stays.
local function claim(pending)
  local entry, owner, owners = pending[1], pending[2], pending[4]
  local own = owner == consumer
  if own then owners = owners - 1 end
  local got = redis.call('XCLAIM', q, group, consumer, claim_ms, entry, 'RETRYCOUNT', owners + 1)
  if not got[1] then
    redis.call('XACK', q, group, entry)
    return nil
  end
  if not own then redis.call('HINCRBY', KEYS[3], 'claimed', 1) end
  return {got[1], owners}
end

local entries = {}
for _, pending in ipairs(lost()) do
  local alone = pending[4] >= alone_after
  if not alone or #entries == 0 then entries[#entries + 1] = claim(pending) end
  if alone then
    count = #entries
    break
  end
end
if #entries < count then
  local new = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', count - #entries, 'STREAMS', q, '>')
  if new then
    for _, entry in ipairs(new[1][2]) do entries[#entries + 1] = {entry, 0} end
  end
end

local taken = {}
for _, pair in ipairs(entries) do
  local entry, id = pair[1][1], pair[1][2][2]
  local fields = redis.call('HMGET', prefix .. id, 'type', 'body', 'accepted', 'attempts', 'holds', 'hangs', 'errors')
  if fields[2] then
    taken[#taken + 1] = {entry, id, pair[2], unpack(fields)}
  else
    redis.call('XACK', q, group, entry)
    redis.call('XDEL', q, entry)
    redis.call('ZREM', KEYS[2], id)
    redis.call('HINCRBY', KEYS[3], 'missing', 1)
  end
end
return taken
