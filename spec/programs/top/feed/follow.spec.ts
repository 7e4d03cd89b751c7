import test from 'ava';
import { concat, NEVER, of, throwError, VirtualTimeScheduler, type Observable } from 'rxjs';
import type { Batch } from '../../../../lib/programs/top/feed/batches.js';
import { EndOfResponse } from '../../../../lib/programs/top/feed/body.js';
import { ShapeError } from '../../../../lib/programs/top/feed/decode.js';
import { follow, type FeedEvent } from '../../../../lib/programs/top/feed/follow.js';
import { participantsMessage, statusMessage } from '../../../../lib/programs/top/feed/shapes.js';
import { TransportError } from '../../../../lib/protocol/errors.js';
import { connectionTo } from '../../helpers/http-servers.js';
import { statusOf } from '../../helpers/status-messages.js';

const CONNECTION = connectionTo('127.0.0.1:1');

function batchOf(id: string): Batch {
  const status = statusMessage(statusOf(), '');
  return {
    ...participantsMessage({ reset: true, participants: [], removed: [] }, ''),
    activities: [],
    status,
    id,
  };
}

/** One connection after the other, each with what it emits and how it ends. Says what each was asked for, and what came of it. */
function played(connections: readonly Observable<Batch>[], ms: number) {
  const asked: (string | null)[] = [];
  const told: string[] = [];
  const scheduler = new VirtualTimeScheduler(undefined, ms);
  const subscription = follow(CONNECTION, {
    open: (lastId) => {
      asked.push(lastId);
      return connections[asked.length - 1] ?? NEVER;
    },
    scheduler,
    random: () => 0.5,
  }).subscribe({
    next: (event: FeedEvent) => {
      told.push(event.type === 'batch' ? (event.batch.id ?? '') : `${event.retryMs}: ${event.reason}`);
    },
    error: (error: unknown) => {
      told.push(error instanceof TransportError ? error.message : 'another error');
    },
  });
  scheduler.flush();
  subscription.unsubscribe();
  return { asked, told };
}

const cut = throwError(() => new EndOfResponse('it ended the connection'));
const refused = throwError(() => Object.assign(new Error(), { code: 'ECONNREFUSED' }));
const WHY = 'connection refused; no tlslp-server with --status runs there';

test('the first connection fails: an error', (t) => {
  t.deepEqual(played([refused, of(batchOf('a'))], 100_000), {
    asked: [null],
    told: [`Cannot read the status of 127.0.0.1:1: ${WHY}.`],
  });
});

test('a connection that is lost is tried again with growing pauses, from the last batch on', (t) => {
  const lost = [refused, refused, refused, refused, refused];
  const { asked, told } = played(
    [concat(of(batchOf('a'), batchOf('b')), cut), ...lost, concat(of(batchOf('c')), cut)],
    1e6,
  );
  t.deepEqual(told, [
    'a',
    'b',
    '750: it ended the connection',
    `1500: ${WHY}`,
    `3000: ${WHY}`,
    `6000: ${WHY}`,
    `11250: ${WHY}`,
    `11250: ${WHY}`,
    'c',
    '750: it ended the connection',
  ]);
  t.deepEqual(asked, [null, 'b', 'b', 'b', 'b', 'b', 'b', 'c']);
});

test('what could not be read is not asked for again', (t) => {
  const wrong = throwError(() => new ShapeError('status', 'an object'));
  const { asked, told } = played([concat(of(batchOf('a')), wrong), of()], 10_000);
  t.deepEqual(told[1], '750: it sent no valid status: status must be an object');
  t.deepEqual(asked.slice(0, 2), [null, null]);
});
