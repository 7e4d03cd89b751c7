import test, { type ExecutionContext } from 'ava';
import { rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRecords } from '../../lib/records/create-records.js';
import type { RecordSink } from '../../lib/records/record-sink.js';
import { FileSink } from '../../lib/records/sinks/file/file-sink.js';
import { openOrCreate } from '../../lib/records/sinks/file/open-file.js';
import { many } from '../support/attackers.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, wholeSession } from '../support/line-client.js';
import { logLines, readRecords, temporaryDirectory } from '../support/programs.js';
import { nothingOpen, startServing } from '../support/serving.js';
import { moreThan, Victim } from './helpers/victim.js';

// programs/server/main-disk.spec.ts has a full disk, and a file or directory that is gone. Here the disk hangs, and the file changes.

test.after.always(testCertificates().cleanup);

const AT_DONE = 8;
const LAST = /^ADDR_LINE2$/;

/** A sink in a real file, on a disk that hangs while it is told to. */
async function hangingSink(path: string): Promise<{ sink: RecordSink; hang: () => () => void }> {
  const file = new FileSink(path, await openOrCreate(path));
  let running = Promise.resolve();
  const sink: RecordSink = {
    append: async (records) => {
      await running;
      await file.append(records);
    },
    close: () => file.close(),
  };
  const hang = (): (() => void) => {
    let resume = (): void => undefined;
    running = new Promise((resolve) => (resume = resolve));
    return resume;
  };
  return { sink, hang };
}

test.serial(
  'a disk that hangs: a deadline and a FAIL for those at DONE, and nobody else waits',
  async (t) => {
    const path = join(await temporaryDirectory(t), 'records.ndjson');
    const { sink, hang } = await hangingSink(path);
    const recordStore = createRecords(sink);
    const options = { bodyNames: ['COUNTRY', 'ADDR_LINE2'], requests: 2 };
    const serving = await startServing(t, options, { recordStore, commitTimeout: 0.5 });
    const port = await serving.port();
    const early = await connectClient(port);
    const work = await early.until('WORK');

    const resume = hang();
    const told = many(AT_DONE, () => wholeSession(port, (name) => name));
    await serving.some('answered', 2 * AT_DONE);
    // The others are asked on: one that was in WORK, and one that comes only now.
    const late = await connectClient(port);
    const commands = await Promise.all([early.answer(work).until(LAST), late.until(LAST)]);
    t.is(serving.of('committed').length, 0);
    for (const { said, done } of await told) {
      t.false(done);
      t.is(said.at(-1), 'FAIL Server could not keep the answers within 0.5 s.');
    }
    resume();
    t.is(await early.answer(commands[0]).converse(), 'DONE');
    t.is(await late.answer(commands[1]).converse(), 'DONE');
    t.true((await wholeSession(port, (name) => name)).done);
    await serving.end();
    await recordStore.close();

    const outcomes = (await readRecords(path)).map(({ outcome, error }) => error?.code ?? outcome);
    t.deepEqual(outcomes.sort(), [
      ...Array.from({ length: 3 }, () => 'done'),
      ...Array.from({ length: AT_DONE }, () => 'not_durable'),
    ]);
    await nothingOpen();
  },
);

/** Serves before and after something happens to the records file, and has nothing more open afterwards than before. */
async function servesOn(t: ExecutionContext, happens: (path: string) => Promise<unknown>): Promise<Victim> {
  const victim = await Victim.start(t);
  const { port, recordsPath } = victim;
  const idle = await victim.idle();
  t.true((await wholeSession(port, () => 'before')).done);
  await happens(recordsPath);
  t.true((await wholeSession(port, () => 'after')).done);
  t.true((await wholeSession(port, () => 'after')).done);
  t.deepEqual(moreThan(idle, await victim.backAt(idle)), {});
  t.deepEqual(await victim.stop(), { code: 0, signal: null });
  return victim;
}

test('the records file is truncated, as by copytruncate: what comes later is kept', async (t) => {
  const { recordsPath } = await servesOn(t, (path) => truncate(path));
  t.deepEqual(
    (await readRecords(recordsPath))
      .map(({ answers }) => answers['COUNTRY'])
      // That its OK came may be written after the truncation.
      .filter((answer) => answer !== 'before'),
    ['after', 'after'],
  );
});

test('the records file is replaced: nobody is told DONE before the new one has his answers', async (t) => {
  const victim = await Victim.start(t);
  const { port, recordsPath } = victim;
  t.true((await wholeSession(port, () => 'before')).done);
  await rename(recordsPath, `${recordsPath}.1`);
  await writeFile(recordsPath, '', { mode: 0o600 });
  const told = [await wholeSession(port, () => 'meanwhile'), await wholeSession(port, () => 'after')];
  t.deepEqual(await victim.stop(), { code: 0, signal: null });
  const answersIn = async (path: string): Promise<unknown[]> =>
    (await readRecords(path))
      .filter(({ outcome }) => outcome === 'done')
      .map(({ answers }) => answers['COUNTRY']);
  t.deepEqual(await answersIn(`${recordsPath}.1`), ['before']);
  t.deepEqual(
    await answersIn(recordsPath),
    told.flatMap(({ done, answers }) => (done ? [answers['COUNTRY']] : [])),
  );
  t.true(told[1]?.done);
  t.regex(await victim.log(), /the records file was replaced/);
});

test('the disk of the log is full: sessions and records go on, and the operator is told', async (t) => {
  const victim = await Victim.start(t, { args: ['--log-file', '/dev/full'] });
  const { port, recordsPath, program } = victim;
  for (let n = 0; n < 3; n++) t.true((await wholeSession(port, (name) => name)).done);
  t.deepEqual(await victim.stop(), { code: 0, signal: null });
  t.is((await readRecords(recordsPath)).length, 3);
  const told = logLines(program.stderr).map(({ msg }) => msg);
  t.deepEqual(told, ['The log file cannot be written: no space left on the disk.'], 'said once');
});
