import type { ExecutionContext } from 'ava';
import { NO_LIMIT_ARGS, readRecords, startServer, temporaryDirectory } from '../../support/programs.js';
import type { Program } from '../../support/programs.js';
import type { SessionRecord } from '../../../lib/records/record.js';

/** A server behind a proxy. */
export interface Served {
  readonly program: Program;
  readonly port: number;
  readonly statusPort: number;
  /** What it has kept. */
  readonly records: () => Promise<readonly SessionRecord[]>;
}

/** A server as the documented files of the proxies want it: it knows its proxy, and tells by HTTPS whether it is ready. */
export async function startServed(t: ExecutionContext, args: readonly string[] = []): Promise<Served> {
  const records = `${await temporaryDirectory(t)}/records.ndjson`;
  const { program, port } = await startServer(t, [
    ...NO_LIMIT_ARGS,
    ...['--requests', '2', '--records', records],
    ...['--proxy-from', '127.0.0.0/8'],
    ...['--status', '127.0.0.1:0', '--status-tls'],
    ...args,
  ]);
  const [, statusPort] = await program.printed(/Status page on https:\/\/127\.0\.0\.1:(\d+)\//);
  return { program, port, statusPort: Number(statusPort), records: () => readRecords(records) };
}
