import { expect, it } from 'vitest';
import { placeAttributes, processAttributes, sendAttributes } from './messaging-attributes.ts';

it('a span that sends a record says what the conventions want to be said', () => {
  const record = { topic: 'orders.intents', key: 'paper-1:AAPL', value: '{"é":1}' };
  expect(sendAttributes(record, { clientId: 'momentum' })).toEqual({
    'messaging.destination.name': 'orders.intents',
    'messaging.client.id': 'momentum',
    'messaging.kafka.message.key': 'paper-1:AAPL',
    'messaging.message.body.size': 8,
  });
  expect(placeAttributes({ partition: 3, offset: '41' })).toEqual({
    'messaging.destination.partition.id': '3',
    'messaging.kafka.offset': 41,
  });
});

it('a tombstone is said to be one, and a key that is not there is not named', () => {
  expect(sendAttributes({ topic: 'orders.control', key: null, value: null })).toEqual({
    'messaging.destination.name': 'orders.control',
    'messaging.kafka.message.tombstone': true,
  });
});

it('a span that works on a record says whose group it is and where the record stands', () => {
  const record = {
    topic: 'orders.intents',
    partition: 0,
    offset: '7',
    key: Buffer.from('paper-1:AAPL'),
    value: Buffer.from('{}'),
  };
  expect(processAttributes(record, { clientId: 'executor-1', groupId: 'executor' })).toEqual({
    'messaging.destination.name': 'orders.intents',
    'messaging.consumer.group.name': 'executor',
    'messaging.client.id': 'executor-1',
    'messaging.destination.partition.id': '0',
    'messaging.kafka.offset': 7,
    'messaging.kafka.message.key': 'paper-1:AAPL',
    'messaging.message.body.size': 2,
  });
});
