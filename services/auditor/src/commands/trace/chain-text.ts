import pc from 'picocolors';
import { tableText } from '../../command-line/table.ts';
import type { OrderStory } from '../../trace/order-story.ts';

/** Who replaced or cancelled whom, oldest first. */
export function chainText({ id, chain }: OrderStory, columns: number): string {
  const rows = chain.map(({ id: one, target, kind, orders: [order] }) => [
    one === id ? pc.bold(one) : one,
    order?.verdict ?? '',
    order?.ordStatus ?? '',
    order?.cumQty ?? '',
    order?.asks ?? (target === undefined ? kind : `${kind} ${target}`),
  ]);
  return tableText(['CHAIN', 'VERDICT', 'STATUS', 'FILLED', 'ASKS'], rows, columns);
}
