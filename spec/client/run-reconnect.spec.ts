import { getEventListeners } from 'node:events';
import type { TLSSocket } from 'node:tls';
import test from 'ava';
import { lastValueFrom, map, tap, toArray } from 'rxjs';
import type { Solve } from '../../lib/client/context.js';
import type { ClientRunEvent } from '../../lib/client/events.js';
import { runClient, type ClientRunConfig, type ClientRunOptions } from '../../lib/client/run.js';
import { sampleAnswers } from '../../lib/client/sample-answers.js';
import { satisfies } from '../../lib/work/verify.js';
import { testCertificates } from '../support/certificates.js';
import { configOf } from './run-config.js';
import { NO_LIMIT_ARGS, startServer } from '../support/programs.js';
import { CLOSED_PORT, inTurn, says, startTlsServer } from '../support/scripted-server.js';

const certs = testCertificates();
test.after.always(certs.cleanup);

const reconnectingTo = (port: number): ClientRunConfig => configOf(port, { reconnect: 3600 });

/** The pauses take no time: how long they are is tested in virtual time. */
const AT_ONCE = { answers: sampleAnswers, random: () => 0 };

function tell(event: ClientRunEvent): string {
  switch (event.type) {
    case 'received':
    case 'replied':
      return `${event.type} ${event.line.replace(/[0-9a-f]{64}/, '…')}`;
    case 'solved':
      return `solved in ${event.attempts}`;
    case 'failed':
      // Which of both it is depends on how the packets come.
      return `failed in ${event.step}: ${event.error.message.replace(/^The (peer left|server left before DONE)\.$/, 'Lost.')}`;
    case 'reconnecting':
      return `reconnecting ${event.attempt}`;
    default:
      return event.type;
  }
}

function suffixFor(token: string, nBits: number): string {
  for (let n = 0; ; n++) if (satisfies(token, nBits, String(n))) return String(n);
}

/** A solver that finds at once, and writes down what it was asked for. */
function prompt(): { solve: Solve; asked: string[] } {
  const asked: string[] = [];
  const solve: Solve = (token, nBits) => {
    asked.push(`${token} ${nBits}`);
    return Promise.resolve({ suffix: suffixFor(token, nBits), attempts: 9, seconds: 1 });
  };
  return { solve, asked };
}

/** A solver that finds when it is told to. */
function patient(): { solve: Solve; asked: string[]; find: () => void; signals: AbortSignal[] } {
  const asked: string[] = [];
  const signals: AbortSignal[] = [];
  const finds: (() => void)[] = [];
  const solve: Solve = (token, nBits, { signal }) => {
    asked.push(`${token} ${nBits}`);
    signals.push(signal);
    return new Promise((resolve) => {
      finds.push(() => {
        resolve({ suffix: suffixFor(token, nBits), attempts: 9, seconds: 1 });
      });
    });
  };
  return { solve, asked, signals, find: () => finds[finds.length - 1]?.() };
}

/** Says its lines in turn, and breaks off where it would wait for the answer to the last one. */
function cuts(...lines: readonly string[]): (socket: TLSSocket) => void {
  return (socket) => {
    says(...lines)(socket);
    let answers = 0;
    socket.on('data', (text: string) => {
      answers += text.split('\n').length - 1;
      if (answers === lines.length - 1) setImmediate(() => socket.destroy());
    });
  };
}

async function told(port: number, options: Partial<ClientRunOptions>): Promise<string[]> {
  return lastValueFrom(
    runClient(reconnectingTo(port), { ...AT_ONCE, ...options }).pipe(map(tell), toArray()),
  );
}

test('cut in WORK: the search goes on, and the same token gets its suffix', async (t) => {
  const talk = inTurn(cuts('HELLO', 'WORK token 4'), says('HELLO', 'WORK token 4', 'COUNTRY abc', 'DONE'));
  const { port, close } = await startTlsServer(certs, talk);
  const { solve, asked, find, signals } = patient();
  let works = 0;
  const run = runClient(reconnectingTo(port), { ...AT_ONCE, solve }).pipe(
    tap((event) => {
      if (event.type === 'received' && event.command.kind === 'work' && ++works === 2) queueMicrotask(find);
    }),
    map(tell),
    toArray(),
  );
  const events = await lastValueFrom(run);
  await close();
  t.deepEqual(asked, ['token 4']);
  t.false(signals[0]?.aborted);
  t.deepEqual(events.slice(3), [
    'received WORK token 4',
    'failed in WORK: Lost.',
    'closed',
    'reconnecting 1',
    'connected',
    'received HELLO',
    'replied HELLOBACK',
    'received WORK token 4',
    'solved in 9',
    `replied ${suffixFor('token', 4)}`,
    'received COUNTRY abc',
    'replied … Iceland',
    'received DONE',
    'replied OK',
    'done',
    'closed',
  ]);
});

test('cut after the suffix: it is sent again, as long as it is good enough', async (t) => {
  const { port, close } = await startTlsServer(
    certs,
    inTurn(
      cuts('HELLO', 'WORK token 4', 'COUNTRY abc'),
      says('HELLO', 'WORK token 3', 'FAIL Server is stopping.'),
      says('HELLO', 'WORK token 4', 'DONE'),
    ),
  );
  const { solve, asked } = prompt();
  const events = await told(port, { solve });
  await close();
  t.deepEqual(asked, ['token 4']);
  t.deepEqual(
    events.filter((event) => event.startsWith('solved')),
    ['solved in 9', 'solved in 0', 'solved in 0'],
  );
  t.deepEqual(events.slice(-2), ['done', 'closed']);
});

test('other work is done anew', async (t) => {
  const { port, close } = await startTlsServer(
    certs,
    inTurn(
      cuts('HELLO', 'WORK token 4', 'COUNTRY abc'),
      cuts('HELLO', 'WORK other 4', 'COUNTRY abc'),
      says('HELLO', 'WORK other 9', 'DONE'),
    ),
  );
  const { solve, asked } = prompt();
  const events = await told(port, { solve });
  await close();
  t.deepEqual(asked, ['token 4', 'other 4', 'other 9']);
  t.is(events.at(-2), 'done');
});

test('FAIL for good ends the work and the run', async (t) => {
  const talk = inTurn(cuts('HELLO', 'WORK token 60'), says('FAIL This certificate was revoked.'));
  const { port, close } = await startTlsServer(certs, talk);
  const { solve, signals } = patient();
  const events = await told(port, { solve });
  await close();
  t.deepEqual(events.slice(-3), [
    'connected',
    'failed in HELLO: The server sent FAIL: This certificate was revoked.',
    'closed',
  ]);
  t.true(signals[0]?.aborted);
});

test('FAIL for good in WORK ends the work before the connection is closed', async (t) => {
  const talk = (socket: TLSSocket): void => {
    says('HELLO', 'WORK token 60\nFAIL Not you.')(socket);
  };
  const { port, close } = await startTlsServer(certs, inTurn(talk));
  const { solve, signals } = patient();
  const aborted: (boolean | undefined)[] = [];
  const run = runClient(reconnectingTo(port), { ...AT_ONCE, solve }).pipe(
    tap(({ type }) => {
      if (type === 'closed') aborted.push(signals[0]?.aborted);
    }),
  );
  await lastValueFrom(run);
  await close();
  t.deepEqual(aborted, [true]);
});

test('it gives up: the work ends, and the error is that of the connection', async (t) => {
  const { port, close } = await startTlsServer(certs, inTurn(cuts('HELLO', 'WORK token 60')));
  const { solve, signals } = patient();
  const ended: Promise<void>[] = [];
  const run = runClient(
    // The first handshake is part of this time, and can take seconds on a busy machine.
    { ...reconnectingTo(port), reconnect: 8 },
    { ...AT_ONCE, solve, random: () => 0.999 },
  ).pipe(
    tap((event) => {
      // Nobody listens any more when it comes again.
      if (event.type === 'failed') ended.push(close());
    }),
  );
  const error = await t.throwsAsync(lastValueFrom(run));
  await Promise.all(ended);
  t.regex(error.message, /^Cannot connect to localhost: port \d+: connection refused\.$/);
  t.true(signals[0]?.aborted);
});

test('a server of another CA is final, whatever was before', async (t) => {
  const first = await startTlsServer(certs, inTurn(cuts('HELLO', 'WORK token 4')));
  const config = reconnectingTo(first.port);
  const { solve, signals } = patient();
  let reconnects = 0;
  const { certPem: cert, keyPem: key } = certs.strangerServer;
  const second = await startTlsServer(certs, () => undefined, { cert, key });
  const ports = [first.port, second.port];
  const run = runClient({ ...config, ports }, { ...AT_ONCE, solve }).pipe(
    tap(({ type }) => {
      if (type === 'failed') void first.close();
      if (type === 'reconnecting') reconnects++;
    }),
  );
  await t.throwsAsync(lastValueFrom(run), { message: /is not signed by a CA of/ });
  await second.close();
  t.is(reconnects, 1);
  t.true(signals[0]?.aborted);
});

test('after DONE there is no other session, also when OK did not get through', async (t) => {
  const { port, close } = await startTlsServer(
    certs,
    inTurn((socket) => {
      says('HELLO', 'WORK token 0', 'DONE\nFAIL Server is stopping.')(socket);
    }),
  );
  const { solve } = prompt();
  const events = await told(port, { solve });
  await close();
  t.deepEqual(events.slice(-3), [
    'received DONE',
    'failed in DONE: The server sent FAIL: Server is stopping.',
    'closed',
  ]);
});

test('a signal ends a pause, and nothing is left', async (t) => {
  const controller = new AbortController();
  const { signal } = controller;
  const run = runClient(
    { ...reconnectingTo(CLOSED_PORT), host: '127.0.0.1' },
    { answers: sampleAnswers, random: () => 0.999, signal },
  ).pipe(
    tap(({ type }) => {
      if (type === 'reconnecting') {
        setImmediate(() => {
          controller.abort(new Error('enough'));
        });
      }
    }),
  );
  await t.throwsAsync(lastValueFrom(run), { message: 'enough' });
  t.is(getEventListeners(signal, 'abort').length, 0);
});

test('unsubscribing in a pause ends the work', async (t) => {
  const { port, close } = await startTlsServer(certs, inTurn(cuts('HELLO', 'WORK token 60')));
  const { solve, signals } = patient();
  const options = { ...AT_ONCE, solve, random: () => 0.999 };
  await new Promise<void>((resolve, reject) => {
    const subscription = runClient(reconnectingTo(port), options).subscribe({
      next: ({ type }) => {
        if (type !== 'reconnecting') return;
        t.false(signals[0]?.aborted, 'the search goes on in the pause');
        setImmediate(() => {
          subscription.unsubscribe();
          resolve();
        });
      },
      error: reject,
    });
  });
  await close();
  t.true(signals[0]?.aborted);
});

test('without reconnect, a lost connection is the end, and its work ends with it', async (t) => {
  const { port, close } = await startTlsServer(certs, inTurn(cuts('HELLO', 'WORK token 60')));
  const { solve, signals } = patient();
  const run = runClient({ ...reconnectingTo(port), reconnect: null }, { ...AT_ONCE, solve });
  const events = await lastValueFrom(run.pipe(map(tell), toArray()));
  await close();
  t.is(events.at(-1), 'closed');
  t.true(signals[0]?.aborted);
});

test('the server is killed during the work, and started again with the token', async (t) => {
  const args = ['--token', 'fixed', '--n-bits', '4', '--requests', '1', '--no-records', ...NO_LIMIT_ARGS];
  const { program, port } = await startServer(t, args);
  const { solve, asked, find } = patient();
  let works = 0;
  const run = runClient(reconnectingTo(port), { answers: sampleAnswers, solve, random: () => 0.2 }).pipe(
    tap((event) => {
      if (event.type === 'failed') void startServer(t, [...args, '--port', String(port)]);
      if (event.type !== 'received' || event.command.kind !== 'work') return;
      works++;
      if (works === 1) program.signal('SIGKILL');
      else queueMicrotask(find);
    }),
    map(tell),
    toArray(),
  );
  const events = await lastValueFrom(run);
  t.deepEqual(asked, ['fixed 4']);
  t.is(works, 2);
  t.is(events.at(-2), 'done');
});
