-- What one partition holds.  KEYS: stream, retry, held, open, done.  ARGV: group, receipt window in s.
-- Returns waiting (in flight included), in flight, held, retrying, delivered in the window, age of the oldest in ms.
local now = now_ms()
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1])
local oldest = redis.call('ZRANGE', KEYS[4], 0, 0, 'WITHSCORES')
return {
  redis.call('XLEN', KEYS[1]),
  pending.err and 0 or pending[1],
  redis.call('ZCARD', KEYS[3]),
  redis.call('ZCARD', KEYS[2]),
  redis.call('ZCOUNT', KEYS[5], now - ARGV[2] * 1000, '+inf'),
  oldest[2] and math.max(0, now - oldest[2]) or 0,
}
