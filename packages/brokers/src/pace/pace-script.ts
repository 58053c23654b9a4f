/**
 * Takes permits from one account's bucket, which all executors share.
 *
 * One number is kept: the moment at which the bucket is full again (GCRA). Whoever takes a permit moves it on
 * by one interval, and a pause is a moment so far ahead that the bucket is empty when the pause ends:
 *
 *   level    permits ┤▔▔▔╲        ╱▔▔▔      full_at - now = what is missing × interval
 *                  0 ┤    ╲______╱
 *                       taken   coming back
 *
 * The clock is Redis's: the executors' own may disagree by an hour. A clock that is set back leaves the number
 * too far ahead, so it is cut to an empty bucket and the longest pause.
 *
 * KEYS: the account's pace. ARGV: permits of a full bucket, interval (µs), the latest full_at that the caller
 * heard of (a Redis that lost its memory must not make a full bucket), how far ahead full_at is at least (µs:
 * an empty bucket or a pause), longest pause (µs); then for each kind, who goes first first: wanted permits,
 * permits kept back from it. Answers the granted permits of each kind, how long until there is one for the first
 * kind that wants more (µs), and full_at.
 */
export const PACE_SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local permits, interval = tonumber(ARGV[1]), tonumber(ARGV[2])

local stored = redis.pcall('GET', KEYS[1])
local full_at = type(stored) == 'string' and tonumber(stored) or now
full_at = math.max(now, full_at, tonumber(ARGV[3]), now + tonumber(ARGV[4]))
full_at = math.min(full_at, now + permits * interval + tonumber(ARGV[5]))

local answers, wait = {}, 0
for a = 6, #ARGV, 2 do
  local wanted, kept_back = tonumber(ARGV[a]), tonumber(ARGV[a + 1])
  local level = permits - (full_at - now) / interval
  local granted = math.max(0, math.min(wanted, math.floor(level - kept_back)))
  full_at = full_at + granted * interval
  if granted < wanted and wait == 0 then
    wait = math.max(1, full_at - now - (permits - kept_back - 1) * interval)
  end
  answers[#answers + 1] = granted
end

if full_at > now then
  redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
end
answers[#answers + 1] = wait
answers[#answers + 1] = full_at
return answers
`;
