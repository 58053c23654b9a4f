/**
 * Attribute and span names, in one place so that every service writes them alike. `messaging.*`, `http.*`, `url.*`,
 * `server.*` and `error.type` are OpenTelemetry's semantic conventions (version 1.44, for messaging with Kafka and
 * for HTTP clients); the `order.*` ones are ours.
 */
export const ATTRIBUTES = {
  messagingSystem: 'messaging.system',
  messagingOperationType: 'messaging.operation.type',
  messagingOperationName: 'messaging.operation.name',
  messagingDestinationName: 'messaging.destination.name',
  messagingDestinationPartitionId: 'messaging.destination.partition.id',
  messagingConsumerGroupName: 'messaging.consumer.group.name',
  messagingClientId: 'messaging.client.id',
  messagingMessageBodySize: 'messaging.message.body.size',
  messagingKafkaOffset: 'messaging.kafka.offset',
  messagingKafkaMessageKey: 'messaging.kafka.message.key',
  messagingKafkaMessageTombstone: 'messaging.kafka.message.tombstone',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  urlFull: 'url.full',
  urlTemplate: 'url.template',
  httpRequestMethod: 'http.request.method',
  httpRequestResendCount: 'http.request.resend_count',
  httpResponseStatusCode: 'http.response.status_code',
  errorType: 'error.type',
  clientOrderId: 'order.client_order_id',
  strategyId: 'order.strategy_id',
  accountId: 'order.account_id',
  symbol: 'order.symbol',
  brokerOrderId: 'order.broker_order_id',
  verdict: 'order.verdict',
  execType: 'order.exec_type',
  claimAnswer: 'order.claim',
  submitResult: 'order.submit',
  /** Why a span is linked to another one: a `LinkReason`. */
  link: 'order.link',
  /** Why a trace that was not sampled is there all the same: a `KeepReason`. */
  keptFor: 'order.kept_for',
} as const;

/**
 * Spans of one order's trace, in the order in which they begin. Where a record is sent or processed, the name is the
 * operation's and the topic's, without the prefix that sets one system's topics apart from another's. A call to the
 * venue has a name of its own (`POST /v2/orders`).
 */
export const SPAN_NAMES = {
  publishIntent: 'send orders.intents',
  processIntent: 'process orders.intents',
  claim: 'claim',
  submit: 'submit',
  publishOutcome: 'send orders.outcomes',
  foldOutcome: 'process orders.outcomes',
  resolveHeld: 'process orders.control',
} as const;
