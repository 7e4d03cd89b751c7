import {
  MISBEHAVIOURS as ACTS,
  type MisbehaviourName,
  type MisbehaviourTarget,
} from '../../lib/conformance/peers/misbehaviours.js';
import type { Refusal } from '../../lib/server/events.js';
import { testCertificates } from './certificates.js';

/** What our server has to make of a bad client. */
interface Expected {
  /** The reason that the log gives, where it never becomes a session. */
  readonly refused?: Refusal;
  /** The code of the error that its record bears, where it does. */
  readonly fails?: string;
}

/** One way to be a bad client of ours, and what the server has to make of it. */
export interface Misbehaviour extends Expected {
  /**
   * Resolves to the lines that it has read since it misbehaved, when the connection is closed.
   * @param over resolves when the server has closed every connection: for clients that would not notice
   */
  readonly act: (port: number, over: Promise<unknown>) => Promise<readonly string[]>;
}

const EXPECTED: Readonly<Record<MisbehaviourName, Expected>> = {
  'a port scan': { refused: 'closed_early' },
  'a silent connection': { refused: 'handshake_timeout' },
  'plain HTTP': { refused: 'plain_http' },
  'no TLS': { refused: 'not_tls' },
  'a reset in the handshake': { refused: 'reset' },
  'no certificate': { refused: 'no_certificate' },
  "a stranger's certificate": { refused: 'untrusted_certificate' },
  'an expired certificate': { refused: 'untrusted_certificate' },
  'left at HELLO': { fails: 'disconnected' },
  'left at WORK': { fails: 'disconnected' },
  'left at a request': { fails: 'disconnected' },
  'left at DONE': { fails: 'disconnected' },
  'reset in a session': { fails: 'disconnected' },
  'a flood': { fails: 'line_too_long' },
  'a flood of lines': { fails: 'unsolicited_line' },
  'a silent session': { fails: 'timed_out' },
  'never reads': { fails: 'timed_out' },
  'CR LF': { fails: 'wrong_answer' },
  'two lines at once': { fails: 'unsolicited_line' },
  'no UTF-8': { fails: 'invalid_utf8' },
  'a wrong checksum': { fails: 'invalid_checksum' },
};

/** Our server at this port, and what the tests' clients show of themselves. */
export function misbehaviourTarget(port: number, over: Promise<unknown>): MisbehaviourTarget {
  const { ca, client, strangerClient, expiredClient } = testCertificates();
  return {
    connection: { port, ca: ca.certPem, servername: 'localhost' },
    identities: { ours: client, stranger: strangerClient, expired: expiredClient },
    over,
  };
}

/** Every way to be a bad client; our server tells each apart from the others. */
export const MISBEHAVIOURS = Object.fromEntries(
  Object.entries(EXPECTED).map(([name, expected]): [string, Misbehaviour] => {
    const act = ACTS[name as MisbehaviourName];
    return [name, { ...expected, act: (port, over) => act(misbehaviourTarget(port, over)) }];
  }),
) as Readonly<Record<MisbehaviourName, Misbehaviour>>;
