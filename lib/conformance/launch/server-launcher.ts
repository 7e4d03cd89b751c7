import type { Running } from './launcher.js';
import { asEnvironment, fillIn } from './placeholders.js';
import { spawnProgram } from './spawned.js';

/** What a server under test is started with: the placeholders of its command line. */
export interface ServerTarget {
  /** The port of this machine to listen on. */
  readonly port: number;
  /** The paths of PEM files: its certificate for localhost, its key (PKCS #8), and the CA of its clients. */
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** Starts the server under test. */
export interface ServerLauncher {
  readonly start: (target: ServerTarget) => Running;
}

/** Creates a launcher that starts this command line, with the placeholders `{port} {cert} {key} {ca}` filled in. */
export function serverLauncher(argv: readonly string[], maxMemoryBytes: number): ServerLauncher {
  return {
    start: (target) => {
      const values = { ...target };
      return spawnProgram(fillIn(argv, values), { env: asEnvironment(values), maxMemoryBytes });
    },
  };
}
