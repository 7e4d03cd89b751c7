import test, { type ExecutionContext } from 'ava';
import { existsSync, readFileSync } from 'node:fs';
import { many } from '../support/attackers.js';
import { testCertificates } from '../support/certificates.js';
import { hasProgram } from '../support/has-program.js';
import { connectClient, wholeSession } from '../support/line-client.js';
import { Program, readRecords } from '../support/programs.js';
import { moreThan, Victim } from './helpers/victim.js';

// disk.spec.ts has a disk that hangs within one process. Here the system call that syncs the records hangs, in the real program, as it
// does on a disk or a network mount that does not answer. strace(1) holds it.

/** Whether strace is there, and may attach to a process that it did not start. */
function canHang(): boolean {
  const scope = '/proc/sys/kernel/yama/ptrace_scope';
  const mayAttach =
    process.getuid?.() === 0 || !existsSync(scope) || readFileSync(scope, 'utf8').trim() === '0';
  return mayAttach && hasProgram('strace', '-o', '/dev/null', 'true');
}

const AT_DONE = 8;
const REQUEST = /^(?!HELLO$|WORK$|DONE$)/;

test.after.always(testCertificates().cleanup);

/** Holds each sync for half a minute, which is longer than a commit may take. Returns how to let them go on. */
async function hang(
  t: ExecutionContext,
  { pid }: { readonly pid?: number | undefined },
): Promise<() => Promise<void>> {
  const strace = new Program(t, 'strace', [
    ...['-f', '-o', '/dev/null', '-e', 'trace=fdatasync', '-e', 'inject=fdatasync:delay_enter=30s'],
    ...['-p', String(pid)],
  ]);
  await strace.until(() => strace.stderr.includes(' attached'));
  return async () => {
    strace.signal('SIGINT');
    await strace.ended;
  };
}

(canHang() ? test : test.skip)(
  'a records disk that hangs: FAIL after its deadline, and nobody else waits',
  async (t) => {
    t.timeout(3 * 60_000);
    const victim = await Victim.start(t, { args: ['--requests', '2', '--other-timeout', '600'] });
    const { port, recordsPath, program } = victim;
    t.true((await wholeSession(port, () => 'before')).done);
    const idle = await victim.idle();
    const early = await connectClient(port);
    const work = await early.until('WORK');

    const goOn = await hang(t, program.child);
    const told = many(AT_DONE, () => wholeSession(port, () => 'hung'));
    // Whoever comes now is served up to his last answer, and who was in WORK goes on.
    const late = await connectClient(port);
    const lastOfLate = await late.answer(await late.until(REQUEST)).until(REQUEST);
    const firstOfEarly = await early.answer(work).until(REQUEST);
    for (const { said, done } of await told) {
      t.false(done);
      t.is(said.at(-1), 'FAIL Server could not keep the answers within 20 s.');
    }
    await goOn();
    t.true((await wholeSession(port, () => 'after')).done);
    t.is(await early.answer(firstOfEarly).converse(), 'DONE');
    t.is(await late.answer(lastOfLate).converse(), 'DONE');
    t.deepEqual(moreThan(idle, await victim.backAt(idle)), {});
    t.deepEqual(await victim.stop(), { code: 0, signal: null });

    const outcomes = (await readRecords(recordsPath)).map(({ outcome, error }) => error?.code ?? outcome);
    t.deepEqual(outcomes.sort(), [
      ...Array.from({ length: 4 }, () => 'done'),
      ...Array.from({ length: AT_DONE }, () => 'not_durable'),
    ]);
  },
);
