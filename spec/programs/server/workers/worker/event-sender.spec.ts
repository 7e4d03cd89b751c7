import test from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { EVENT, STEPS } from '../../../../../lib/programs/server/workers/messages/events.js';
import { EventSender, STEPS_MS } from '../../../../../lib/programs/server/workers/worker/event-sender.js';
import type { ServerEvent } from '../../../../../lib/server/events.js';
import type { Command } from '../../../../../lib/protocol/commands.js';
import { connectedChannels } from '../../../../support/channels.js';

// What the primary hears of the sessions of a worker.

const HELLO: Command = { kind: 'hello' };
const WORK: Command = { kind: 'work', token: 'secret', nBits: 3 };

function sent(id: string, command: Command): ServerEvent {
  const peer = { remote: null, client: null, tls: null };
  return { type: 'sent', id, at: 0, elapsed: 0, peer, line: '', command };
}

/** What has come of these events when the time of steps is over, in its order. */
async function heard(wanted: readonly ServerEvent['type'][], events: readonly ServerEvent[]) {
  const scheduler = new VirtualTimeScheduler();
  const { primary, worker } = connectedChannels();
  const said: string[] = [];
  primary.onTell(EVENT, ({ type, id }) => said.push(`${type} ${String(id)}`));
  primary.onTell(STEPS, (steps) => said.push(...steps.map(([id, step]) => `${id} is in ${step}`)));
  const sender = new EventSender(worker, wanted, scheduler);
  for (const event of events) sender.observe(event);
  scheduler.maxFrames = STEPS_MS;
  scheduler.flush();
  await worker.flushed();
  await new Promise(setImmediate);
  return said;
}

test('of steps that nobody needs, the last one is told', async (t) => {
  const said = await heard([], [sent('a', HELLO), sent('b', HELLO), sent('b', { kind: 'done' })]);
  t.deepEqual(said, ['a is in HELLO', 'b is in DONE']);
});

test('WORK is told by itself, and no earlier step comes after it', async (t) => {
  const said = await heard([], [sent('a', HELLO), sent('a', WORK), sent('b', HELLO)]);
  t.deepEqual(said, ['sent a', 'b is in HELLO']);
});

test('events that are needed are told as they are, and those of the primary are not', async (t) => {
  const events: ServerEvent[] = [
    sent('a', HELLO),
    { type: 'server_error', at: 0, message: 'x' },
    { type: 'difficulty_changed', at: 0, from: 2, to: 3, sessions: 9, target: 2, cause: 'load' },
  ];
  t.deepEqual(await heard(['sent', 'difficulty_changed'], events), ['sent a']);
});
