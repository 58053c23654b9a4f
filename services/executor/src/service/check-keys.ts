import type { AccountResult, Broker } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';
import { ConfigurationError, type Logger } from '@orderonce/telemetry';

interface CheckOptions {
  readonly timeoutMs: number;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Asks the venue once about each account, before any intent is taken. A venue that does not answer proves
 * nothing about the keys: that is logged, and work goes on.
 *
 * @throws {ConfigurationError} when the venue refuses the keys of any account; it names all of these
 */
export async function checkKeys(
  brokers: ReadonlyMap<AccountId, Pick<Broker, 'account'>>,
  { timeoutMs, log }: CheckOptions,
): Promise<void> {
  const answers = await Promise.all(
    [...brokers].map(async ([accountId, broker]) => ({
      accountId,
      answer: await broker.account({ timeoutMs }),
    })),
  );
  const problems = answers.flatMap(({ accountId, answer }) => {
    const rule = wrongOf(accountId, answer, log);
    return rule === null ? [] : [{ path: 'ALPACA_ACCOUNTS', rule }];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function wrongOf(
  accountId: AccountId,
  answer: AccountResult,
  log: CheckOptions['log'],
): string | null {
  switch (answer.kind) {
    case 'found':
      if (!answer.account.canTrade)
        log.warn({ event: 'account-cannot-trade', accountId, status: answer.account.status });
      return null;
    case 'unknown':
      log.warn({ event: 'keys-unchecked', accountId, text: answer.text });
      return null;
    case 'unauthorized':
      return `the venue refused the keys of ${accountId} (${answer.text})`;
  }
}
