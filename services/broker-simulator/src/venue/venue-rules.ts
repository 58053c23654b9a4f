/** What a second order with a client order id already used meets. */
export const REPEATED_IDS = [
  /** Alpaca: refused, whatever became of the first. */
  'refuse',
  /** Refused while the first is open; afterwards the id is free. */
  'refuse-while-open',
  /** Answered with the first order, and no second one is made. */
  'return-existing',
  /** Changes quantity and prices of the first order while it is open; refused afterwards. */
  'modify',
  /** A second order. */
  'accept',
] as const;
export type RepeatedIds = (typeof REPEATED_IDS)[number];

/** Which client order ids the venue takes: Alpaca's, or what stricter venues allow. */
export const ID_FORMS = ['any-128', 'alphanumeric-32'] as const;
export type IdForm = (typeof ID_FORMS)[number];

/** `pending_new` as Alpaca's paper accounts answer, `accepted` as its live ones. */
export const FIRST_STATUSES = ['pending_new', 'accepted'] as const;
export type FirstStatus = (typeof FIRST_STATUSES)[number];

/** Where venues differ. */
export interface VenueRules {
  readonly repeatedIds: RepeatedIds;
  readonly idForm: IdForm;
  readonly hasLookUpByClientOrderId: boolean;
  readonly firstStatus: FirstStatus;
}

export const ALPACA_RULES: VenueRules = {
  repeatedIds: 'refuse',
  idForm: 'any-128',
  hasLookUpByClientOrderId: true,
  firstStatus: 'pending_new',
};

const SHORT_AND_PLAIN = /^[A-Za-z0-9]{1,32}$/;

export const isIdAllowed = (id: string, form: IdForm) =>
  form === 'any-128' || SHORT_AND_PLAIN.test(id);
