import { Writable } from 'node:stream';
import test from 'ava';
import { EventReader } from '../../../lib/observe/web/events/reader.js';

/** A socket that takes one piece at a time, when it is told to. */
class Tap extends Writable {
  taken = '';
  #take: (() => void) | null = null;

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.#take = () => {
      this.taken += piece.toString();
      done();
    };
  }

  /** Takes what waits, and returns its length; 0 if nothing waits. */
  async take(): Promise<number> {
    const before = this.taken.length;
    const take = this.#take;
    this.#take = null;
    take?.();
    await new Promise(setImmediate);
    return this.taken.length - before;
  }
}

test('a batch goes out in pieces of at most 32 KB, each when the one before is taken', async (t) => {
  const tap = new Tap();
  const reader = new EventReader(tap, 0, () => 0);
  const texts = ['a'.repeat(70_000), 'b', ''];
  reader.send(texts, 7);
  t.is(reader.revision, 7);
  const sizes: number[] = [];
  while (reader.isBusy) {
    t.true(tap.writableLength <= 32 * 1024);
    sizes.push(await tap.take());
  }
  t.deepEqual(sizes, [32_768, 32_768, 4_464, 1]);
  t.is(tap.taken, texts.join(''));
});

test('a message is made only when the one before has left', async (t) => {
  const tap = new Tap();
  const reader = new EventReader(tap, 0, () => 0);
  let made = 0;
  const texts = function* (): Generator<string> {
    for (made = 1; made <= 3; made++) yield String(made);
  };
  reader.send(texts(), 1);
  t.is(made, 1);
  await tap.take();
  t.is(made, 2);
});

test('a reader that takes a piece now and then is never stalled for long', async (t) => {
  let now = 0;
  const tap = new Tap();
  const reader = new EventReader(tap, 0, () => now);
  t.is(reader.stalledFor, 0);
  reader.send(['x'.repeat(100_000)], 1);
  now = 29_000;
  t.is(reader.stalledFor, 29_000);
  t.is(reader.idleFor, 0);
  await tap.take();
  t.is(reader.stalledFor, 0);
  now = 50_000;
  t.is(reader.stalledFor, 21_000);
  while (reader.isBusy) await tap.take();
  now = 60_000;
  t.is(reader.stalledFor, 0);
  t.is(reader.idleFor, 10_000);
});

test('an end drops what has not left yet', async (t) => {
  const tap = new Tap();
  const reader = new EventReader(tap, 0, () => 0);
  reader.send(['x'.repeat(100_000)], 1);
  reader.end();
  t.is(await tap.take(), 32_768);
  t.is(await tap.take(), 0);
  t.true(tap.writableFinished);
});
