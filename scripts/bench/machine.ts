import { cpus, loadavg } from 'node:os';
import { runCommand } from './command.js';

/** Versions of what a Node is made of, as `process.versions` has them. */
export interface Versions {
  readonly node: string;
  readonly openssl: string;
}

/** What a table of figures was measured on. */
export interface Machine {
  /** Of the servers. */
  readonly node: string;
  readonly openssl: string;
  /** Node of the clients. */
  readonly clientsNode: string;
  readonly processor: string;
  readonly cores: number;
  /** Average number of processes that ran or waited to run, over the last minute. */
  readonly load: number;
}

/** @throws {Error} when `node` is no Node */
export async function versionsOf(node: string): Promise<Versions> {
  const script = 'JSON.stringify({ node: process.versions.node, openssl: process.versions.openssl })';
  try {
    return JSON.parse(await runCommand(node, ['-p', script])) as Versions;
  } catch (cause) {
    throw new Error(`--node: ${JSON.stringify(node)} cannot be run as a Node.`, { cause });
  }
}

/** This machine as it is now. */
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
