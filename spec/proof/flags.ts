import { NO_LIMIT_ARGS, certificateArgs } from '../support/programs.js';

/** What a server of the proof is told. */
export interface ServerPlace {
  readonly port: number;
  readonly statusPort: number;
  /** The database, as the server's role. */
  readonly records: string;
}

/** Two worker processes, of which the primary is none. */
export const WORKERS = 2;
export const N_BITS = 4;
export const REQUESTS = 3;

/** The options of every server of the proof: the one place where they are put together. */
export function serverArgs({ port, statusPort, records }: ServerPlace): string[] {
  return [
    ...certificateArgs(),
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...['--workers', String(WORKERS)],
    // HAProxy, and nobody else.
    ...['--proxy-from', '127.0.0.0/8'],
    ...['--records', records],
    // The documented HAProxy asks here, by HTTPS.
    ...['--status', `127.0.0.1:${statusPort}`, '--status-tls'],
    ...['--n-bits', String(N_BITS), '--requests', String(REQUESTS)],
    ...['--work-timeout', '120', '--other-timeout', '30', '--drain-timeout', '120'],
    // What is tried is not the limits, on a machine that is busy with other tests.
    ...NO_LIMIT_ARGS,
    ...['--max-lag', '0'],
  ];
}
