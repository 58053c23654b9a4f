/** The calls about one order. */
export type VenueCallName =
  | 'submit'
  | 'replace'
  | 'cancel'
  | 'findByClientOrderId'
  | 'findByBrokerOrderId';

/** How a venue is called over HTTP, as traces say it; nothing is called by this. */
export interface VenueWire {
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  readonly address: string;
  readonly port: number;
  readonly calls: Readonly<Record<VenueCallName, HttpCall>>;
}

interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path, with an id as `{…}`. */
  readonly template: string;
  /** The parameter by which the id is given, where it is not in the path. */
  readonly parameter?: string;
}

/** The whole address of a call about the order of this id. */
export function urlOf({ origin, calls }: VenueWire, name: VenueCallName, id: string): string {
  const { template, parameter } = calls[name];
  const spelled = encodeURIComponent(id);
  const path = template.replace(/\{\w+\}/, spelled);
  return parameter === undefined ? origin + path : `${origin}${path}?${parameter}=${spelled}`;
}

/** @param baseUrl a scheme, a host and a port */
export function venueWire(baseUrl: string, calls: VenueWire['calls']): VenueWire {
  const { origin, hostname, port, protocol } = new URL(baseUrl);
  const usual = protocol === 'https:' ? 443 : 80;
  return { origin, address: hostname, port: port === '' ? usual : Number(port), calls };
}
