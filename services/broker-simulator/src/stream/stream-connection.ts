import type { Account } from '../venue/account.ts';
import type { Accounts } from '../venue/accounts.ts';
import { readStreamRequest } from './stream-request.ts';

/** The end of a WebSocket at which the venue sits. */
export interface StreamSocket {
  /** One binary frame. */
  send(frame: Buffer): void;
  /** Ends the connection without a word. */
  cut(): void;
}

const TRADE_UPDATES = 'trade_updates';

/**
 * One client of the stream: it says who it is, then what it wants to hear. Keys may be shown again on the
 * same connection; wrong ones take back what the right ones gave.
 */
export class StreamConnection {
  readonly socket: StreamSocket;
  readonly #accounts: Accounts;
  #account: Account | null = null;
  #isListening = false;

  constructor(socket: StreamSocket, accounts: Accounts) {
    this.socket = socket;
    this.#accounts = accounts;
  }

  hears(account: Account): boolean {
    return this.#isListening && this.#account === account;
  }

  receive(text: string): void {
    const request = readStreamRequest(text);
    switch (request?.action) {
      case undefined:
        this.#say({ action: 'error', data: { error_message: 'invalid message' } });
        break;
      case 'authenticate':
        this.#account = this.#accounts.open(request.keyId, request.secretKey) ?? null;
        this.#isListening &&= this.#account !== null;
        this.#sayWhetherAuthorized('authenticate');
        break;
      case 'listen':
        this.#listen(request.streams);
        break;
    }
  }

  #listen(streams: readonly string[]): void {
    if (this.#account === null) {
      this.#sayWhetherAuthorized('listen');
      return;
    }
    this.#isListening = streams.includes(TRADE_UPDATES);
    const heard = this.#isListening ? [TRADE_UPDATES] : [];
    this.#say({ stream: 'listening', data: { streams: heard } });
  }

  #sayWhetherAuthorized(action: string): void {
    const status = this.#account === null ? 'unauthorized' : 'authorized';
    this.#say({ stream: 'authorization', data: { status, action } });
  }

  #say(message: object): void {
    this.socket.send(Buffer.from(JSON.stringify(message)));
  }
}
