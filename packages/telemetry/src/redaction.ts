/** Names of fields whose value is never written, in any case; a plain `token` may be a lease's. */
const SECRET_NAME = /password|secret|authorization|api[-_]?key|access[-_]?token/i;
const MAX_DEPTH = 3;
const REDACTED = '[redacted]';

/**
 * The fields with every secret among them replaced, three levels deep. Gives back the same object when
 * there is none, which is nearly always.
 */
export function withoutSecrets(fields: object): Record<string, unknown> {
  return redacted(fields, 1) as Record<string, unknown>;
}

function redacted(value: object, depth: number): object {
  let copy: object | null = null;
  for (const [name, inner] of Object.entries(value)) {
    const kept = keptOf(name, inner, depth);
    if (kept === inner) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    Object.assign(copy, { [name]: kept });
  }
  return copy ?? value;
}

function keptOf(name: string, value: unknown, depth: number): unknown {
  if (SECRET_NAME.test(name)) return REDACTED;
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return value;
  if (value instanceof Error || ArrayBuffer.isView(value)) return value;
  return redacted(value, depth + 1);
}

/** The text with `user:password@` taken out of each URL. */
export function withoutCredentials(text: string): string {
  return text.includes('@') ? text.replace(/:\/\/[^\s"'/?#]*@/g, `://${REDACTED}@`) : text;
}

const MAX_CAUSES = 5;

/**
 * What is written of an error: its kind, code, message, stack and causes. Nothing else that hangs on it:
 * clients attach the command or the request that failed, and with it the password (an `AUTH`, for one).
 */
export function writtenError(err: unknown, depth = 0): unknown {
  if (!(err instanceof Error)) return err;
  const code = 'code' in err ? err.code : undefined;
  return {
    type: err.name,
    ...(code === undefined ? {} : { code }),
    message: err.message,
    stack: err.stack,
    ...(err.cause === undefined || depth === MAX_CAUSES
      ? {}
      : { cause: writtenError(err.cause, depth + 1) }),
    ...(err instanceof AggregateError && depth < MAX_CAUSES
      ? { errors: err.errors.map((inner) => writtenError(inner, depth + 1)) }
      : {}),
  };
}
