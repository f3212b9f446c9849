-- Write down what became of operations that a worker took.
-- KEYS: stream, retry, held, open, done, stats.
-- ARGV: hash prefix, group, receipt window in s, bounds of the histogram in ms, then per operation entry, id, outcome, delay ms, error, cause.
-- Outcomes: ok, retry (charged), hold (not charged), dead, park (it lives in the database now), back (not tried).
-- Returns per operation what it is now: delivered, revived (delivered, but was dead), retrying, held, dead, parked,
-- pending; or, when this verdict came too late to count, late:delivered, late:dead, late:alive, late:gone.
-- The first verdict on an entry counts, also when a server that was killed has forgotten that it was taken. Success
-- always counts: nothing overwrites it and it cancels every wait.
local q, retry, held, open, done, stats = unpack(KEYS)
local prefix, group, window_secs = ARGV[1], ARGV[2], tonumber(ARGV[3])
local now = now_ms()

local function observe(ms)
  local bucket = 'more'
  for bound in string.gmatch(ARGV[4], '%d+') do
    if ms <= tonumber(bound) then
      bucket = bound
      break
    end
  end
  redis.call('HINCRBY', stats, 'end_to_end_seconds:' .. bucket, 1)
  redis.call('HINCRBY', stats, 'end_to_end_seconds:sum', ms)
end

local function forget_entry(entry)
  local first = redis.call('XACK', q, group, entry)
  redis.call('XDEL', q, entry)
  return first == 1
end

local function close(hash, id, final)
  redis.call('HSET', hash, 'final', final, 'ended', now)
  redis.call('HDEL', hash, 'body', 'entry')
  redis.call('EXPIRE', hash, window_secs)
  redis.call('ZREM', open, id)
end

local function deliver(hash, id, final, current)
  if final == 'delivered' then
    redis.call('HINCRBY', stats, 'duplicates', 1)
    return 'late:delivered'
  end
  redis.call('ZREM', retry, id)
  redis.call('ZREM', held, id)
  if current then forget_entry(current) end
  close(hash, id, 'delivered')
  redis.call('ZADD', done, now, id)
  redis.call('EXPIRE', done, window_secs)
  redis.call('HINCRBY', stats, 'delivered', 1)
  local accepted = redis.call('HGET', hash, 'accepted')
  if accepted then observe(math.max(0, now - accepted)) end
  return final == 'dead' and 'revived' or 'delivered'
end

local function note(hash, err)
  redis.call('HSET', hash, 'error', err)
  local errors = redis.call('HGET', hash, 'errors') or ''
  if #errors < 8000 then
    redis.call('HSET', hash, 'errors', errors .. cjson.encode({at = now, error = err}) .. '\n')
  end
end

local function wait(hash, id, waiting, delay_ms)
  redis.call('HDEL', hash, 'entry')
  redis.call('ZADD', waiting, now + delay_ms, id)
end

local function judge(hash, id, outcome, delay_ms, err, cause)
  if outcome == 'retry' then
    redis.call('HINCRBY', hash, 'attempts', 1)
    redis.call('HINCRBY', stats, 'retries', 1)
    note(hash, err)
    wait(hash, id, retry, delay_ms)
    return 'retrying'
  elseif outcome == 'hold' then
    redis.call('HINCRBY', hash, 'holds', 1)
    redis.call('HINCRBY', stats, 'holds:' .. cause, 1)
    if cause == 'timeout' then redis.call('HINCRBY', hash, 'hangs', 1) end
    redis.call('HSET', hash, 'error', err)
    wait(hash, id, held, delay_ms)
    return 'held'
  elseif outcome == 'dead' then
    redis.call('HINCRBY', stats, 'dead:' .. cause, 1)
    note(hash, err)
    close(hash, id, 'dead')
    return 'dead'
  elseif outcome == 'park' then
    redis.call('DEL', hash)
    redis.call('ZREM', open, id)
    return 'parked'
  end
  redis.call('HSET', hash, 'entry', redis.call('XADD', q, '*', 'id', id))
  return 'pending'
end

local function settle(entry, id, outcome, delay_ms, err, cause)
  local hash = prefix .. id
  local first = forget_entry(entry)
  local known = redis.call('HMGET', hash, 'final', 'entry', 'body')
  if outcome == 'ok' then return deliver(hash, id, known[1], known[2]) end
  if known[1] then return 'late:' .. known[1] end
  if not known[3] then return 'late:gone' end
  if not first and known[2] ~= entry then return 'late:alive' end
  return judge(hash, id, outcome, tonumber(delay_ms), err, cause)
end

local results = {}
for i = 5, #ARGV, 6 do results[#results + 1] = settle(unpack(ARGV, i, i + 5)) end
redis.call('ZREMRANGEBYSCORE', done, '-inf', now - window_secs * 1000)
return results
