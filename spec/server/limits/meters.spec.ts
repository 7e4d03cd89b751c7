import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import test from 'ava';
import { descriptorOf, descriptorThreshold } from '../../../lib/server/limits/descriptors.js';
import { LagMeter } from '../../../lib/server/limits/lag-meter.js';
import { MemoryMeter, processMemoryUse } from '../../../lib/server/limits/memory-meter.js';
import { ShedReports } from '../../../lib/server/limits/shed-reports.js';
import { Stress } from '../../../lib/server/limits/stress.js';

const lagging = (samples: readonly number[], limit = 70): boolean[] => {
  const meter = new LagMeter();
  return samples.map((late) => {
    meter.add(late, limit);
    return meter.isLagging;
  });
};

test('lag: one pause is none, however long; two in a row are', (t) => {
  t.deepEqual(lagging([0, 5, 60_000, 0, 0]), [false, false, false, false, false]);
  t.deepEqual(lagging([0, 5, 60_000, 60_000]), [false, false, false, true]);
});

test('lag: a loop that is always late a little more than allowed', (t) => {
  t.true(lagging(Array.from({ length: 50 }, () => 75)).at(-1));
  t.false(lagging(Array.from({ length: 200 }, () => 69)).includes(true));
  t.false(lagging(Array.from({ length: 200 }, (_, n) => (n % 2) * 100)).includes(true), '50 on average');
});

test('lag is over when it is halved, not as soon as it is below the limit', (t) => {
  const high = Array.from({ length: 50 }, () => 100);
  t.true(lagging([...high, ...Array.from({ length: 50 }, () => 50)]).at(-1));
  const gone = lagging([...high, ...Array.from({ length: 20 }, () => 0)]);
  // 100 x 0.9 to the 10th is the first below 35.
  t.is(gone.lastIndexOf(true), 50 + 8);
});

test('lag: no limit, also by a reload', (t) => {
  t.false(
    lagging(
      Array.from({ length: 20 }, () => 1e9),
      0,
    ).includes(true),
  );
  const meter = new LagMeter();
  for (let n = 0; n < 10; n++) meter.add(1000, 70);
  t.true(meter.isLagging);
  meter.add(1000, 0);
  t.false(meter.isLagging);
});

test('memory runs short above 90 %, until it is below 85 %', (t) => {
  let use = 0.89;
  const meter = new MemoryMeter(() => use);
  const seen = [0.89, 0.91, 0.89, 0.86, 0.84, 0.89].map((share) => {
    use = share;
    meter.sample();
    return meter.isShort;
  });
  t.deepEqual(seen, [false, true, true, true, false, false]);
});

test('the memory of this process is a share of what there is', (t) => {
  const use = processMemoryUse()();
  t.true(use > 0 && use < 1, String(use));
});

test('descriptors: a reserve is kept below the limit', (t) => {
  const limits = (soft: string): string =>
    `Limit    Soft Limit  Hard Limit  Units\nMax open files            ${soft}   4096   files\n`;
  t.is(descriptorThreshold(limits('1024')), 1024 - 52);
  t.is(descriptorThreshold(limits('64')), 64 - 8);
  t.is(descriptorThreshold(limits('1048576')), 1048576 - 256);
  t.is(descriptorThreshold(limits('unlimited')), Infinity);
  t.is(descriptorThreshold(null), Infinity);
  t.true(descriptorThreshold() > 16);
});

test('the kernel gives a connection the lowest descriptor that is free', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accept = async (): Promise<Socket> => {
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    connect(port, '127.0.0.1').on('error', () => null);
    const [socket] = await accepted;
    return socket;
  };
  const sockets = [await accept(), await accept(), await accept()];
  const numbers = sockets.map(descriptorOf);
  if (process.platform !== 'win32') {
    t.true(numbers.every((number) => number > 2));
    t.is(new Set(numbers).size, 3);
  }
  for (const socket of sockets) socket.destroy();
  t.deepEqual(sockets.map(descriptorOf), [-1, -1, -1], 'a closed socket has none');
  server.close();
});

test('stress begins at 80 % of the sessions, and is over below 70 %', (t) => {
  const stress = new Stress();
  const seen = [79, 80, 75, 70, 69, 75].map((open) => [stress.update(open, 100, false), stress.cause]);
  t.deepEqual(seen, [
    [false, null],
    [true, 'sessions'],
    [false, 'sessions'],
    [false, 'sessions'],
    [true, null],
    [false, null],
  ]);
});

test('stress begins with lag, and is over when neither is left', (t) => {
  const stress = new Stress();
  t.true(stress.update(0, 100, true));
  t.is(stress.cause, 'lag');
  t.false(stress.update(75, 100, false), 'too many sessions to be over');
  t.true(stress.update(69, 100, false));
});

test('shedding is told at once, and then once a minute with the count', (t) => {
  const reports = new ShedReports();
  const told: unknown[] = [];
  const at = (now: number): void => {
    reports.due(now, (reason, count) => told.push([now, reason, count]));
  };
  reports.add('shed_lag');
  at(0);
  for (let n = 1; n <= 100; n++) {
    reports.add('shed_lag');
    at(n);
  }
  reports.add('shed_memory');
  at(101);
  at(60_000);
  at(120_000);
  t.deepEqual(told, [
    [0, 'shed_lag', 1],
    [101, 'shed_memory', 1],
    [60_000, 'shed_lag', 100],
  ]);
});
