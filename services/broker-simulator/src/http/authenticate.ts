import type { FastifyRequest } from 'fastify';
import type { Account } from '../venue/account.ts';

/** Which account a request's keys open; `undefined`: none. */
export type Authenticate = (request: FastifyRequest) => Account | undefined;

export function authenticator(accounts: ReadonlyMap<string, Account>): Authenticate {
  return ({ headers }) => {
    const keyId = headers['apca-api-key-id'];
    const account = typeof keyId === 'string' ? accounts.get(keyId) : undefined;
    return account?.secretKey === headers['apca-api-secret-key'] ? account : undefined;
  };
}
