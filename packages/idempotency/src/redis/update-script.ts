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
 * KEYS: for each order its record, then (when it changes one) its content key.
 * ARGV: for each order: id, expected, stamp, lease, duplicate, body, time to live (0: none), and what
 * becomes of a content key: '' nothing, 'free', or 'take' with created, time to live and details. Answers now,
 * then for each order 1 (set) or the text that stands there.
 */
export const UPDATE_SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function whole(number) return string.format('%.0f', number) end

local function change_content(change, key, id, created, ttl, details)
  if change == 'free' then
    local content = redis.pcall('GET', key)
    if type(content) == 'string' and string.sub(content, 1, #id + 1) == id .. ' ' then
      redis.call('DEL', key)
    end
  elseif change == 'take' then
    redis.call('SET', key, id .. ' ' .. created .. ' ' .. whole(now + tonumber(ttl)) .. ' 0 ' .. details,
      'PX', ttl, 'NX')
  end
end

local answers = { whole(now) }
local k, a = 1, 1
while a <= #ARGV do
  local order, id, expected, lease = KEYS[k], ARGV[a], ARGV[a + 1], tonumber(ARGV[a + 3])
  local ttl, change = ARGV[a + 6], ARGV[a + 7]
  local current = redis.pcall('GET', order)
  if type(current) == 'table' then current = '' end
  local start = expected .. ' '
  if current and current ~= expected and string.sub(current, 1, #start) ~= start then
    answers[#answers + 1] = current
  else
    local until_ms = lease > 0 and whole(now + lease) or '0'
    local value = ARGV[a + 2] .. ' ' .. until_ms .. ' ' .. ARGV[a + 4] .. ' ' .. ARGV[a + 5]
    if ttl == '0' then
      redis.call('SET', order, value)
    else
      redis.call('SET', order, value, 'PX', ttl)
    end
    change_content(change, KEYS[k + 1], id, ARGV[a + 8], ARGV[a + 9], ARGV[a + 10])
    answers[#answers + 1] = 1
  end
  k = k + (change == '' and 1 or 2)
  a = a + (change == 'take' and 11 or 8)
end
return answers
`;
