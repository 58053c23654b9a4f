import { expect, it } from 'vitest';
import { decimal } from './decimal.ts';
import type { AccountId, ClientOrderId, TradingSymbol } from './identifiers.ts';
import { outcomeId } from './outcome-id.ts';
import { partitionKey } from './partition-key.ts';
import { topicNames } from './topics.ts';

const ID = 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId;

it('names an event by what happened, and one amount always alike', () => {
  expect(outcomeId.verdict(ID)).toBe('MOM-1RV4K2-000001-a3f8b2c1/verdict');
  expect(outcomeId.trade(ID, decimal('5.50'))).toBe('MOM-1RV4K2-000001-a3f8b2c1/trade/5.5');
  expect(outcomeId.duplicate(ID, 3, '12')).toBe('MOM-1RV4K2-000001-a3f8b2c1/duplicate/3-12');
});

it('keys records by account and symbol', () => {
  expect(partitionKey('ACC-1' as AccountId, 'BTC/USD' as TradingSymbol)).toBe('ACC-1:BTC/USD');
});

it('puts a prefix before all topics of a deployment', () => {
  expect(topicNames('paper.')).toEqual({
    intents: 'paper.orders.intents',
    outcomes: 'paper.orders.outcomes',
    deadLetters: 'paper.orders.intents.dlq',
    control: 'paper.orders.control',
  });
});
