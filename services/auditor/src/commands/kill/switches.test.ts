import type { ControlRecord } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { control, stateOf } from '../../testing/records.ts';
import { confirmationOf, engagedSwitches } from './switches.ts';

const engagedIds = (...records: readonly ControlRecord[]) =>
  engagedSwitches(stateOf(...records)).map(({ killSwitch }) => killSwitch.changeId);

it('is engaged until a request and a resume both name it', () => {
  const [kill, request, resume] = [
    control('kill-switch'),
    control('resume-request'),
    control('resume'),
  ];
  expect(engagedIds(kill)).toEqual(['kill-0001']);
  expect(engagedIds(kill, request)).toEqual(['kill-0001']);
  expect(engagedIds(kill, resume)).toEqual(['kill-0001']);
  expect(engagedIds(kill, request, resume)).toEqual([]);
  const another = control('resume', { confirms: 'request-0002' });
  expect(engagedIds(kill, request, another)).toEqual(['kill-0001']);
});

it('stays engaged when the resume that comes was for an earlier switch of the scope', () => {
  expect(
    engagedIds(
      control('kill-switch'),
      control('resume-request'),
      control('kill-switch', { changeId: 'kill-0002' }),
      control('resume'),
    ),
  ).toEqual(['kill-0002']);
});

it('keeps scopes apart', () => {
  const scope = { kind: 'symbol', symbol: 'AAPL' };
  expect(
    engagedIds(
      control('kill-switch'),
      control('kill-switch', { scope, changeId: 'kill-0002' }),
      control('resume-request'),
      control('resume'),
    ),
  ).toEqual(['kill-0002']);
});

it('shows a request only beside the switch that it names', () => {
  const state = stateOf(
    control('kill-switch'),
    control('resume-request'),
    control('kill-switch', { changeId: 'kill-0002' }),
  );
  expect(engagedSwitches(state)).toEqual([
    { killSwitch: expect.objectContaining({ changeId: 'kill-0002' }) },
  ]);
});

it('lets a request be confirmed while its kill switch is the standing one', () => {
  const state = stateOf(control('kill-switch'), control('resume-request'));
  expect(confirmationOf(state, 'request-0001')).toMatchObject({ kind: 'may-resume' });
});

it('refuses to confirm a request for a kill switch that another one has followed', () => {
  const state = stateOf(
    control('kill-switch'),
    control('resume-request'),
    control('kill-switch', { changeId: 'kill-0002', who: 'bob', why: 'again' }),
  );
  expect(confirmationOf(state, 'request-0001')).toEqual({
    kind: 'refused',
    text: 'the request was for kill switch kill-0001, but kill-0002 is engaged on global now, by bob: again',
  });
});

it('refuses to confirm what was resumed already, and what nobody requested', () => {
  const state = stateOf(control('kill-switch'), control('resume-request'), control('resume'));
  expect(confirmationOf(state, 'request-0001')).toMatchObject({
    kind: 'refused',
    text: 'no kill switch is engaged on global any more',
  });
  expect(confirmationOf(state, 'request-0009')).toMatchObject({ kind: 'refused' });
});
