import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hasC, hasJava, hasPython } from '../../support/has-program.js';
import { blocksOf, ROOT } from '../documents.js';

/** A client of the docs, and how it is started. */
export interface DocumentedClient {
  readonly name: string;
  /** Why it cannot be run here, or null if it can. */
  readonly missing: string | null;
  /** Makes it in this directory, as docs/clients.md says. Returns its command and first arguments. */
  readonly build: (directory: string) => Promise<readonly string[]>;
}

export const CLIENTS_DIRECTORY = join(ROOT, 'docs', 'clients');

const run = promisify(execFile);

/** The client in Python, as it stands in docs/protocol.md. */
export const pythonClient = (): string => {
  const [client] = blocksOf(join(ROOT, 'docs', 'protocol.md')).filter(({ info }) => info[0] === 'python');
  return `${client?.text ?? ''}\n`;
};

// Each test starts a machine of its own: it need not be good at long runs.
const JAVA = ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m'];

const C_SOURCE = join(CLIENTS_DIRECTORY, 'client.c');
const STRICT = ['-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Werror'];
const SANITIZED = ['-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/** Compiles the client in C with more than its documented options. */
export async function compileC(directory: string, ...options: readonly string[]): Promise<string> {
  const program = join(directory, 'client');
  await run('cc', [...options, '-o', program, C_SOURCE, '-lssl', '-lcrypto']);
  return program;
}

export const CLIENTS: readonly DocumentedClient[] = [
  {
    name: 'Python',
    missing: hasPython() ? null : 'python3 is not there',
    build: async (directory) => {
      const file = join(directory, 'client.py');
      await writeFile(file, pythonClient());
      return ['python3', file];
    },
  },
  {
    name: 'Java',
    missing: hasJava() ? null : 'a JDK is not there',
    build: async (directory) => {
      await run('javac', [
        '-Xlint:all,-serial',
        '-Werror',
        '-d',
        directory,
        join(CLIENTS_DIRECTORY, 'Client.java'),
      ]);
      return [...JAVA, '-cp', directory, 'Client'];
    },
  },
  {
    name: 'C',
    missing: hasC() ? null : 'a C compiler with OpenSSL is not there',
    // With sanitizers where the compiler has them: they end the program with a report.
    build: async (directory) => {
      try {
        return [await compileC(directory, ...STRICT, ...SANITIZED)];
      } catch {
        return [await compileC(directory, ...STRICT)];
      }
    },
  },
];
