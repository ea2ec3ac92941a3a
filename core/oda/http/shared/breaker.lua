-- The circuit breaker of core/oda/http/limits.py for all processes that share one Redis.
-- KEYS[1]: a hash. ARGV: look, admit, success, failure or abandon; failures that open it;
-- microseconds that it stays open; microseconds after which a probe that nobody ended is given up,
-- as its process may be gone.
-- Gives: closed, open or half-open; microseconds until the next probe; failures in a row; whether
-- a request is held back; whether the hash was there.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local kept = redis.call('HMGET', KEYS[1], 'at', 'opened', 'probe', 'failures')
local at = tonumber(kept[1])
local back = at and math.min(0, now - at) or 0
local opened, probe = tonumber(kept[2]) or 0, (tonumber(kept[3]) or 0) + back
local failures = tonumber(kept[4]) or 0
if opened > 0 then opened = opened + back end

local function left()
    return opened > 0 and math.max(0, opened + tonumber(ARGV[3]) - now) or 0
end

local held = left() > 0 or (opened > 0 and probe > now)
if ARGV[1] == 'admit' then
    if opened > 0 and not held then probe = now + tonumber(ARGV[4]) end
elseif ARGV[1] == 'success' then
    opened, probe, failures = 0, 0, 0
elseif ARGV[1] == 'failure' then
    failures = failures + 1
    if probe > now or (opened == 0 and failures >= tonumber(ARGV[2])) then opened = now end
    probe = 0
elseif ARGV[1] == 'abandon' then
    probe = 0
end

if ARGV[1] ~= 'look' then
    redis.call('HSET', KEYS[1], 'at', now, 'opened', opened, 'probe', probe, 'failures', failures)
    redis.call('EXPIRE', KEYS[1], 3600)
end
local state = 'closed'
if opened > 0 then state = left() > 0 and 'open' or 'half-open' end
return {state, math.ceil(left()), failures, held and 1 or 0, at and 1 or 0}
