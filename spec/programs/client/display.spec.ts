import test from 'ava';
import { TransportError } from '../../../lib/protocol/errors.js';
import type { ClientRunEvent } from '../../../lib/client/events.js';
import { ClientDisplay } from '../../../lib/programs/client/display.js';

const connected: ClientRunEvent = {
  ...{ type: 'connected', at: 0, host: 'h', port: 7, protocol: 'TLSv1.3', cipher: 'C' },
};
const failed: ClientRunEvent = {
  ...{ type: 'failed', at: 0, step: 'WORK', temporary: true },
  error: new TransportError('disconnected', 'Gone.'),
};
const closed: ClientRunEvent = { type: 'closed', at: 0, graceful: true };
const reconnecting: ClientRunEvent = {
  ...{ type: 'reconnecting', at: 0, attempt: 1, seconds: 1 },
  error: failed.error,
};
const done: ClientRunEvent = { type: 'done', at: 0, answers: 2 };

const CONNECTED = 'Connected to tls://h:7 (TLSv1.3)';
const FAILED = 'Failed at WORK: Gone.';

const shows = test.macro(
  (t, events: readonly ClientRunEvent[], stdout: readonly string[], failure: string | null) => {
    const display = new ClientDisplay(false);
    t.deepEqual(
      events.flatMap((event) => display.linesOf(event)),
      stdout,
    );
    t.is(display.failure, failure);
  },
);
test('nothing', shows, [], [], null);
test('a success', shows, [connected, done, closed], [CONNECTED, 'Done: the server has all 2 answers'], null);
test('a failure is not for standard output', shows, [connected, failed, closed], [CONNECTED], FAILED);
test(
  'a session that failed, and another attempt: no failure, and told in order',
  shows,
  [connected, failed, closed, reconnecting],
  [CONNECTED, FAILED, 'Connecting again in 1.00 s'],
  null,
);
test(
  'the failure of the last attempt counts',
  shows,
  [connected, failed, closed, reconnecting, connected, failed, closed],
  [CONNECTED, FAILED, 'Connecting again in 1.00 s', CONNECTED],
  FAILED,
);
test(
  'a success after a failure',
  shows,
  [failed, closed, reconnecting, done, closed],
  [FAILED, 'Connecting again in 1.00 s', 'Done: the server has all 2 answers'],
  null,
);

test('the tutorial tells of a failed session on standard output, at once', (t) => {
  const display = new ClientDisplay(true);
  t.true(display.linesOf(failed).includes(FAILED));
  t.is(display.failure, FAILED);
  t.false(display.linesOf(reconnecting).includes(FAILED));
  t.is(display.failure, null);
});
