import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Child } from './child.js';
import type { Role } from './rounds.js';
import type { Run } from './run.js';

/** The servers of a checkout that can be measured. */
export type Kind = 'library' | 'program' | 'watched' | 'workers';

export const KINDS: readonly Kind[] = ['library', 'program', 'watched', 'workers'];

/** Those that are measured if none is asked for. */
export const USUAL_KINDS: readonly Kind[] = ['library', 'program'];

/** A built copy of this project. */
export interface Checkout {
  /** Its name in a table. */
  readonly name: string;
  /** The path of its folder. */
  readonly root: string;
}

export const THIS_CHECKOUT: Checkout = { name: 'this checkout', root: here('../../../') };

/** A server that can be measured: a program that prints its port on standard output when it listens. */
export interface Subject {
  readonly name: string;
  /** The arguments of Node. */
  readonly args: (run: Run) => readonly string[];
  /** Starts the process of those who read its status while it is measured. Absent if nobody does. */
  readonly startReaders?: (server: Child, run: Run) => Promise<Child>;
}

export type Subjects = ReadonlyMap<Role, Subject>;

export const BARE: Subject = {
  name: 'bare node:tls',
  args: (run) => [here('bare-server.js'), run.serverCert, run.serverKey, run.caCert],
};

/** The titles of the tables. */
export const TITLES: Readonly<Record<Kind, string>> = {
  library: 'The library: sessions alone, without records, log or output',
  program: 'The program as a user runs it: with records, a JSON log, and its output read',
  watched: 'The program with its status page, which is read',
  workers: 'The program with two workers: the CPU time of all its processes',
};

/** Uses only what every version of the project has: the entry of the package, and the oldest options of the program. */
export function subjectOf(kind: Kind, { name, root }: Checkout): Subject {
  switch (kind) {
    case 'library':
      return {
        name: `the library of ${name}`,
        args: (run) => [
          here('our-server.js'),
          ...[run.serverCert, run.serverKey, run.caCert],
          pathToFileURL(join(root, 'dist/lib/index.js')).href,
        ],
      };
    case 'watched': {
      const program = subjectOf('program', { name: `${name}, watched`, root });
      return {
        ...program,
        args: (run) => [...program.args(run), '--status', '127.0.0.1:0'],
        startReaders: async (server, { signal }) =>
          new Child('the readers', process.execPath, [here('readers.js'), await server.statusUrl()], signal),
      };
    }
    case 'workers': {
      const program = subjectOf('program', { name: `${name}, two workers`, root });
      return { ...program, args: (run) => [...program.args(run), '--workers', '2'] };
    }
    case 'program':
      return {
        name: `the program of ${name}`,
        args: (run) => [
          join(root, 'bin/tlslp-server'),
          ...['--host', '127.0.0.1', '--port', '0', '--n-bits', '0'],
          ...limitsOf(root),
          ...['--server-cert', run.serverCert, '--server-key', run.serverKey, '--ca-cert', run.caCert],
          ...['--records', join(run.directory, `records of ${name}.ndjson`)],
        ],
      };
  }
}

/** All clients come from one address with one certificate, so the limits must not count them. Earlier versions have none. */
function limitsOf(root: string): readonly string[] {
  if (!existsSync(join(root, 'dist/lib/config/limit-options.js'))) return [];
  return [
    ...['--max-handshakes', '100000', '--max-handshakes-per-address', '100000'],
    ...['--handshake-rate', '1000000', '--handshake-burst', '1000000'],
    ...['--max-sessions', '100000', '--max-per-certificate', '100000', '--max-lag', '0'],
  ];
}

/** @param other the checkout to compare with, if any */
export function subjectsOf(kind: Kind, other: Checkout | null): Subjects {
  const subjects = new Map<Role, Subject>([['ours', subjectOf(kind, THIS_CHECKOUT)]]);
  if (other !== null) subjects.set('other', subjectOf(kind, other));
  return subjects.set('bare', BARE);
}

/** Starts a server's process with the probe in it. */
export function serverProcess({ name, args }: Subject, run: Run): Child {
  const probe = pathToFileURL(here('probe.js')).href;
  return new Child(name, run.node, ['--expose-gc', '--import', probe, ...args(run)], run.signal);
}

/** Starts the clients' process, always with the Node that runs the benchmark. */
export function loadProcess(run: Run): Child {
  const clients = run.clients.flatMap(({ cert, key }) => [cert, key]);
  const args = [here('load.js'), run.caCert, ...clients];
  return new Child('the clients', process.execPath, args, run.signal);
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
