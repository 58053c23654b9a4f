/** What a guarded call came to; the names are ORDER-004's. */
export interface GuardResult {
  readonly success: boolean;
  readonly status: 'placed' | 'duplicate_detected' | 'processing' | 'failed';
  readonly message: string;
  readonly orderId?: string;
  /** True: nothing was called; what is known of the original is told. */
  readonly fromCache: boolean;
  /** This request. */
  readonly requestId?: string;
  /** The request that was first. */
  readonly originalRequestId?: string;
  /** True: the call ended in a way that says nothing about the order. It may exist. */
  readonly isOutcomeUnknown?: boolean;
}

export const placed = (requestId: string, orderId: string): GuardResult => ({
  success: true,
  status: 'placed',
  message: 'Order placed successfully',
  orderId,
  fromCache: false,
  requestId,
});

export const failed = (requestId: string, text: string): GuardResult => ({
  success: false,
  status: 'failed',
  message: `Order placement failed: ${text}`,
  fromCache: false,
  requestId,
});

export const unknownOutcome = (requestId: string, text: string): GuardResult => ({
  ...failed(requestId, `${text} (the order may exist all the same)`),
  isOutcomeUnknown: true,
});

export const processing = (originalRequestId: string): GuardResult => ({
  success: false,
  status: 'processing',
  message: 'Order placement in progress',
  fromCache: true,
  originalRequestId,
});

export const duplicate = (originalRequestId: string, orderId?: string): GuardResult => ({
  success: true,
  status: 'duplicate_detected',
  message: 'Order already placed',
  ...(orderId === undefined ? {} : { orderId }),
  fromCache: true,
  originalRequestId,
});

export const failedBefore = (originalRequestId: string, text: string): GuardResult => ({
  success: false,
  status: 'failed',
  message: `Order placement failed: ${text}`,
  fromCache: true,
  originalRequestId,
});
