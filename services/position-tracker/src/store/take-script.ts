/**
 * Changes a partition's state and its offset in one step, if the offset is still the one that the change was
 * computed from:
 *
 *     owner A stops (SIGSTOP) with a batch from 100 in its hands
 *     owner B takes 100 to 150, and goes on
 *     A wakes and wants to write what it computed from 100 ──▶ stored is 150, not 100: 0, nothing is changed
 *
 * A state that begins anew (nothing stored, nothing expected) first lets go of whatever else was left: of a state
 * whose progress was lost, the rest counts as lost too.
 *
 * Each change that is told names the one before it, so that who reads on sees when there was another in between.
 *
 * Orders that ended, and were last heard of so long ago that the topic has forgotten them, go with their outcomes; at
 * most `sweep` of them each time, so that one call stays short.
 *
 * KEYS: as `KEY_ORDER`. ARGV: the expected offset, '' for none; keep ended orders for (ms); sweep; outcomes kept of an
 * order; changes kept; the id of the change told last; then the words of `RedisChanges`. Answers 1, or 0 when superseded.
 */
export const TAKE_SCRIPT = `
local progress, orders, outcomes, ended, strangers = KEYS[1], KEYS[3], KEYS[4], KEYS[7], KEYS[8]
local stored = redis.call('HGET', progress, 'nextOffset') or ''
if stored ~= ARGV[1] then return 0 end
if stored == '' then redis.call('UNLINK', unpack(KEYS)) end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local told = ARGV[6]
local function tell(stream, from, to)
  for n = from, to, 2 do
    redis.call('XADD', stream, ARGV[n], 'change', ARGV[n + 1], 'after', told)
    told = ARGV[n]
  end
  redis.call('XTRIM', stream, 'MAXLEN', '~', ARGV[5])
end

local at = 7
while at <= #ARGV do
  local command, key, first = ARGV[at], KEYS[tonumber(ARGV[at + 1])], at + 3
  local last = first + tonumber(ARGV[at + 2]) - 1
  if command == 'NOW' then
    for n = first, last do redis.call('ZADD', key, now, ARGV[n]) end
  elseif command == 'TELL' then
    tell(key, first, last)
  else
    redis.call(command, key, unpack(ARGV, first, last))
  end
  at = last + 1
end

local forgotten = redis.call('ZRANGE', ended, 0, now - tonumber(ARGV[2]), 'BYSCORE', 'LIMIT', 0, ARGV[3])
for _, key in ipairs(forgotten) do
  local text = redis.call('HGET', orders, key)
  local record = text and cjson.decode(string.sub(text, 3)) or { 0, cjson.null }
  for n = 0, math.min(record[1], tonumber(ARGV[4])) - 1 do
    redis.call('HDEL', outcomes, key .. '/' .. n)
  end
  local name = record[2]
  if name ~= cjson.null and redis.call('HGET', strangers, name) == key then
    redis.call('HDEL', strangers, name)
  end
  redis.call('HDEL', orders, key)
  redis.call('ZREM', ended, key)
end
return 1`;
