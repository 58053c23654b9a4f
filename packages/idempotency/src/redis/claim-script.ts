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
 * KEYS: the generation; for each order its record, then (when it has content) the content key and its neighbours.
 * ARGV: the next generation, 1 when it begins anew; for each order: id, stamp, lease, body, number of content keys, and with content: created,
 * resolution, time to live, memory, details. Answers now and when the generation began, then for each order '' (set) or {what, text}.
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

-- The live entry of another order among the content keys KEYS[first..last], or nil.
local function standing(first, last, id, created, resolution)
  for k = first, last do
    local value = read(KEYS[k])
    if value then
      local owner, its_created, expires, count, details = entry(value)
      if owner and owner ~= id and expires > now
        and (k == first or math.abs(its_created - created) < resolution) then
        return KEYS[k], value, owner, its_created, expires, count, details
      end
    end
  end
end

local function began()
  local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  local history = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
  local identity = server .. history
  local value, since, bound = string.match(read(KEYS[1]) or '', '^(%S+) (%d+) (%S+)$')
  if value and bound == identity and ARGV[2] ~= '1' then return since end
  -- Bound to no server yet: set up by a person who knows that nothing came before.
  if not (value and bound == '-') then value, since = ARGV[1], whole(now) end
  redis.call('SET', KEYS[1], value .. ' ' .. since .. ' ' .. identity)
  return since
end

local answers = { whole(now), began() }
local k, a = 2, 3
while a <= #ARGV do
  local order, id, stamp, lease, body = KEYS[k], ARGV[a], ARGV[a + 1], ARGV[a + 2], ARGV[a + 3]
  local contents = tonumber(ARGV[a + 4])
  local head = stamp .. ' ' .. whole(now + tonumber(lease)) .. ' '
  local answer = ''
  if not redis.call('SET', order, head .. '- ' .. body, 'NX') then
    answer = { 'stands', read(order) }
  elseif contents > 0 then
    local created, resolution = tonumber(ARGV[a + 5]), tonumber(ARGV[a + 6])
    local ttl, memory = tonumber(ARGV[a + 7]), tonumber(ARGV[a + 8])
    local own = KEYS[k + 1]
    local met, value, owner, its_created, expires, count, details =
      standing(k + 1, k + contents, id, created, resolution)
    if met then
      redis.call('SET', order, head .. owner .. ' ' .. body)
      redis.call('SET', met, owner .. ' ' .. whole(its_created) .. ' ' .. whole(expires) .. ' '
        .. whole(count + 1) .. ' ' .. details, 'KEEPTTL')
      answer = { 'duplicate', value }
    else
      local fresh = id .. ' ' .. ARGV[a + 5] .. ' ' .. whole(now + ttl) .. ' 0 ' .. ARGV[a + 9]
      if not redis.call('SET', own, fresh, 'PX', whole(ttl + memory), 'NX') then
        local old = read(own)
        redis.call('SET', own, fresh, 'PX', whole(ttl + memory))
        if entry(old) and entry(old) ~= id then answer = { 'expired', old } end
      end
    end
  end
  answers[#answers + 1] = answer
  k = k + 1 + contents
  a = a + (contents > 0 and 10 or 5)
end
return answers
`;
