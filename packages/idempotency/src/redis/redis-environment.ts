import { z } from 'zod';

const URL_RULE = 'must be a redis:// or rediss:// URL such as redis://127.0.0.1:6379/0';

/** Never repeats its input: a URL can hold a password. */
function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === 'redis:' || url.protocol === 'rediss:') &&
    url.hostname !== '' &&
    /^\/?\d{0,3}$/.test(url.pathname)
  );
}

/** The variables that say where Redis is: part of a service's own schema (`z.object({ ...redisEnvironment })`). */
export const redisEnvironment = {
  /** One URL, or several nodes of a cluster with commas between; `rediss://user:password@host:port` for TLS and ACL. */
  REDIS_URL: z
    .string({ error: URL_RULE })
    .refine((text) => text.split(',').every(isRedisUrl), URL_RULE),
  /** A file with the certificate authority of a `rediss://` server that the system does not know. */
  REDIS_CA_FILE: z.string().min(1, 'must name a file').optional(),
};

export type RedisEnvironment = z.output<z.ZodObject<typeof redisEnvironment>>;
