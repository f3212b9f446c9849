-- Forget workers that hold nothing and were not seen for a while. One with entries stays: they would go with it.
-- KEYS: stream.  ARGV: group, idle ms, and the name of one to forget at any idle time.
local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
if consumers.err then return 0 end
local swept = 0
for _, fields in ipairs(consumers) do
  local c = {}
  for i = 1, #fields, 2 do c[fields[i]] = fields[i + 1] end
  if c.pending == 0 and (c.idle >= tonumber(ARGV[2]) or c.name == ARGV[3]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], c.name)
    swept = swept + 1
  end
end
return swept
