import type { Participant, RefusalEntry, SessionEntry, SessionFailure } from '../status/entries.js';
import type { Story } from '../status/messages.js';
import { make } from './dom.js';
import { count, counted, moment, NOTHING } from './format.js';
import { styleOf } from './states.js';
import { lengthOf, outcomeOf, stepsOf, type Step } from './story-facts.js';

const STEP_WORDS = {
  passed: 'passed',
  failed: 'failed',
  'under-way': 'under way',
  'not-reached': 'not reached',
} as const;

/** Makes the elements of a participant's story. */
export function storyElements({ participant, sessions, refusals }: Story, now: number): HTMLElement[] {
  const parts = [facts(participant, now)];
  const older = participant.tries - sessions.length;
  parts.push(make('h3', { text: counted(participant.tries, 'try', 'tries') }));
  if (sessions.length === 0)
    parts.push(make('p', { class: 'empty', text: 'No try of this participant is kept.' }));
  parts.push(...sessions.map((session, index) => trial(session, participant.tries - index, now)));
  if (older > 0 && sessions.length > 0) {
    const text = `${counted(older, 'older try is', 'older tries are')} not kept here; the records have them.`;
    parts.push(make('p', { class: 'muted', text }));
  }
  if (refusals.length > 0) {
    parts.push(make('h3', { text: `Refused ${counted(refusals.length, 'time')}` }));
    parts.push(...refusals.map((entry) => refusal(entry, now)));
  }
  return parts;
}

function facts(participant: Participant, now: number): HTMLElement {
  const { state, since, answered, requests, doneAt, confirmed, id, serialNumber, address } = participant;
  const rows: [label: string, value: string, mono?: boolean][] = [
    ['State', `${styleOf(state).word}, since ${moment(since, now)}`],
    ['Answered', requests === null ? NOTHING : `${count(answered)} of ${count(requests)}`],
    ['Done', doneAt === null ? 'Not yet' : `${moment(doneAt, now)}${confirmed ? '' : ', without OK'}`],
    ['First seen', moment(participant.firstSeen, now)],
    ['Last seen', moment(participant.lastSeen, now)],
    ['Address', address ?? NOTHING, true],
    ['Serial number', serialNumber ?? NOTHING, true],
    ['Identity', id, true],
  ];
  const list = rows.map(([label, value, mono]) =>
    make(
      'div',
      {},
      make('dt', { text: label }),
      make('dd', { text: value, class: mono === true ? 'mono' : '' }),
    ),
  );
  return make('dl', { class: 'story-facts' }, ...list);
}

function trial(session: SessionEntry, number: number, now: number): HTMLElement {
  const tone = session.endedAt === null ? 'working' : session.outcome === 'done' ? 'done' : 'failed';
  const length = make('span', { class: 'story-length', text: lengthOf(session, now) });
  if (session.endedAt === null) length.dataset['startedAt'] = String(session.startedAt);
  const head = make(
    'h4',
    {},
    make('span', { text: `Try ${number}` }),
    make('span', { class: 'state', data: { tone }, text: outcomeOf(session) }),
  );
  const when = make('p', { class: 'muted' }, `${moment(session.startedAt, now)}, `, length);
  const about = [session.remote ?? '', `session ${session.id}`].filter(Boolean).join(', ');
  when.append(', ', make('span', { class: 'mono', text: about }));
  const parts: HTMLElement[] = [head, when, make('ol', { class: 'steps' }, ...stepsOf(session).map(step))];
  if (session.error !== null) parts.push(failure(session.error));
  return make('article', { class: 'trial', data: { tone } }, ...parts);
}

function step({ name, state, time, detail }: Step): HTMLElement {
  return make(
    'li',
    { data: { state } },
    make('span', { class: 'step-name', text: name }),
    make('span', { class: 'hidden', text: ` ${STEP_WORDS[state]} ` }),
    make('span', { class: 'step-time', text: time === '' ? NOTHING : time }),
    make('span', { class: 'step-detail', text: detail }),
  );
}

/** What went wrong, and what would help. */
function failure({ code, message, advice }: SessionFailure): HTMLElement {
  const parts = [make('p', {}, make('b', { class: 'mono', text: code }), ` ${message}`)];
  if (advice !== null)
    parts.push(make('p', { class: 'advice' }, make('b', { text: 'What helps: ' }), advice));
  return make('div', { class: 'failure' }, ...parts);
}

function refusal({ at, remote, reason, message, advice }: RefusalEntry, now: number): HTMLElement {
  const when = make('p', {
    class: 'muted',
    text: [moment(at, now), remote ?? ''].filter(Boolean).join(', '),
  });
  return make(
    'article',
    { class: 'trial', data: { tone: 'failed' } },
    when,
    failure({ code: reason as SessionFailure['code'], message, advice }),
  );
}
