import { cpus, loadavg } from 'node:os';
import { runCommand } from './command.js';

/** The versions of a Node and its OpenSSL, as in `process.versions`. */
export interface Versions {
  readonly node: string;
  readonly openssl: string;
}

/** The machine and the versions that a table was measured with. */
export interface Machine {
  /** The servers' version of Node. */
  readonly node: string;
  readonly openssl: string;
  /** The clients' version of Node. */
  readonly clientsNode: string;
  readonly processor: string;
  readonly cores: number;
  /** Average number of processes that ran or waited to run, over the last minute. */
  readonly load: number;
}

/** @throws {Error} if `node` is not a Node executable */
export async function versionsOf(node: string): Promise<Versions> {
  const script = 'JSON.stringify({ node: process.versions.node, openssl: process.versions.openssl })';
  try {
    return JSON.parse(await runCommand(node, ['-p', script])) as Versions;
  } catch (cause) {
    throw new Error(`--node: ${JSON.stringify(node)} is not a Node executable.`, { cause });
  }
}

/** Returns this machine with its current load. */
export function machineNow({ node, openssl }: Versions): Machine {
  const processors = cpus();
  return {
    node,
    openssl,
    clientsNode: process.versions.node,
    processor: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    load: loadavg()[0] ?? NaN,
  };
}

export function machineLine({ node, openssl, clientsNode, processor, cores, load }: Machine): string {
  const clients = clientsNode === node ? '' : `, clients with Node ${clientsNode}`;
  return `Node ${node}, OpenSSL ${openssl}${clients}, ${processor}, ${cores} cores, load ${load.toFixed(2)}`;
}
