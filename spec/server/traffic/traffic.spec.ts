import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { OVERHEAD_BYTES, OVERHEAD_BYTES_PER_SECOND, Traffic } from '../../../lib/server/traffic/traffic.js';

function counted() {
  const wire = { bytesRead: 0, bytesWritten: 0 };
  const lines = { bytesRead: 0, bytesWritten: 0 };
  return { wire, lines, traffic: new Traffic(wire, lines) };
}

/** The overhead of a record: GCM in TLS 1.3, GCM in TLS 1.2, CBC with SHA-384 in TLS 1.2. */
const RECORD_OVERHEADS = [22, 29, 85];

test('however lines are cut into records, it is not too much', (t) => {
  fc.assert(
    fc.property(
      fc.constantFrom(...RECORD_OVERHEADS),
      fc.array(fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 100 }), { maxLength: 30 }),
      (overhead, looks) => {
        const { wire, lines, traffic } = counted();
        for (const records of looks) {
          for (const bytes of records) {
            wire.bytesRead += bytes + overhead;
            lines.bytesRead += bytes;
          }
          assert(!traffic.isOver(0));
        }
      },
    ),
  );
  t.pass();
});

test('what was there before it counts is nothing to it', (t) => {
  const wire = { bytesRead: 1_000_000, bytesWritten: 1_000_000 };
  t.false(new Traffic(wire, { bytesRead: 0, bytesWritten: 0 }).isOver(0));
});

for (const direction of ['bytesRead', 'bytesWritten'] as const) {
  test(`bytes that are no line: ${direction}`, (t) => {
    const { wire, traffic } = counted();
    wire[direction] += OVERHEAD_BYTES;
    t.false(traffic.isOver(0));
    wire[direction] += 1;
    t.true(traffic.isOver(0));
  });
}

test('overhead is forgiven by the second, and no more than there is', (t) => {
  const { wire, traffic } = counted();
  t.false(traffic.isOver(3_600_000));
  wire.bytesRead += OVERHEAD_BYTES + OVERHEAD_BYTES_PER_SECOND;
  t.false(traffic.isOver(1000));
  wire.bytesRead += 1;
  t.true(traffic.isOver(0));
});

test('lines do not save up for a flood', (t) => {
  const { wire, lines, traffic } = counted();
  wire.bytesRead += 100_000;
  lines.bytesRead += 100_000;
  t.false(traffic.isOver(0));
  wire.bytesRead += OVERHEAD_BYTES + 1;
  t.true(traffic.isOver(0));
});

/** Sends so many megabytes in records of this size, and looks after each. */
function thrownAway(bytes: number, total: number): boolean {
  const { wire, lines, traffic } = counted();
  traffic.discard();
  for (let sent = 0; sent < total; sent += bytes) {
    wire.bytesRead += bytes + 22;
    lines.bytesRead += bytes;
    if (traffic.isOver(0)) return false;
  }
  return true;
}

test('what is thrown away after FAIL comes in records of a reasonable size', (t) => {
  t.true(thrownAway(16_384, 4_000_000));
  t.true(thrownAway(100, 4_000_000));
  t.false(thrownAway(1, 1600));
  t.true(thrownAway(1, 1400));
});

test('lines before the FAIL were no waste', (t) => {
  const { wire, lines, traffic } = counted();
  wire.bytesRead += 2000 * 23;
  lines.bytesRead += 2000;
  traffic.discard();
  t.false(traffic.isOver(0));
});
