import test from 'ava';
import { session } from '../../lib/session/session.js';
import type { SessionEvent } from '../../lib/session/events.js';
import '../support/rxjs.js';
import { brief, contextOf, SAYS, virtually } from '../support/session.js';

const silence = { first: 0.3, next: 0.1 };

/** Each answer comes 100 ms after its command, and each command 100 ms after the answer before: OK at 1000 ms. */
const RIGHT = '400ms h 199ms w 199ms n 199ms o';

interface Told {
  readonly events: readonly string[];
  readonly at: readonly number[];
  readonly last: SessionEvent | undefined;
}

function tell(t: Parameters<typeof virtually>[0], client: string): Told {
  const told: SessionEvent[] = [];
  virtually(t, (helpers) => {
    const { context } = contextOf(helpers);
    session(helpers.cold(client, SAYS), { ...context, silence }).subscribe((event) => told.push(event));
    helpers.flush();
  });
  return { events: told.map(brief), at: told.map(({ at }) => at), last: told.at(-1) };
}

test('a command is sent when the client has been silent', (t) => {
  const { events, at } = tell(t, `${RIGHT} 1s |`);
  t.is(events.at(-1), 'done');
  const sent = at.filter((_, index) => events[index]?.startsWith('sent') === true);
  t.deepEqual(sent, [300, 500, 700, 900]);
  t.is(at.at(-1), 1100);
});

const fails = test.macro({
  exec(t, client: string, expected: string, at: number) {
    const { events, last } = tell(t, client);
    t.is(last && brief(last), expected);
    t.is(last?.at, at);
    t.true(events.filter((event) => event === expected).length === 1);
  },
  title: (title) => `${title ?? ''}: it fails`,
});

const UNASKED = 'unsolicited_line, FAIL receiving. A line came that no command asked for.';
test('who speaks at once, is no longer silent', fails, 'h', `failed HELLO: failed, ${UNASKED}`, 0);
test('who speaks at the last moment', fails, '299ms h', `failed HELLO: failed, ${UNASKED}`, 299);
test('who speaks again after HELLOBACK', fails, '400ms h 98ms x', `failed HELLO: failed, ${UNASKED}`, 499);
test('and after an answer', fails, '400ms h 199ms w 98ms x', `failed WORK: failed, ${UNASKED}`, 699);
test('and after OK', fails, `${RIGHT} 98ms x`, `unconfirmed: ${UNASKED}`, 1099);
const LEFT = 'disconnected, disconnected, nobody to tell';
test('who leaves before HELLO', fails, '100ms |', `failed HELLO: ${LEFT}`, 100);
test('who leaves after an answer', fails, '400ms h 50ms |', `failed WORK: ${LEFT}`, 451);

test('after OK, a client may leave at once', (t) => {
  const { events, at } = tell(t, RIGHT.replace(/o$/, '(o|)'));
  t.is(events.at(-1), 'done');
  t.is(at.at(-1), 1100);
});
