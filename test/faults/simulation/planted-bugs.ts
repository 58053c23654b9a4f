import type { Broker } from '@orderonce/brokers';
import { ZERO } from '@orderonce/contracts';
import type { Claim, ClaimRequest, OrderClaims } from '@orderonce/idempotency';
import type { RecordHandler } from '@orderonce/kafka';
import type { CampaignOptions } from './campaign.ts';
import type { PortChanges } from './executor/simulated-executor.ts';

/** A bug that cost somebody orders, put between the executor and one of its ports. */
export interface PlantedBug {
  readonly name: string;
  readonly repeatedClientOrderId: CampaignOptions['repeatedClientOrderId'];
  /** The invariants that it must be seen to break, others aside. */
  readonly breaks: readonly number[];
  /** Anew for each run: some bugs remember. */
  readonly plant: () => PortChanges;
}

const FORGED = 'forged';
const LOSES_EVERY = 100;

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'no claim',
    repeatedClientOrderId: 'accepted',
    breaks: [1],
    plant: () => ({
      claims: (claims) => ({
        ...honouringForged(claims),
        claim: async (request) => ({ kind: 'fresh', claim: forgedClaim(request) }),
      }),
    }),
  },
  {
    name: 'nil from a resent claim is read as a duplicate',
    repeatedClientOrderId: 'accepted',
    breaks: [2, 5],
    plant: () => ({ claims: readingNilAsDuplicate }),
  },
  {
    name: 'a blind retry after a timeout',
    repeatedClientOrderId: 'accepted',
    breaks: [1],
    plant: () => ({
      broker: (broker) => ({
        ...broker,
        async submit(request, options) {
          const result = await broker.submit(request, options);
          return result.kind === 'unknown' ? broker.submit(request, options) : result;
        },
      }),
    }),
  },
  {
    name: 'the claim is released on a timeout',
    repeatedClientOrderId: 'accepted',
    breaks: [1],
    plant: releasingOnTimeout,
  },
  {
    name: 'the offset is committed before the outcome is there',
    repeatedClientOrderId: 'refused-for-ever',
    breaks: [2, 5],
    plant: () => ({ handler: committingEarly }),
  },
  {
    name: 'a producer sequence is shared: a record is acknowledged and is not on the log',
    repeatedClientOrderId: 'refused-for-ever',
    breaks: [2, 5],
    plant: () => ({
      publisher(publisher) {
        let published = 0;
        return {
          ...publisher,
          publish: (record) =>
            ++published % LOSES_EVERY === 0
              ? Promise.resolve({ topic: record.topic, partition: 0, offset: '0' })
              : publisher.publish(record),
        };
      },
    }),
  },
  {
    name: 'the end of a TTL makes an order new',
    repeatedClientOrderId: 'accepted',
    breaks: [1],
    plant: () => ({
      claims: forgettingAges,
      claimOptions: { intentsRetentionMs: 1000, settledTtlMs: 5000 },
    }),
  },
  {
    name: 'a zombie sends although its lease is over',
    repeatedClientOrderId: 'accepted',
    breaks: [6],
    plant: () => ({
      claims: (claims) => ({
        ...claims,
        async claim(request) {
          const answer = await claims.claim(request);
          return 'claim' in answer ? { ...answer, claim: withoutDeadline(answer.claim) } : answer;
        },
      }),
    }),
  },
  {
    name: '"duplicate id" is read as rejected',
    repeatedClientOrderId: 'refused-for-ever',
    breaks: [3, 9],
    plant: () => ({ broker: readingDuplicateAsRejected }),
  },
];

/** Claims that ask for a record only, and never whether one could be there at all. */
export function forgettingAges(claims: OrderClaims): OrderClaims {
  return { ...claims, claim: ({ knownSinceMs: _, ...request }) => claims.claim(request) };
}

/** `SET NX` that is sent again after a lost reply answers nil: it stands there, and it is our own. */
function readingNilAsDuplicate(claims: OrderClaims): OrderClaims {
  const unanswered = new Set<string>();
  return {
    ...claims,
    async claim(request) {
      const answer = await claims.claim(request);
      const { clientOrderId } = request;
      if (answer.kind === 'unavailable') unanswered.add(clientOrderId);
      else if (unanswered.delete(clientOrderId) && isOursAlready(answer))
        return {
          kind: 'settled',
          settlement: { verdict: 'ACCEPTED', ordStatus: 'NEW', cumQty: ZERO, settledAtMs: 0 },
          isRedelivery: false,
        };
      return answer;
    },
  };
}

const isOursAlready = (answer: Awaited<ReturnType<OrderClaims['claim']>>) =>
  answer.kind === 'fresh' && answer.claim.version > 1;

/** A timeout taken for a failure: the record goes, and whichever copy comes next is a new order. */
function releasingOnTimeout(): PortChanges {
  const released = new Set<string>();
  return {
    broker: (broker) => ({
      ...broker,
      async submit(request, options) {
        const result = await broker.submit(request, options);
        if (result.kind === 'unknown') released.add(request.clientOrderId);
        return result;
      },
    }),
    claims: (claims) => ({
      ...honouringForged(claims),
      claim: async (request) =>
        released.delete(request.clientOrderId)
          ? { kind: 'fresh', claim: forgedClaim(request) }
          : claims.claim(request),
    }),
  };
}

/** As a consumer that commits what it was given, whatever came of it. */
function committingEarly(handler: RecordHandler): RecordHandler {
  return async (record, { signal }) => {
    handler(record, { signal, waitWithoutSlot: (wait) => wait() })
      .then(({ committable }) => committable)
      .catch(() => {});
    return { committable: Promise.resolve() };
  };
}

/** The order is live; its refused second send is told as its end, and nobody looks. */
function readingDuplicateAsRejected(broker: Broker): Broker {
  const misread = new Set<string>();
  return {
    ...broker,
    async submit(request, options) {
      const result = await broker.submit(request, options);
      if (result.kind !== 'duplicate') return result;
      misread.add(request.clientOrderId);
      const { evidence } = result;
      return { kind: 'rejected', code: '40010001', text: 'must be unique', evidence };
    },
    async findByClientOrderId(id, options) {
      const { evidence, ...result } = await broker.findByClientOrderId(id, options);
      return misread.has(id) ? { kind: 'absent', evidence } : { ...result, evidence };
    },
  };
}

function withoutDeadline(claim: Claim): Claim {
  return { ...claim, sendDeadlineMonotonicMs: Number.POSITIVE_INFINITY };
}

function forgedClaim({ accountId, clientOrderId }: ClaimRequest): Claim {
  const claim = { accountId, clientOrderId, attemptToken: FORGED, version: 1 };
  return withoutDeadline({ ...claim, sendDeadlineMonotonicMs: 0 });
}

/** Claims that take steps of forged claims for done. */
function honouringForged(claims: OrderClaims): OrderClaims {
  return {
    ...claims,
    renew: async (claim) => forgedStep(claim) ?? claims.renew(claim),
    settle: async (claim, end) => forgedStep(claim) ?? claims.settle(claim, end),
    hold: async (claim, hold) => forgedStep(claim) ?? claims.hold(claim, hold),
  };
}

function forgedStep(claim: Claim) {
  return claim.attemptToken === FORGED ? ({ kind: 'done', claim } as const) : null;
}
