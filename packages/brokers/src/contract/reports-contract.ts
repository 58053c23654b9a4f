import { compare } from '@orderonce/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Broker } from '../broker.ts';
import type { BrokerReport, ExecutionReport } from '../broker-report.ts';
import { accepted, becomes, CALL, fillsAfter, newId } from './contract-calls.ts';
import type { OpenVenue, VenueUnderTest } from './venue-under-test.ts';

/** What a venue tells of its own accord. */
export function describeReportsContract(name: string, open: OpenVenue): void {
  describe(`${name}: reports`, () => {
    let venue: VenueUnderTest;
    let broker: Broker;
    let stopping: AbortController;
    let reader: AsyncIterator<BrokerReport>;

    beforeEach(async () => {
      venue = await open({ repeatedClientOrderId: 'refused-for-ever' });
      broker = venue.broker;
      stopping = new AbortController();
      reader = broker.reports(stopping.signal)[Symbol.asyncIterator]();
      expect(await reader.next()).toEqual({ done: false, value: { kind: 'connected' } });
    });
    afterEach(async () => {
      stopping.abort();
      await venue.close();
    });

    /** Reads on until something fits; what does not is passed over. */
    async function until<Report extends BrokerReport>(
      fits: (report: BrokerReport) => report is Report,
    ): Promise<Report> {
      for (;;) {
        const { done, value } = await reader.next();
        if (done) throw new Error('the reports ended');
        if (fits(value)) return value;
      }
    }
    const of = (event: string, brokerOrderId?: string) =>
      until(
        (report): report is ExecutionReport =>
          report.kind === 'report' &&
          report.event === event &&
          (brokerOrderId ?? report.order.brokerOrderId) === report.order.brokerOrderId,
      );
    const end = () => until((report) => report.kind === 'disconnected');

    test('tell of an order that it was accepted and filled, and each fill is one of its fills', async () => {
      const id = newId();
      const order = { clientOrderId: id, body: venue.orders.fills };
      const brokerOrderId = await accepted(broker, id, venue.orders.fills);
      expect(await of('ACCEPTED')).toMatchObject({ order: { ...order, brokerOrderId } });
      const trades: ExecutionReport[] = [];
      do trades.push(await of('TRADE', brokerOrderId));
      while (trades.at(-1)?.order.ordStatus !== 'FILLED');
      const fills = await fillsAfter(broker, null);
      expect(trades).toHaveLength(fills.length);
      for (const [index, trade] of trades.entries()) {
        const fill = fills[index];
        if (fill === undefined || trade.lastQty === undefined || trade.lastPx === undefined)
          throw new Error('a trade without an amount');
        expect(compare(trade.lastQty, fill.lastQty)).toBe(0);
        expect(compare(trade.lastPx, fill.lastPx)).toBe(0);
        expect(compare(trade.order.cumQty, fill.cumQty)).toBe(0);
        expect(trade.execId).toMatch(/./);
      }
    });

    test('tell of a cancel, and of a replace by the old order', async () => {
      const canceled = await accepted(broker, newId(), venue.orders.rests);
      await becomes(broker, canceled, 'NEW');
      await broker.cancel(canceled, CALL);
      expect(await of('CANCELED')).toMatchObject({
        order: { brokerOrderId: canceled, ordStatus: 'CANCELED' },
      });
      const old = await accepted(broker, newId(), venue.orders.rests);
      await becomes(broker, old, 'NEW');
      const request = { brokerOrderId: old, clientOrderId: newId() };
      const result = await broker.replace({ ...request, order: venue.orders.restsElsewhere }, CALL);
      if (result.kind !== 'accepted') throw new Error(result.kind);
      const replacedBy = result.order.brokerOrderId;
      expect(await of('REPLACED')).toMatchObject({
        order: { brokerOrderId: old, ordStatus: 'REPLACED', replacedBy },
      });
    });

    test('may leave out a fill, which the polled fills have', async () => {
      await venue.dropNextTrade();
      const order = await accepted(broker, newId(), venue.orders.fills);
      await becomes(broker, order, 'FILLED');
      const dropped = await fillsAfter(broker, null);
      await becomes(broker, await accepted(broker, newId(), venue.orders.fills), 'FILLED');
      const next = await of('TRADE');
      expect(dropped.length).toBeGreaterThan(0);
      const told = `${next.order.brokerOrderId} ${next.order.cumQty}`;
      expect(told).not.toBe(`${dropped[0]?.brokerOrderId} ${dropped[0]?.cumQty}`);
    });

    test('end with "disconnected" when the connection is lost, and can be asked for again', async () => {
      await venue.cutReports();
      expect(await end()).toMatchObject({ why: 'lost', text: expect.stringMatching(/./) });
      expect(await reader.next()).toEqual({ done: true, value: undefined });
      reader = broker.reports(stopping.signal)[Symbol.asyncIterator]();
      expect(await reader.next()).toMatchObject({ value: { kind: 'connected' } });
    });

    test('end with "disconnected" when they are stopped', async () => {
      stopping.abort();
      expect(await end()).toMatchObject({ why: 'stopped' });
      expect(await reader.next()).toEqual({ done: true, value: undefined });
    });

    test('never begin with wrong keys, nor when the venue cannot be reached', async () => {
      const signal = AbortSignal.timeout(10_000);
      const all = async (asked: Broker) => {
        const reports: BrokerReport[] = [];
        for await (const report of asked.reports(signal)) reports.push(report);
        return reports;
      };
      const disconnected = { kind: 'disconnected', text: expect.stringMatching(/./) };
      expect(await all(venue.stranger)).toEqual([{ ...disconnected, why: 'unauthorized' }]);
      await venue.disconnect();
      expect(await all(broker)).toEqual([{ ...disconnected, why: 'lost' }]);
    });
  });
}
