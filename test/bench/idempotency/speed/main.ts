import { keySpeed } from './key-speed.ts';
import { memorySpeed } from './memory-speed.ts';
import { redisSpeed } from './redis-speed.ts';

// Measures what the package promises about speed, on this machine and the Redis of REDIS_URL, which no one
// else should be using; exits with 1 when a promise does not hold.
const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const rows = [...keySpeed(), ...(await redisSpeed(url)), ...(await memorySpeed())];
console.log('| what | measured | required |\n| --- | --- | --- |');
for (const { what, measured, required, holds } of rows) {
  console.log(`| ${what} | ${measured}${holds ? '' : ' **no**'} | ${required} |`);
}
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;
