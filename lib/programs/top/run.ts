import { WriteStream } from 'node:tty';
import { lastValueFrom, mergeMap, take, takeUntil } from 'rxjs';
import { ConfigError } from '../../protocol/errors.js';
import { codeOf, systemErrorText } from '../../protocol/system-errors.js';
import { writeText, type ProgramStream } from '../shared/standard-streams.js';
import type { ProgramContext } from '../shared/run-program.js';
import { whenAborted } from '../shared/when-aborted.js';
import { prepareConnection, type Connection } from './feed/connection.js';
import { follow } from './feed/follow.js';
import type { TopConfig } from './options.js';
import { snapshotLines } from './snapshot.js';

/** Shows the status of a server: live on a terminal, once anywhere else. Resolves to the exit code. */
export async function run(config: TopConfig, { stdout, interrupt }: ProgramContext): Promise<number> {
  const connection = await prepareConnection(config);
  if (config.once || !isScreen(stdout)) await printOnce(connection, stdout, interrupt);
  else await showLive(connection, stdout, interrupt);
  interrupt.throwIfAborted();
  return 0;
}

/** Whether a cursor can be moved on it. */
function isScreen(stream: ProgramStream): stream is WriteStream {
  return stream instanceof WriteStream && process.env['TERM'] !== 'dumb';
}

async function showLive(connection: Connection, stdout: WriteStream, interrupt: AbortSignal): Promise<void> {
  // Loaded only now: a snapshot needs none of it.
  const [{ loadInk }, { show }] = await Promise.all([import('./load-ink.js'), import('./show.js')]);
  const modules = await loadInk();
  const live = show(connection, { stdout, stdin: process.stdin }, modules);
  await lastValueFrom(live.pipe(takeUntil(whenAborted(interrupt))), { defaultValue: null });
}

async function printOnce(
  connection: Connection,
  stdout: ProgramStream,
  interrupt: AbortSignal,
): Promise<void> {
  const first = follow(connection).pipe(
    mergeMap((event) => (event.type === 'batch' ? [event.batch] : [])),
    take(1),
    takeUntil(whenAborted(interrupt)),
  );
  const batch = await lastValueFrom(first, { defaultValue: null });
  if (batch === null) return;
  try {
    await writeText(stdout, `${snapshotLines(batch).join('\n')}\n`);
  } catch (error) {
    // The reader has read what it wanted, such as `head`.
    if (codeOf(error) !== 'EPIPE') throw unwritable(error);
  }
}

function unwritable(cause: unknown): ConfigError {
  const why = systemErrorText(cause, { ERR_STREAM_DESTROYED: 'it is closed' });
  return new ConfigError('unusable_file', `Standard output cannot be written: ${why}.`, { cause });
}
