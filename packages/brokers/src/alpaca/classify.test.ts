import { describe, expect, test } from 'vitest';
import { classifyCancel, classifyLookUp, classifyReplace, classifySubmit } from './classify.ts';
import { decodeVenueError } from './venue-error.ts';

/** Bodies as Alpaca, or what stands before it, has been seen to answer. */
const BODIES = {
  none: '',
  notJson: '<html><body><h1>502 Bad Gateway</h1></body></html>',
  wrongType: '{"code":{"a":1},"message":["b"]}',
  unauthorized: '{"message":"unauthorized."}',
  forbidden: '{"message":"forbidden."}',
  codeWithoutMessage: '{"code":40010001}',
  badRequest: '{"code":40010000,"message":"request body format is invalid"}',
  repeatedId: '{"code":40010001,"message":"client_order_id must be unique"}',
  repeatedIdInOtherWords: '{"code":40010001,"message":"client_order_id already exists"}',
  repeatedIdUnderOtherCode: '{"code":42210000,"message":"client_order_id must be unique"}',
  noQuantity: '{"code":40010001,"message":"qty or notional is required"}',
  subPenny:
    '{"code":42210000,"message":"invalid limit_price 41.085. sub-penny increment does not fulfill minimum pricing criteria"}',
  noBuyingPower:
    '{"code":40310000,"message":"insufficient buying power","buying_power":"558660.03","cost_basis":"680930026.5"}',
  noQuantityAvailable:
    '{"available":"0","code":40310000,"existing_qty":"0","held_for_orders":"0","message":"insufficient qty available for order (requested: 1, available: 0)","symbol":"AAPL"}',
  dayTrader: '{"code":40310100,"message":"trade denied due to pattern day trading protection"}',
  tooMany: '{"message":"too many requests."}',
  notFound: '{"code":40410000,"message":"order not found for MOM-1RV4K2-000001-a3f8b2c1"}',
  noRoute: '{"message":"endpoint not found."}',
  alreadyFilled: '{"code":42210000,"message":"order is already in \\"filled\\" state"}',
  notSentYet:
    '{"code":42210000,"message":"unable to replace order, order isn\'t sent to exchange yet"}',
  alreadyReplaced: '{"code":42210000,"message":"order is already in \\"replaced\\" state"}',
  internal: '{"code":50010000,"message":"internal server error occurred"}',
} as const;
type Body = keyof typeof BODIES;

const read = (body: Body) => decodeVenueError(BODIES[body]);

describe('a submit', () => {
  test.each<[number, Body, ReturnType<typeof classifySubmit>]>([
    [200, 'none', 'order'],
    [422, 'repeatedId', 'duplicate'],
    [422, 'repeatedIdInOtherWords', 'unknown'],
    [422, 'repeatedIdUnderOtherCode', 'unknown'],
    [403, 'repeatedId', 'unknown'],
    [422, 'noQuantity', 'rejected'],
    [422, 'subPenny', 'rejected'],
    [403, 'noBuyingPower', 'rejected'],
    [403, 'noQuantityAvailable', 'rejected'],
    [403, 'dayTrader', 'rejected'],
    [400, 'badRequest', 'rejected'],
    [400, 'none', 'unknown'],
    [403, 'forbidden', 'unknown'],
    [403, 'notJson', 'unknown'],
    [422, 'codeWithoutMessage', 'unknown'],
    [422, 'wrongType', 'unknown'],
    [401, 'unauthorized', 'unknown'],
    [404, 'notFound', 'unknown'],
    [404, 'noRoute', 'unknown'],
    [408, 'none', 'unknown'],
    [429, 'tooMany', 'rate-limited'],
    [429, 'none', 'rate-limited'],
    [500, 'internal', 'unknown'],
    [502, 'notJson', 'unknown'],
    [503, 'none', 'unknown'],
    [504, 'none', 'unknown'],
    [201, 'none', 'unknown'],
    [204, 'none', 'unknown'],
    [302, 'none', 'unknown'],
  ])('answered %i with %s means %s', (status, body, meaning) => {
    expect(classifySubmit(status, read(body))).toBe(meaning);
  });
});

test.each<[string, (status: number, body: Body) => string, number[]]>([
  ['a submit', (status, body) => classifySubmit(status, read(body)), [200, 400, 403, 422, 429]],
  ['a replace', (status, body) => classifyReplace(status, read(body)), [200, 400, 403, 422, 429]],
  ['a look-up', (status, body) => classifyLookUp(status, read(body)), [200, 429]],
  ['a cancel', (status, body) => classifyCancel(status, read(body)), [200, 204, 403, 422, 429]],
])(
  '%s answered with any other status is unknown, whatever the body says',
  (_what, classify, known) => {
    const others = Array.from({ length: 500 }, (_, index) => index + 100).filter(
      (status) => !known.includes(status),
    );
    for (const status of others)
      for (const body of ['subPenny', 'repeatedId', 'tooMany'] as const)
        expect([status, body, classify(status, body)]).toEqual([status, body, 'unknown']);
  },
);

describe('a replace', () => {
  test.each<[number, Body, ReturnType<typeof classifyReplace>]>([
    [200, 'none', 'order'],
    [422, 'repeatedId', 'duplicate'],
    [422, 'repeatedIdInOtherWords', 'unknown'],
    [422, 'alreadyFilled', 'rejected'],
    [422, 'alreadyReplaced', 'rejected'],
    [422, 'notSentYet', 'rejected'],
    [422, 'subPenny', 'rejected'],
    [403, 'noBuyingPower', 'rejected'],
    [403, 'noQuantityAvailable', 'rejected'],
    [404, 'notFound', 'absent'],
    [404, 'noRoute', 'unknown'],
    [401, 'unauthorized', 'unknown'],
    [429, 'tooMany', 'rate-limited'],
    [500, 'internal', 'unknown'],
    [502, 'notJson', 'unknown'],
    [204, 'none', 'unknown'],
  ])('answered %i with %s means %s', (status, body, meaning) => {
    expect(classifyReplace(status, read(body))).toBe(meaning);
  });
});

describe('a look-up', () => {
  test.each<[number, Body, ReturnType<typeof classifyLookUp>]>([
    [200, 'none', 'order'],
    [404, 'notFound', 'absent'],
    [404, 'noRoute', 'unknown'],
    [404, 'notJson', 'unknown'],
    [401, 'unauthorized', 'unknown'],
    [429, 'tooMany', 'rate-limited'],
    [429, 'none', 'rate-limited'],
    [500, 'internal', 'unknown'],
  ])('answered %i with %s means %s', (status, body, meaning) => {
    expect(classifyLookUp(status, read(body))).toBe(meaning);
  });
});

describe('a cancel', () => {
  test.each<[number, Body, ReturnType<typeof classifyCancel>]>([
    [204, 'none', 'requested'],
    [404, 'notFound', 'absent'],
    [404, 'noRoute', 'unknown'],
    [422, 'alreadyFilled', 'rejected'],
    [422, 'none', 'unknown'],
    [429, 'tooMany', 'rate-limited'],
    [401, 'unauthorized', 'unknown'],
    [500, 'internal', 'unknown'],
  ])('answered %i with %s means %s', (status, body, meaning) => {
    expect(classifyCancel(status, read(body))).toBe(meaning);
  });
});
