// `npm run tutorial`: shows a whole tutorial between the two programs. It makes missing certificates, then starts both programs, as a user
// would in two terminals, and the client once more for the second session. The server explains each step, and the output of the client
// appears in between.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { styleText } from 'node:util';
import { completeConfig } from '../lib/config/server-config.js';
import { showsColour } from '../lib/programs/shared/colour.js';
import { ensureCertificates } from '../lib/certificates/ensure.js';

/** About a second of work for each session on a machine with SIMD. The first token is fixed, and the attempts with it: 17 million. */
const N_BITS = 26;
const SESSIONS = completeConfig().tutorialSessions;
const PORT = /^Server listening on tls:\/\/localhost:(\d+)$/;

const colour = showsColour(process.stdout);

/** Starts a program. Its standard output is a pipe, and its standard error is that of this process. */
function run(program: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [`bin/${program}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(colour ? { FORCE_COLOR: '1' } : {}) },
  });
}

function show(child: ChildProcess, onLine: (line: string) => void): Promise<unknown> {
  if (child.stdout === null) throw new Error('The standard output of the program must be a pipe.');
  const reader = createInterface({ input: child.stdout });
  reader.on('line', onLine);
  return once(reader, 'close');
}

const dim = (text: string): string => (colour ? styleText('dim', text) : text);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
  await ensureCertificates('certificates');
  const common = ['--log-level', 'WARNING', '--tutorial'];
  const server = run('tlslp-server', [...common, '--port', '0', '--n-bits', String(N_BITS)]);
  let client: ChildProcess | null = null;
  /** Runs the client once for each session, until one fails. */
  const runClients = async (port: string): Promise<void> => {
    let ended: number | null = 0;
    for (let session = 1; session <= SESSIONS && ended === 0; session++) {
      client = run('tlslp-client', ['--log-level', 'WARNING', '--ports', port]);
      const closed = once(client, 'close');
      await show(client, (text) => {
        say(dim(`  (client: ${text})`));
      });
      [ended] = (await closed) as [number | null];
    }
  };
  const shown = show(server, (line) => {
    say(line);
    const port = PORT.exec(line)?.[1];
    if (port !== undefined) void runClients(port);
  });
  const [code] = (await once(server, 'close')) as [number | null];
  await shown;
  (client as ChildProcess | null)?.kill();
  return code ?? 1;
}

process.exitCode = await main();
