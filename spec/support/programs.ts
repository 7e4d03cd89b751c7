import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import type { SessionRecord } from '../../lib/records/record.js';
import { testCertificates } from './certificates.js';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LISTENING = /^Server listening on tls:\/\/localhost:(\d+)\n/;

export interface RunOptions {
  /** Added to the environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Nothing comes in, and both outputs are collected, when not given. */
  readonly stdio?: StdioOptions;
  readonly cwd?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A line of the log, where it is no terminal. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly msg: string };

/** A directory that is gone after the test. */
export async function temporaryDirectory(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-e2e-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A program as its users run it: a process of its own, which does not outlive the test. */
export class Program {
  readonly child: ChildProcess;
  /** When the process is gone and its outputs are read to the end. */
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  #over = false;

  constructor(t: ExecutionContext, command: string, args: readonly string[], options: RunOptions = {}) {
    const { env = {}, stdio = ['ignore', 'pipe', 'pipe'], cwd = ROOT } = options;
    this.child = spawn(command, args, { cwd, stdio, env: { ...environment(), ...env } });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      this.#over = true;
      return { code: code as Ended['code'], signal: signal as Ended['signal'] };
    });
    t.teardown(async () => {
      this.child.kill('SIGKILL');
      await this.ended;
    });
  }

  /** Resolves once the outputs satisfy this, and rejects when the program has ended and they still do not. */
  until<T>(look: () => T | null | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const streams = [this.child.stdout, this.child.stderr];
      const check = (): void => {
        const found = look();
        if (found === null || found === undefined || found === false) return;
        for (const stream of streams) stream?.off('data', check);
        resolve(found);
      };
      for (const stream of streams) stream?.on('data', check);
      void this.ended.then(({ code, signal }) => {
        check();
        reject(new Error(`it ended (${code ?? signal ?? ''}) before that\n${this.stdout}${this.stderr}`));
      });
      if (!this.#over) check();
    });
  }

  /** The first match in what it printed. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.until(() => pattern.exec(this.stdout));
  }

  /** The first such line of its log. */
  logged(matches: (line: LogLine) => boolean): Promise<LogLine> {
    return this.until(() => logLines(this.stderr).find(matches));
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Stops it as a service manager does. */
  async stop(): Promise<Ended> {
    this.signal('SIGTERM');
    return this.ended;
  }
}

// Npm's settings and a terminal's wishes are not what is tested.
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|NODE_OPTIONS$|INIT_CWD$|FORCE_COLOR$|NO_COLOR$|XDG_)/.test(name),
    ),
  );
}

/** Whole lines of a log, each of which must be JSON. */
export function logLines(text: string): LogLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LogLine);
}

/** Runs tlslp-server with these arguments and nothing else. */
export function serverProgram(
  t: ExecutionContext,
  args: readonly string[],
  options: RunOptions = {},
): Program {
  return new Program(t, process.execPath, [join(ROOT, 'bin/tlslp-server'), ...args], options);
}

export function certificateArgs(): string[] {
  const { server, ca } = testCertificates();
  return ['--server-cert', server.certPath, '--server-key', server.keyPath, '--ca-cert', ca.certPath];
}

export interface RunningServer {
  readonly program: Program;
  readonly port: number;
}

/** Lets everybody come at once, from one address with one certificate. */
export const NO_LIMIT_ARGS: readonly string[] = [
  ...['--max-handshakes-per-address', '0', '--handshake-rate', '0', '--max-per-certificate', '0'],
];

/** Work costs nothing, and nobody is shed by the lag of a machine that is busy with other tests. Later options stand. */
export const QUICK_ARGS: readonly string[] = ['--n-bits', '0', '--max-lag', '0'];

/** A server with the test's certificates on a free port, once it listens. Work costs nothing, unless the arguments say otherwise. */
export async function startServer(
  t: ExecutionContext,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunningServer> {
  const program = serverProgram(t, [...certificateArgs(), '--port', '0', ...QUICK_ARGS, ...args], options);
  const [, port] = await program.printed(LISTENING);
  return { program, port: Number(port) };
}

/** What a reader of a records file relies on: the last line of each id, torn and blank ones skipped. */
export async function readRecords(path: string): Promise<SessionRecord[]> {
  const last = new Map<string, SessionRecord>();
  for (const { record } of await recordLines(path)) if (record !== null) last.set(record.id, record);
  return [...last.values()];
}

/** Every line that is not blank; null stands for one that is no JSON. */
export async function recordLines(path: string): Promise<{ text: string; record: SessionRecord | null }[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ text: line, record: parsed(line) }));
}

function parsed(line: string): SessionRecord | null {
  try {
    return JSON.parse(line) as SessionRecord;
  } catch {
    return null;
  }
}
