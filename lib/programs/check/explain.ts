import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Launcher } from '../../conformance/launch/launcher.js';
import { spawnProgram } from '../../conformance/launch/spawned.js';
import type { Pki } from '../../conformance/pki/pki.js';

const SERVER = fileURLToPath(new URL('../../../../bin/tlslp-server', import.meta.url));
const LISTENING = /^Server listening on tls:\/\/\S+:(\d+)$/m;
const LOOK_AGAIN_MS = 20;
const LAST_WORDS_MS = 1000;
/** What the server says when it listens ends here: it is not of the session. */
const BEGINNING = '\n\n';
const N_BITS = 6;

/** Options of `explainSession`. */
export interface ExplainOptions {
  readonly launcher: Launcher;
  readonly pki: Pki;
  /** The most seconds that the session may take. */
  readonly timeLimitSeconds: number;
  /** The most memory that a program may hold, in bytes. */
  readonly maxMemoryBytes: number;
  readonly signal: AbortSignal;
  /** The width of the lines, in columns. */
  readonly columns: number;
}

/**
 * Lets the client have one session with the tutorial's server.
 * @returns what the tutorial says of it, line by line
 */
export async function explainSession(options: ExplainOptions): Promise<readonly string[]> {
  const { launcher, pki, timeLimitSeconds, maxMemoryBytes, signal, columns } = options;
  const server = spawnProgram(
    [
      ...[process.execPath, SERVER, '--tutorial', '--n-bits', String(N_BITS), '--port', '0'],
      ...['--server-cert', pki.server.certPath, '--server-key', pki.server.keyPath],
      ...['--ca-cert', pki.ca.certPath, '--log-level', 'CRITICAL', '--max-lag', '0'],
      ...['--tutorial-sessions', '1', '--tutorial-timeout', String(timeLimitSeconds)],
    ],
    { env: { COLUMNS: String(columns) }, maxMemoryBytes },
  );
  let ended = false;
  let silent = false;
  const exited = server.exited.then(() => (ended = true));
  const text = (): string => server.stdout().toString();
  const listening = async (): Promise<number | null> => {
    for (;;) {
      const port = LISTENING.exec(text())?.[1];
      if (port !== undefined) return Number(port);
      if (ended || signal.aborted) return null;
      await delay(LOOK_AGAIN_MS);
    }
  };
  const port = await listening();
  if (port !== null) {
    const { ca, client } = pki;
    const files = { ca: ca.certPath, cert: client.certPath, key: client.keyPath };
    const program = launcher.start({ host: 'localhost', port, ...files });
    await Promise.race([exited, program.exited, delay(timeLimitSeconds * 1000, null, { ref: false })]);
    program.kill('SIGKILL');
    if ((await program.exited).failedToStart !== null) silent = true;
    // It ends with its session. Without one, it waits for the next client.
    await Promise.race([exited, delay(LAST_WORDS_MS, null, { ref: false })]);
  }
  // It holds nothing that has to be kept, and a stop in order would have a line of its own.
  server.kill('SIGKILL');
  await exited;
  const told = text().trimEnd();
  const at = told.indexOf(BEGINNING);
  return silent || at < 0 ? [] : told.slice(at + BEGINNING.length).split('\n');
}
