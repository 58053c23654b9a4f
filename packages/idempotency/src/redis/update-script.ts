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
 * KEYS: for each order its record, then (when it frees one) its content key.
 * ARGV: for each order: id, expected, stamp, lease, duplicate, body, time to live (0: none), 1 when it
 * frees a content key. Answers now, then for each order 1 (set) or the text that stands there.
 */
export const UPDATE_SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local answers = { string.format('%.0f', now) }
local k = 1
for a = 1, #ARGV, 8 do
  local order, id, expected, lease = KEYS[k], ARGV[a], ARGV[a + 1], tonumber(ARGV[a + 3])
  local current = redis.pcall('GET', order)
  if type(current) == 'table' then current = '' end
  local start = expected .. ' '
  if current and current ~= expected and string.sub(current, 1, #start) ~= start then
    answers[#answers + 1] = current
  else
    local until_ms = lease > 0 and string.format('%.0f', now + lease) or '0'
    local value = ARGV[a + 2] .. ' ' .. until_ms .. ' ' .. ARGV[a + 4] .. ' ' .. ARGV[a + 5]
    if ARGV[a + 6] == '0' then
      redis.call('SET', order, value)
    else
      redis.call('SET', order, value, 'PX', ARGV[a + 6])
    end
    if ARGV[a + 7] == '1' then
      local content = redis.pcall('GET', KEYS[k + 1])
      if type(content) == 'string' and string.sub(content, 1, #id + 1) == id .. ' ' then
        redis.call('DEL', KEYS[k + 1])
      end
    end
    answers[#answers + 1] = 1
  end
  k = k + (ARGV[a + 7] == '1' and 2 or 1)
end
return answers
`;
