/**
 * Attribute and span names, in one place so that every service writes them alike. The `messaging.*` ones are
 * OpenTelemetry's semantic conventions for messaging and Kafka; the `order.*` ones are ours.
 */
export const ATTRIBUTES = {
  messagingSystem: 'messaging.system',
  messagingOperationType: 'messaging.operation.type',
  messagingOperationName: 'messaging.operation.name',
  messagingDestinationName: 'messaging.destination.name',
  messagingDestinationPartitionId: 'messaging.destination.partition.id',
  messagingConsumerGroupName: 'messaging.consumer.group.name',
  messagingKafkaOffset: 'messaging.kafka.offset',
  messagingKafkaMessageKey: 'messaging.kafka.message.key',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  httpRequestMethod: 'http.request.method',
  httpResponseStatusCode: 'http.response.status_code',
  clientOrderId: 'order.client_order_id',
  strategyId: 'order.strategy_id',
  accountId: 'order.account_id',
  symbol: 'order.symbol',
  brokerOrderId: 'order.broker_order_id',
  verdict: 'order.verdict',
  execType: 'order.exec_type',
  claimAnswer: 'order.claim',
  submitResult: 'order.submit',
} as const;

/** Spans of one order's trace, in the order in which they begin. */
export const SPAN_NAMES = {
  publishIntent: 'publish orders.intents',
  processIntent: 'process orders.intents',
  claim: 'claim',
  submit: 'submit',
  publishOutcome: 'publish orders.outcomes',
  foldOutcome: 'fold orders.outcomes',
} as const;
