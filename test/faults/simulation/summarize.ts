import type { Campaign, CampaignOptions } from './campaign.ts';

/** The command that shows the same run again. */
export function replayCommand(options: CampaignOptions): string {
  const { intents, seed, repeatedClientOrderId, onStoreLoss = 'halt', losesStore } = options;
  return `npm run simulate -- --intents ${intents} --seed ${seed} --venue ${repeatedClientOrderId} --on-store-loss ${onStoreLoss}${losesStore ? ' --empty-store' : ''}`;
}

/** One campaign in a few lines. */
export function summarize(campaign: Campaign): string {
  const { history, sent, struck, violations, settledAfterMs } = campaign;
  const outcomes = new Map<string, number>();
  for (const { outcome } of history.outcomes) countOne(outcomes, outcome.execType);
  const ledger = new Map<string, number>();
  for (const { kind } of history.ledger) countOne(ledger, kind);
  return [
    replayCommand(campaign.options),
    `intents     ${spell(Object.entries(sent))}`,
    `faults      ${spell(struck)}`,
    `rebalances  ${campaign.rebalances}`,
    `open        ${campaign.openAtCalm} intents when the faults stopped`,
    `ledger      ${spell(ledger)}`,
    `outcomes    ${spell(outcomes)}`,
    settledAfterMs === null
      ? 'settled     never'
      : `settled     ${settledAfterMs} ms after the last fault, by the simulated clock`,
    `history     ${campaign.hash}`,
    `violations  ${violations.length}`,
  ].join('\n');
}

/** The share of the places that nothing should have stopped which the venue accepted and the outcomes say so. */
export function acceptedShare({ history }: Campaign): number {
  const refused = new Set(
    history.ledger
      .filter(({ kind }) => kind === 'rejected')
      .map(({ clientOrderId }) => clientOrderId),
  );
  const accepted = new Set(
    history.outcomes
      .filter(({ outcome }) => outcome.execType === 'ACCEPTED')
      .map(({ outcome }) => outcome.clientOrderId),
  );
  const valid = new Set(
    history.intents
      .filter(({ intent }) => intent.kind === 'place' && intent.expiresAtMs === undefined)
      .map(({ intent }) => intent.clientOrderId)
      .filter((id) => !refused.has(id)),
  );
  return [...valid].filter((id) => accepted.has(id)).length / valid.size;
}

function countOne(counts: Map<string, number>, name: string) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

const spell = (counts: Iterable<readonly [string, number]>) =>
  Array.from(counts, ([name, count]) => `${name}: ${count}`).join(', ');
