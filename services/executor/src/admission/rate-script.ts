/**
 * Takes one order from the bucket of every scope, or from none when one of them has less than a whole order.
 * A bucket holds one second's worth and fills evenly; one that nobody used for a second is full, so it need
 * not be kept.
 *
 *   executor A                    Redis                      executor B
 *   take from 1.4 ──────────────▶ 0.4 left
 *                                 0.4: none for B       ◀──── take
 *
 * Reading and taking must be one step, else both see 1.4. The clock is Redis's: the executors' own may
 * disagree. A clock that is set back fills nothing, and the bucket goes on from its new time.
 *
 * KEYS: the buckets, in one slot. ARGV: for each what it may have in a second. Answers 0 when the order was
 * counted, else which bucket, from 1, had none left.
 */
export const RATE_SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function level(key, per_second)
  local value = redis.pcall('GET', key)
  if type(value) ~= 'string' then return per_second end
  local left, since = string.match(value, '^(%S+) (%d+)$')
  if not since or not tonumber(left) then return per_second end
  local filled = math.max(0, now - tonumber(since)) * per_second / 1000000
  return math.min(per_second, tonumber(left) + filled)
end

local levels, empty = {}, 0
for n = 1, #KEYS do
  levels[n] = level(KEYS[n], tonumber(ARGV[n]))
  if empty == 0 and levels[n] < 1 then empty = n end
end
for n = 1, #KEYS do
  local left = empty == 0 and levels[n] - 1 or levels[n]
  redis.call('SET', KEYS[n], string.format('%.17g %.0f', left, now), 'PX', 2000)
end
return empty
`;
