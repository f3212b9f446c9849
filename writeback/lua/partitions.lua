-- Remember the most partitions there ever were, so that fewer of them strand nothing.
-- KEYS: the number.  ARGV: how many are configured.  Returns the most.
local most = tonumber(redis.call('GET', KEYS[1]) or 0)
if tonumber(ARGV[1]) > most then
  most = tonumber(ARGV[1])
  redis.call('SET', KEYS[1], most)
end
return most
