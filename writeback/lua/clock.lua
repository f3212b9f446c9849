-- Put before every other script: all of them go by the server's clock, never by a worker's.
local function now_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
