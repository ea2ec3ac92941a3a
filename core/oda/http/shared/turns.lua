-- The rate limiter of core/oda/http/limits.py for all processes that share one Redis.
-- KEYS[1]: a hash. ARGV: what to do, the most requests a second, the rate to begin with, then
--   turn     microseconds that the caller waits at most
--   observe  microseconds since the attempt began; good, bad or hard; answers that earn a step;
--            steps to the full rate; lowest rate
--   pause    microseconds to send nothing; microseconds that the API asked for
--   look
-- Gives: turn, late, paused or seen; microseconds; thousandths of a request a second; whether the
-- hash was there. Moments are microseconds of this server's clock.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local kept = redis.call('HMGET', KEYS[1], 'at', 'next', 'paused', 'asked', 'halved', 'rate', 'good')
local at = tonumber(kept[1])
-- Where the clock was set back, what was promised moves with it.
local back = at and math.min(0, now - at) or 0
local function moment(i) return (tonumber(kept[i]) or 0) + back end

local most = tonumber(ARGV[2])
local next, paused, asked, halved = moment(2), moment(3), moment(4), moment(5)
local rate = math.min(tonumber(kept[6]) or tonumber(ARGV[3]), most)
local good = tonumber(kept[7]) or 0
local kind, wait = 'seen', math.max(0, paused - now)

if ARGV[1] == 'turn' then
    local latest = now + tonumber(ARGV[4])
    local turn = math.max(now, next, paused)
    if paused > latest then
        kind, wait = 'paused', math.max(paused, asked) - now
    elseif turn > latest then
        kind = 'late'
    else
        kind, wait, next = 'turn', turn - now, turn + 1000000 / rate
    end
elseif ARGV[1] == 'observe' then
    if ARGV[5] == 'hard' then
        good = 0
        if now - tonumber(ARGV[4]) >= halved then
            rate = math.max(rate / 2, math.min(tonumber(ARGV[8]), most))
            halved = now
        end
    elseif ARGV[5] == 'bad' then
        good = 0
    else
        good = good + 1
        if good >= tonumber(ARGV[6]) then
            good = 0
            rate = math.min(most, rate + most / tonumber(ARGV[7]))
        end
    end
elseif ARGV[1] == 'pause' then
    paused = math.max(paused, now + tonumber(ARGV[4]))
    asked = math.max(asked, now + tonumber(ARGV[5]))
end

if ARGV[1] ~= 'look' then
    redis.call('HSET', KEYS[1], 'at', now, 'next', next, 'paused', paused, 'asked', asked,
        'halved', halved, 'rate', rate, 'good', good)
    redis.call('EXPIRE', KEYS[1], 3600)
end
return {kind, math.ceil(wait), math.floor(rate * 1000), at and 1 or 0}
