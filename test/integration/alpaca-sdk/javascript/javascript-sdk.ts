import { type errors, OrdersApi, trading } from '@alpacahq/alpaca-trade-api';
import { expect } from 'vitest';
import { eventually, KEY_ID, SECRET_KEY, type Venue } from '../venue.ts';

type PlacedOrder = trading.Order & { readonly id: string };

/** Buys 10 at a limit that the market never reaches. */
export const resting = { symbol: 'AAPL', side: 'buy', qty: 10, limitPrice: '0.05' } as const;

/** The SDK's clients; address and keys are all that is given to them. */
export function connectSdk({ url }: Venue, secret = SECRET_KEY) {
  const configuration = new trading.Configuration({ basePath: url, keyId: KEY_ID, secret });
  const orders = new OrdersApi(configuration);

  async function becomes(clientOrderId: string, status: trading.OrderStatus) {
    return eventually(async (): Promise<PlacedOrder> => {
      const { id = '', ...order } = await orders.getOrderByClientOrderId({ clientOrderId });
      expect(order.status).toBe(status);
      return { ...order, id };
    });
  }

  return {
    orders,
    positions: new trading.PositionsApi(configuration),
    account: new trading.AccountsApi(configuration),
    activities: new trading.AccountActivitiesApi(configuration),
    clock: new trading.ClockApi(configuration),
    /** Gives the order when it can be replaced. */
    async placeResting(clientOrderId: string): Promise<PlacedOrder> {
      await orders.limit({ ...resting, clientOrderId });
      return becomes(clientOrderId, 'new');
    },
    /** Gives the order when it is filled. */
    async buy(clientOrderId: string): Promise<PlacedOrder> {
      await orders.market({ symbol: 'AAPL', side: 'buy', qty: 10, clientOrderId });
      return becomes(clientOrderId, 'filled');
    },
  };
}
export type Sdk = ReturnType<typeof connectSdk>;

/** The error that the SDK throws. */
export const failure = (action: Promise<unknown>) =>
  action.then(
    () => expect.unreachable('the SDK threw nothing'),
    (error: errors.ApiError) => error,
  );
