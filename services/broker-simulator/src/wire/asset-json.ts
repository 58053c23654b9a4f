import type { Draw } from '../seed/draw.ts';
import { assetClass, assetId } from './order-json.ts';

/** `GET /v2/assets/{symbol}`: everything that is traded here is traded in every way. */
export function assetJson(symbol: string, draw: Draw) {
  const kind = assetClass(symbol);
  const isShare = kind === 'us_equity';
  return {
    id: assetId(symbol, draw),
    class: kind,
    exchange: isShare ? 'NASDAQ' : 'CRYPTO',
    symbol,
    name: symbol,
    status: 'active',
    tradable: true,
    marginable: isShare,
    maintenance_margin_requirement: isShare ? 30 : 100,
    margin_requirement_long: isShare ? '30' : '100',
    margin_requirement_short: isShare ? '30' : '100',
    shortable: isShare,
    easy_to_borrow: isShare,
    fractionable: true,
    attributes: [],
  };
}
