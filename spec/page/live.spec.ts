import test from 'ava';
import { setImmediate } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { pauseBefore } from '../../lib/page/backoff.js';
import { Live, type Connection } from '../../lib/page/live.js';

const STATUS = (id: number): string => `event: status\nid: r.${id}\ndata: {}\n\n`;

/** A server, a clock and the timers, by hand. */
class Bench {
  readonly connections: Connection[] = [];
  readonly events: string[] = [];
  readonly requests: Headers[] = [];
  interrupts = 0;
  now = 0;
  /** What the next request gets. */
  answer: () => Response = () => this.stream();
  onEvent: (type: string) => void = () => undefined;
  readonly live: Live;
  #timers: { at: number; action: () => void }[] = [];
  #controllers: ReadableStreamDefaultController<Uint8Array>[] = [];

  constructor() {
    this.live = new Live({
      url: 'api/events',
      fetch: (_url, init) => this.#fetch(init),
      createParser,
      now: () => this.now,
      random: () => 1,
      after: (milliseconds, action) => {
        const timer = { at: this.now + milliseconds, action };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
      onEvent: ({ type }) => {
        this.events.push(type);
        this.onEvent(type);
      },
      onInterrupt: () => (this.interrupts += 1),
      onConnection: (connection) => this.connections.push(connection),
    });
  }

  get last(): Connection | undefined {
    return this.connections.at(-1);
  }

  get timers(): number {
    return this.#timers.length;
  }

  async send(text: string): Promise<void> {
    this.#controllers.at(-1)?.enqueue(new TextEncoder().encode(text));
    await this.settled();
  }

  async end(): Promise<void> {
    this.#controllers.at(-1)?.close();
    await this.settled();
  }

  async pass(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.now);
    this.#timers = this.#timers.filter(({ at }) => at > this.now);
    for (const { action } of due) action();
    await this.settled();
  }

  /** Lets all that is ready happen. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  }

  stream(): Response {
    return new Response(
      new ReadableStream({ start: (controller) => void this.#controllers.push(controller) }),
    );
  }

  async #fetch(init: RequestInit = {}): Promise<Response> {
    this.requests.push(new Headers(init.headers));
    const response = this.answer();
    const controller = this.#controllers.at(-1);
    init.signal?.addEventListener('abort', () => {
      try {
        controller?.error(new DOMException('aborted', 'AbortError'));
      } catch {
        // It had ended.
      }
    });
    return Promise.resolve(response);
  }
}

async function started(answer?: (bench: Bench) => () => Response): Promise<Bench> {
  const bench = new Bench();
  if (answer !== undefined) bench.answer = answer(bench);
  bench.live.start();
  await bench.settled();
  return bench;
}

test('it is live once a whole batch has come', async (t) => {
  const bench = await started();
  t.is(bench.requests[0]?.get('accept'), 'text/event-stream');
  await bench.send('event: participants\ndata: {}\n\n');
  t.deepEqual(bench.connections, [{ state: 'connecting' }]);
  await bench.send(STATUS(1));
  t.deepEqual(bench.last, { state: 'live' });
  await bench.send(STATUS(2));
  t.is(bench.connections.length, 2);
  t.deepEqual(bench.events, ['participants', 'status', 'status']);
});

test('a lost connection is told with its time, comes back by itself, and asks for what is missing', async (t) => {
  const bench = await started();
  await bench.send(STATUS(1));
  bench.now = 5000;
  await bench.send(':\n\n');
  bench.now = 6000;
  await bench.end();
  t.deepEqual(bench.last, {
    state: 'lost',
    since: 5000,
    retryAt: 7000,
    why: 'The server closed the connection.',
  });
  await bench.pass(1000);
  t.is(bench.requests[1]?.get('last-event-id'), 'r.1');
  t.is(bench.interrupts, 2);
  await bench.send(STATUS(2));
  t.deepEqual(bench.last, { state: 'live' });
});

test('the pauses grow, and since when stays', async (t) => {
  const bench = await started((made) => () => {
    made.now += 10;
    throw new TypeError('Failed to fetch');
  });
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const { last } = bench;
    if (last?.state !== 'lost') return t.fail('it is not lost');
    t.is(last.since, 10);
    t.is(last.why, 'The server cannot be reached.');
    pauses.push(last.retryAt - bench.now);
    await bench.pass(last.retryAt - bench.now);
  }
  t.deepEqual(pauses, [1000, 2000, 4000, 8000, 15_000, 15_000]);
});

test('what was cut within a batch does not count: the batch is asked for again', async (t) => {
  const bench = await started();
  await bench.send(`${STATUS(1)}event: status\nid: r.2\ndata: {`);
  await bench.end();
  await bench.pass(1000);
  t.is(bench.requests[1]?.get('last-event-id'), 'r.1');
  await bench.send('}\n\n');
  t.is(bench.last?.state, 'lost');
});

test('who asks for it tries at once, and then only once', async (t) => {
  const bench = await started();
  bench.live.retryNow();
  t.is(bench.requests.length, 1);
  await bench.end();
  bench.live.retryNow();
  bench.live.retryNow();
  await bench.settled();
  t.is(bench.requests.length, 2);
});

test('a server that says nothing for 45 s is gone, and one that comments is not', async (t) => {
  const bench = await started();
  await bench.send(STATUS(1));
  for (let quarter = 0; quarter < 8; quarter += 1) {
    await bench.pass(15_000);
    await bench.send(':\n\n');
  }
  t.is(bench.last?.state, 'live');
  await bench.pass(45_000);
  t.like(bench.last, { state: 'lost', since: 120_000, why: 'The server sent nothing for 45 s.' });
});

for (const [status, why] of [
  [401, 'The server wants its token: reload the page to enter it.'],
  [503, 'The server has no place for one more reader, or it is stopping.'],
  [404, 'The server answered with the HTTP status 404.'],
] as const) {
  test(`HTTP ${status} is told, and tried again`, async (t) => {
    const bench = await started(() => () => new Response('', { status }));
    t.like(bench.last, { state: 'lost', why });
    await bench.pass(1000);
    t.is(bench.requests.length, 2);
  });
}

test('what is not JSON is told, and everything is asked for anew', async (t) => {
  const bench = await started();
  await bench.send(STATUS(1));
  bench.onEvent = () => JSON.parse('{') as undefined;
  await bench.send(STATUS(2));
  t.like(bench.last, { state: 'lost', why: 'The server sent what is not JSON.' });
  await bench.pass(1000);
  t.is(bench.requests[1]?.get('last-event-id'), null);
});

test('stopped, it leaves no timer and tries no more', async (t) => {
  const bench = await started();
  await bench.send(STATUS(1));
  bench.live.stop();
  await bench.settled();
  t.is(bench.timers, 0);
  await bench.pass(60_000);
  t.is(bench.requests.length, 1);
  t.deepEqual(bench.last, { state: 'live' });
});

test('a pause is by chance up to a fifth shorter', (t) => {
  t.is(pauseBefore(0, 0), 800);
  t.is(pauseBefore(0, 1), 1000);
  t.is(pauseBefore(100, 1), 15_000);
});
