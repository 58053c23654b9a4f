/**
 * Replaces a batch of records of one account: compare the stamp, then set.
 *
 *   zombie A (stamp 1:a)          Redis                      owner B
 *   … stopped, lease over …       2:b ◀───────────────────── takes over, 1:a → 2:b
 *   wakes up, settles 1:a → 2:a ▶ 2:b is not 1:a: refused
 *   "lost" ◀──────────────────── │ ◀─────────────────────── settles 2:b → 3:b: set
 *
 * A record that is gone (Redis was emptied) is created: better a record than none.
 *
 * KEYS: for each order its record, then (when a content key changes) that key.
 * ARGV: lease (0: none), time to live (0: none), and what becomes of content keys: '' nothing, 'free', or
 * 'take'; for each order: expected, stamp, the rest of the text, then its id to free, or its id, created,
 * time to live and details to take. Answers now, then for each order 1 (set) or the text that stands there.
 */
export const UPDATE_SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local function whole(number) return string.format('%.0f', number) end
local lease, ttl, change = ARGV[1], ARGV[2], ARGV[3]
local until_ms = lease == '0' and '0' or whole(now + tonumber(lease))

local function free(key, id)
  local content = redis.pcall('GET', key)
  if type(content) == 'string' and string.sub(content, 1, #id + 1) == id .. ' ' then
    redis.call('DEL', key)
  end
end

local function take(key, id, created, ttl, details)
  redis.call('SET', key, id .. ' ' .. created .. ' ' .. whole(now + tonumber(ttl)) .. ' 0 ' .. details,
    'PX', ttl, 'NX')
end

local answers = { whole(now) }
local k = 1
for a = 4, #ARGV, change == '' and 3 or change == 'free' and 4 or 7 do
  local order, expected = KEYS[k], ARGV[a]
  local current = redis.pcall('GET', order)
  if type(current) == 'table' then current = '' end
  local start = expected .. ' '
  if current and current ~= expected and string.sub(current, 1, #start) ~= start then
    answers[#answers + 1] = current
  else
    local value = ARGV[a + 1] .. ' ' .. until_ms .. ' ' .. ARGV[a + 2]
    if ttl == '0' then
      redis.call('SET', order, value)
    else
      redis.call('SET', order, value, 'PX', ttl)
    end
    if change == 'free' then
      free(KEYS[k + 1], ARGV[a + 3])
    elseif change == 'take' then
      take(KEYS[k + 1], ARGV[a + 3], ARGV[a + 4], ARGV[a + 5], ARGV[a + 6])
    end
    answers[#answers + 1] = 1
  end
  k = k + (change == '' and 1 or 2)
end
return answers
`;
