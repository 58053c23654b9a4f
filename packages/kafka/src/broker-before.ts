import type { Broker } from 'kafkajs';

/** What kafkajs looks up for a request: how to write it, and how to read the answer. */
export interface Protocol {
  readonly request: { readonly apiVersion: number };
  readonly response: object;
}

interface BrokerInside {
  lookupRequest(apiKey: number, definitions: unknown): (options: unknown) => Protocol;
}

/**
 * An object that stands before the broker: what it is asked goes through the broker's own connection, and is written
 * and read as `change` says. The broker itself stays as it is. The version of kafkajs is pinned, and the tests of
 * this package fail when its inside changes.
 */
export function brokerBefore(broker: Broker, change: (protocol: Protocol) => Protocol): Broker {
  const inside = broker as unknown as BrokerInside;
  return Object.create(broker, {
    lookupRequest: {
      value: (apiKey: number, definitions: unknown) => (options: unknown) =>
        change(inside.lookupRequest(apiKey, definitions)(options)),
    },
  });
}
