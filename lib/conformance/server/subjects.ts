import { isIP } from 'node:net';
import { broken } from '../engine/finding.js';
import type { PeerIdentity } from '../peers/misbehaviours.js';
import type { Pki } from '../pki/pki.js';
import { outsiderOf } from './outsiders.js';
import type { Endpoint } from './endpoint.js';
import { whyUnreachable } from './reach.js';
import type { StartedServer } from './started-server.js';
import type { Subject } from './subject.js';

/** A server that runs already, and what it takes to be its client. */
export interface ConnectedServer {
  readonly endpoint: Endpoint;
  /** The CA of the server, in PEM. */
  readonly caPem: string;
  /** An identity that it accepts. */
  readonly identity: PeerIdentity;
}

/** A server that runs already. Certificates that only its CA can issue are not to be had. */
export function connectedSubject({ endpoint, caPem, identity }: ConnectedServer, pki: Pki): Subject {
  let seen = false;
  return {
    ready: async (over) => {
      // What it does later is for the checks to judge.
      if (!seen) await mustBeThere(endpoint, over);
      seen = true;
      return endpoint;
    },
    serverName: isIP(endpoint.host) === 0 ? endpoint.host : '',
    caPem,
    identity: () => Promise.resolve(identity),
    hasManyIdentities: false,
    outsider: (kind) => (kind === 'stranger' ? outsiderOf(pki, kind) : Promise.resolve(null)),
    program: null,
  };
}

/** A server that the kit starts, with certificates that it has issued. */
export function startedSubject(program: StartedServer, pki: Pki): Subject {
  return {
    ready: (over) => program.ready(over),
    serverName: 'localhost',
    caPem: pki.ca.certPem,
    identity: (label) => pki.leaf(`client-${label}`, { usage: 'client', subject: { CN: label } }),
    hasManyIdentities: true,
    outsider: (kind) => outsiderOf(pki, kind),
    program,
  };
}

async function mustBeThere(endpoint: Endpoint, over: AbortSignal): Promise<void> {
  const why = await whyUnreachable(endpoint, over);
  const { host, port } = endpoint;
  if (why !== null) throw broken(`a server that accepts connections at ${host}, port ${port}`, why);
}
