/**
 * Claims a batch of orders of one account: `SET NX` of each record, then of its content key.
 *
 *   process A                     Redis                      process B
 *   claim M-1 ──────────────────▶ SET NX: set
 *                                 SET NX: already there ◀──── claim M-1 (redelivered)
 *   "set": A works on it ◀─────── │ ──────────────────────▶  A's record: B waits for A's lease
 *
 * And the same for one order under two ids whose times fall into two buckets:
 *
 *   A: M-1 at 59.9 s, bucket 7 ─▶ 8 is free, 7 is set
 *                                 7 stands, 0.2 s apart ◀──── B: M-2 at 60.1 s, bucket 8
 *
 * Reading a neighbour and setting our own key must be one step, else both find the other's missing.
 * The lease is by Redis's clock: the processes' own clocks may disagree by an hour.
 *
 * The generation is read in the same step. It is bound to the server's run id and replication id:
 *
 *   A: claim M-1 ─▶ primary 1: set ✗ dies before its replica has it
 *                   replica, promoted: another run id ─▶ a new generation begins here
 *   B: claim M-1 ─▶ replica: set, but M-1 was logged before this generation: in doubt, not new
 *
 * What all orders of a call have in common is said once: every word of a call costs Redis a fifth of a
 * microsecond.
 *
 * KEYS: the generation; for each order its record, then its content keys: its own and the neighbours.
 * ARGV: the next generation, 1 when it begins anew, lease, number of content keys, resolution, time to live,
 * time to keep; for each order: id, stamp, body, and with content: created, details. Answers now, the
 * generation and when it began, then for each order '' (set) or {what, text}.
 */
export const CLAIM_SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function read(key)
  local value = redis.pcall('GET', key)
  if type(value) == 'table' then return '' end
  return value
end

local function entry(value)
  local id, created, expires, count, details = string.match(value, '^(%S+) (%d+) (%d+) (%d+) (%S+)$')
  if id then return id, tonumber(created), tonumber(expires), tonumber(count), details end
end

local function whole(number) return string.format('%.0f', number) end

local lease_until = whole(now + tonumber(ARGV[3]))
local contents, resolution = tonumber(ARGV[4]), tonumber(ARGV[5])
local expires_at, keep = whole(now + tonumber(ARGV[6])), ARGV[7]

-- Whether value is a live entry of another order, and, beside the own key, less than a resolution away.
local function stands_against(value, id, created_beside)
  if not value then return false end
  local owner, created, expires = entry(value)
  if not owner or owner == id or expires <= now then return false end
  return not created_beside or math.abs(created - tonumber(created_beside)) < resolution
end

local function met(key, value)
  local owner, created, expires, count, details = entry(value)
  redis.call('SET', key, owner .. ' ' .. whole(created) .. ' ' .. whole(expires) .. ' '
    .. whole(count + 1) .. ' ' .. details, 'KEEPTTL')
  return owner
end

-- Sets the content key at KEYS[own] unless another order stands there or beside it. Answers the text of
-- what stands against it and its owner, or the expired text that was replaced.
local function take_content(own, id, created, details)
  local fresh = id .. ' ' .. created .. ' ' .. expires_at .. ' 0 ' .. details
  if contents > 1 then
    -- MGET gives nil for what is not text.
    local beside = redis.call('MGET', unpack(KEYS, own + 1, own + contents - 1))
    for n = 1, #beside do
      if stands_against(beside[n], id, created) then
        return beside[n], met(KEYS[own + n], beside[n])
      end
    end
  end
  if redis.call('SET', KEYS[own], fresh, 'PX', keep, 'NX') then return end
  local old = read(KEYS[own])
  if stands_against(old, id) then return old, met(KEYS[own], old) end
  redis.call('SET', KEYS[own], fresh, 'PX', keep)
  local old_owner = entry(old)
  if old_owner and old_owner ~= id then return old end
end

local function generation()
  local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  local history = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
  local identity = server .. history
  local value, since, bound = string.match(read(KEYS[1]) or '', '^(%S+) (%d+) (%S+)$')
  if value and bound == identity and ARGV[2] ~= '1' then return value .. ' ' .. since end
  -- Bound to no server yet: set up by a person who knows that nothing came before.
  if not (value and bound == '-') then value, since = ARGV[1], whole(now) end
  redis.call('SET', KEYS[1], value .. ' ' .. since .. ' ' .. identity)
  return value .. ' ' .. since
end

local answers = { whole(now), generation() }
local k = 2
for a = 8, #ARGV, contents > 0 and 5 or 3 do
  local order, id, stamp, body = KEYS[k], ARGV[a], ARGV[a + 1], ARGV[a + 2]
  local head = stamp .. ' ' .. lease_until
  local answer = ''
  if not redis.call('SET', order, head .. ' - ' .. body, 'NX') then
    answer = { 'stands', read(order) }
  elseif contents > 0 then
    local text, owner = take_content(k + 1, id, ARGV[a + 3], ARGV[a + 4])
    if owner then
      redis.call('SET', order, head .. ' ' .. owner .. ' ' .. body)
      answer = { 'duplicate', text }
    elseif text then
      answer = { 'expired', text }
    end
  end
  answers[#answers + 1] = answer
  k = k + 1 + contents
end
return answers
`;
