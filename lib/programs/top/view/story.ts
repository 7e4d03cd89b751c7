import { duration } from '../../shared/quantities.js';
import type { SessionRow, StoryRows } from '../feed/shapes.js';
import type { StoryState } from '../state/app.js';
import { escapeRest } from '../feed/decode.js';
import { nameOf, stateStyle, stateWord } from './names.js';
import { cutLine, span, widthOf, wrap, type Line, type Span } from './text.js';
import { dateAndClock, elapsed } from './times.js';

const INDENT = '    ';

/** Returns the story of a participant: who it is, each session and refusal, what went wrong and what would help. The newest first. */
export function story(state: StoryState, now: number, width: number): readonly Line[] {
  switch (state.kind) {
    case 'none':
      return [[span('Reading the story …', 'quiet')]];
    case 'failed':
      return wrap(state.message, width).map((text) => [span(text, 'bad')]);
    case 'story':
      return storyLines(state.story, now, width);
  }
}

function storyLines(
  { participant, sessions, refusals }: StoryRows,
  now: number,
  width: number,
): readonly Line[] {
  const { state, since, tries, firstSeen, lastSeen, serialNumber, address, id, doneAt, confirmed } =
    participant;
  const tried = tries === 1 ? '1 try' : `${tries} tries`;
  const done = doneAt === null ? '' : ` · done ${dateAndClock(doneAt)}${confirmed ? '' : ', without OK'}`;
  const facts = [
    `${tried}${done}`,
    `seen ${dateAndClock(firstSeen)} to ${dateAndClock(lastSeen)}${from(address)}`,
    ...(serialNumber === null ? [] : [`serial number ${serialNumber}`]),
    escapeRest(id, 200),
  ];
  const items = [
    ...sessions.map((session) => ({ at: session.startedAt, lines: sessionLines(session, now, width) })),
    ...refusals.map((refusal) => ({
      at: refusal.at,
      lines: [
        ...entry(refusal.at, span('refused', 'bad'), `${refusal.reason}${from(refusal.remote)}`, width),
        ...explained(refusal.message, refusal.advice, width),
      ],
    })),
  ].sort((a, b) => b.at - a.at);
  return [
    cutLine(
      [
        span(nameOf(participant), 'title'),
        span('  '),
        span(stateWord(state), stateStyle(state)),
        span(` for ${elapsed(now - since)}`),
      ],
      width,
    ),
    ...facts.flatMap((fact) => wrap(fact, width)).map((text) => [span(text, 'quiet')]),
    ...items.flatMap(({ lines }) => [[], ...lines]),
    ...(sessions.length < tries ? [[], [span('Earlier tries are in the records.', 'quiet')]] : []),
  ];
}

function sessionLines(session: SessionRow, now: number, width: number): readonly Line[] {
  const { startedAt, endedAt, outcome, step, answered, requests, work, error, confirmed, remote, state } =
    session;
  const ms = (endedAt ?? now) - startedAt;
  const took = ms < 1000 ? `${ms} ms` : elapsed(ms);
  const isOpen = endedAt === null;
  const of = requests === null ? '' : `/${requests}`;
  const facts = [
    outcome === 'done'
      ? `after ${took}`
      : `${isOpen ? 'for' : 'after'} ${took} at ${step}, ${answered}${of} answers`,
    ...(outcome === 'done' && confirmed === false ? ['left before OK'] : []),
    ...(work === null ? [] : [`WORK of ${work.nBits} bits took ${duration(work.seconds)}`]),
  ];
  const word = isOpen ? stateWord(state) : (outcome ?? state);
  const style = isOpen ? stateStyle(state) : outcome === 'done' ? 'good' : 'bad';
  return [
    ...entry(startedAt, span(word, style), facts.join(', ') + from(remote), width),
    ...(error === null ? [] : explained(`${error.code}: ${error.message}`, error.advice, width)),
  ];
}

function entry(at: number, what: Span, facts: string, width: number): readonly Line[] {
  const first = `${dateAndClock(at)}  `;
  const room = width - widthOf(first) - widthOf(what.text) - 1;
  const [line = '', ...more] = wrap(facts, Math.max(room, 10));
  return [[span(first, 'quiet'), what, span(` ${line}`)], ...more.map((text) => [span(INDENT + text)])];
}

function explained(message: string, advice: string | null, width: number): readonly Line[] {
  const room = width - INDENT.length;
  return [
    ...wrap(message, room).map((text) => [span(INDENT + text)]),
    ...(advice === null ? [] : wrap(`→ ${advice}`, room).map((text) => [span(INDENT + text, 'key')])),
  ];
}

function from(remote: string | null): string {
  return remote === null ? '' : `, from ${remote}`;
}
