import pc from 'picocolors';
import { tableText } from '../../command-line/table.ts';
import type { Audited } from '../../verify/audit-topics.ts';
import { CHECK_NAMES, CHECKS, type CheckName } from '../../verify/checks.ts';
import type { RecordPlace, Violation } from '../../verify/findings.ts';
import { unverifiedOf } from './unverified.ts';
import { underWayCount, violationCount } from './verify-document.ts';

/** The form for people: a line a check, then what was found, then what could not be seen. */
export function verifyText(audited: Audited, tookMs: number, columns: number): string {
  const parts = [
    summaryText(audited, tookMs),
    tableText(['CHECK', 'INVARIANT', 'CHECKED', 'RESULT'], rowsOf(audited), columns),
    ...audited.violations.map((violation) => violationText(violation)),
    omittedText(audited),
    unverifiedText(audited),
    conclusionText(audited),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function summaryText({ counts }: Audited, tookMs: number): string {
  const { partitions, intents, outcomes, orders, held } = counts;
  const holds = held === 0 ? '' : `, ${held} of them held`;
  return `${numberText(intents)} intents and ${numberText(outcomes)} outcomes of ${numberText(orders)} orders${holds}, in ${partitions} partitions (${(tookMs / 1000).toFixed(1)} s)`;
}

function rowsOf({ tallies }: Audited): string[][] {
  return CHECK_NAMES.filter((name) => isOfInterest(name, tallies)).map((name) => {
    const { name: says, unit, invariant } = CHECKS[name];
    const { checked } = tallies[name];
    return [
      says,
      invariant === null ? '' : String(invariant),
      `${numberText(checked)} ${unit}`,
      resultText(tallies[name]),
    ];
  });
}

/** The venue is asked only on request. */
function isOfInterest(name: CheckName, tallies: Audited['tallies']): boolean {
  return name !== 'venue' || tallies[name].checked > 0 || tallies[name].violations > 0;
}

function resultText({ checked, violations, underWay }: Audited['tallies'][CheckName]): string {
  const young = underWay === 0 ? '' : pc.dim(` (${numberText(underWay)} under way)`);
  if (violations === 0) return (checked === 0 ? pc.dim('nothing there') : pc.green('ok')) + young;
  return (
    pc.red(`${numberText(violations)} ${violations === 1 ? 'violation' : 'violations'}`) + young
  );
}

function violationText({ check, clientOrderId, records, expected, found }: Violation): string {
  const { invariant, name } = CHECKS[check];
  const number = invariant === null ? '' : ` (invariant ${invariant})`;
  const order = clientOrderId === undefined ? '' : ` ${clientOrderId}`;
  const places = records.map((record) => `  at        ${placeText(record)}`);
  return [
    `${pc.red('✗')} ${pc.bold(name)}${number}${order}`,
    ...places,
    `  expected  ${expected}`,
    `  found     ${found}`,
  ].join('\n');
}

const placeText = ({ topic, partition, offset }: RecordPlace) =>
  `${topic} partition ${partition} offset ${offset}`;

function omittedText(audited: Audited): string {
  const omitted = violationCount(audited) - audited.violations.length;
  return omitted === 0 ? '' : `… and ${numberText(omitted)} more; see --max-shown`;
}

function unverifiedText(audited: Audited): string {
  const said = unverifiedOf(audited);
  return said.length === 0 ? '' : ['Not verified:', ...said.map((one) => `  - ${one}`)].join('\n');
}

function conclusionText(audited: Audited): string {
  const violations = violationCount(audited);
  const underWay = underWayCount(audited);
  const young = underWay === 0 ? '' : ` ${numberText(underWay)} may still be under way.`;
  if (violations > 0) return pc.red(`${numberText(violations)} violations.${young}`);
  return pc.green(`Everything that was verified holds.${young}`);
}

const numberText = (count: number) => count.toLocaleString('en').replaceAll(',', ' ');
