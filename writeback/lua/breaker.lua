-- The circuit breaker that all workers share.
-- KEYS: its hash.  ARGV: what, then
--   check   consumer, probe lease ms, longest pause ms  -> {state, ms to wait, failures, cause}
--   look    as check, but takes nothing
--   failure threshold, first pause ms, longest ms, share of the pause from 0 to 1, at least ms, cause  -> 1 when open
--   success                                              -> 0
--   release consumer                                     -> 0, a probe that found nothing to send
local breaker, now = KEYS[1], now_ms()

local function check(consumer, lease_ms, longest_ms)
  local b = redis.call('HMGET', breaker, 'until', 'failures', 'probe', 'probe_until', 'cause')
  local failures, cause = tonumber(b[2] or 0), b[5] or ''
  if not b[1] then return {'closed', 0, failures, cause} end
  local left = tonumber(b[1]) - now
  if left > 0 and left <= tonumber(longest_ms) then return {'open', left, failures, cause} end
  local leased = tonumber(b[4] or 0) - now
  if b[3] and b[3] ~= consumer and leased > 0 and leased <= tonumber(lease_ms) then
    return {'open', leased, failures, cause}
  end
  if consumer ~= '' then redis.call('HSET', breaker, 'probe', consumer, 'probe_until', now + lease_ms) end
  return {'probe', 0, failures, cause}
end

local function failure(threshold, first_ms, longest_ms, share, at_least_ms, cause)
  local failures = redis.call('HINCRBY', breaker, 'failures', 1)
  local level = tonumber(redis.call('HGET', breaker, 'level') or 0)
  local open_until = tonumber(redis.call('HGET', breaker, 'until') or 0)
  at_least_ms = tonumber(at_least_ms)
  redis.call('HSET', breaker, 'cause', cause)
  if open_until > now and at_least_ms == 0 then return 1 end
  if level == 0 and failures < tonumber(threshold) and at_least_ms == 0 then return 0 end
  local pause = math.min(tonumber(longest_ms), tonumber(first_ms) * 2 ^ math.min(level, 30)) * tonumber(share)
  redis.call('HSET', breaker, 'until', math.floor(now + math.max(pause, at_least_ms)), 'level', level + 1)
  redis.call('HDEL', breaker, 'probe', 'probe_until')
  return 1
end

local what = ARGV[1]
if what == 'check' or what == 'look' then return check(ARGV[2], ARGV[3], ARGV[4]) end
if what == 'failure' then return failure(ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]) end
if what == 'success' then
  redis.call('DEL', breaker)
elseif redis.call('HGET', breaker, 'probe') == ARGV[2] then
  redis.call('HDEL', breaker, 'probe', 'probe_until')
end
return 0
