import type { TLSSocket } from 'node:tls';
import { broken, skipped } from '../../engine/finding.js';
import { showBytes } from '../../engine/show-bytes.js';
import type { ClientPeer } from '../client-peer.js';
import type { ServerCheck } from '../server-check.js';
import type { MeetOptions, ServerStage } from '../stage.js';
import type { OutsiderKind } from '../subject.js';
import { wholeSession } from '../steps.js';

const LOCAL_CODES =
  /ERR_SSL_NO_PROTOCOLS_AVAILABLE|ERR_SSL_UNSUPPORTED_PROTOCOL_LOCAL|ERR_TLS_INVALID_PROTOCOL/;

/** The server must end the connection, and have said nothing. */
async function isRefused(stage: ServerStage, peer: ClientPeer): Promise<void> {
  const expected = 'the end of the connection, and no byte of the protocol before it';
  await peer.client.closed;
  const { received } = peer;
  if (received.length > 0)
    throw broken(expected, showBytes(received), 'It does not insist on a certificate.');
  if (stage.over.aborted) throw broken(expected, 'nothing within the time limit');
}

function outsider(kind: OutsiderKind, what: string): ServerCheck {
  return {
    id: `tls.${kind}`,
    level: 'must',
    section: 'tls',
    rule: `A client with ${what} is refused in the handshake: not a byte of the protocol is said.`,
    play: async (stage) => {
      await isRefused(stage, await stage.connect({ identity: await stage.outsider(kind) }));
    },
  };
}

function version(name: string, text: 'TLSv1.2' | 'TLSv1.3'): ServerCheck {
  return {
    id: `tls.${name}`,
    level: name === 'v1_3' ? 'should' : 'must',
    section: 'tls',
    rule: `A client that speaks ${text} alone is served.`,
    timeFactor: 2,
    play: async (stage) => {
      await wholeSession(stage, undefined, { tls: { minVersion: text, maxVersion: text } });
    },
  };
}

/** A ticket of a session with a certificate is no certificate. */
function resumption(name: string, text: 'TLSv1.2' | 'TLSv1.3'): ServerCheck {
  return {
    id: `tls.${name}`,
    level: 'must',
    section: 'tls',
    rule: `With a ticket of ${text}, and without its certificate, a client is refused.`,
    timeFactor: 2,
    play: async (stage) => {
      const tls = { minVersion: text, maxVersion: text } as const;
      const ticket = await ticketOf(stage, { tls });
      if (ticket === null) return;
      const peer = await stage.connect({ identity: null, tls: { ...tls, session: ticket } });
      await isRefused(stage, peer);
    },
  };
}

async function ticketOf(stage: ServerStage, options: MeetOptions): Promise<Buffer | null> {
  // The tickets of TLS 1.3 come before HELLO.
  const peer = await stage.meet(options);
  const ticket = (peer.client.socket as TLSSocket).getSession() ?? null;
  peer.leave();
  return ticket;
}

/** Bytes that are not TLS. */
function plain(name: string, what: string, bytes: string): ServerCheck {
  return {
    id: `tls.${name}`,
    level: 'must',
    section: 'tls',
    rule: `${what} on the TLS port is answered with no line of the protocol, and the connection ends.`,
    patient: true,
    waitsMs: ({ otherTimeoutMs }) => 2 * otherTimeoutMs,
    play: async (stage) => {
      const peer = await stage.connectTcp();
      await peer.send(bytes);
      await peer.client.closed;
      const text = peer.received.toString('latin1');
      if (/HELLO|WORK|FAIL/.test(text)) throw broken('no line of the protocol', showBytes(peer.received));
      if (stage.over.aborted) throw broken('the end of the connection', 'nothing within the time limit');
    },
  };
}

/** Who is let in, and how. */
export const TLS_CHECKS: readonly ServerCheck[] = [
  {
    id: 'tls.no_certificate',
    level: 'must',
    section: 'tls',
    rule: 'A client without a certificate is refused in the handshake: not a byte of the protocol is said.',
    play: async (stage) => {
      await isRefused(stage, await stage.connect({ identity: null }));
    },
  },
  outsider('stranger', 'a certificate of an unknown CA'),
  outsider('expired', 'an expired certificate'),
  outsider('wrong_purpose', 'a certificate for servers'),
  {
    id: 'tls.server_certificate',
    level: 'must',
    section: 'tls',
    rule: 'The certificate of the server is of its CA, valid, for servers, and for its name.',
    play: async (stage) => {
      const peer = await stage.connect({ tls: { rejectUnauthorized: true } });
      const line = await peer.next();
      if (line === 'HELLO') return;
      const { errorCode } = await peer.client.closed;
      throw broken('a certificate that verifies, and HELLO', errorCode ?? peer.end);
    },
  },
  version('v1_2', 'TLSv1.2'),
  version('v1_3', 'TLSv1.3'),
  {
    id: 'tls.v1_1',
    level: 'must',
    section: 'tls',
    rule: 'TLS 1.1 is refused.',
    play: async (stage) => {
      const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      const peer = await stage.connect({ tls: old });
      await peer.client.closed.then(({ errorCode }) => {
        if (LOCAL_CODES.test(errorCode ?? ''))
          throw skipped('the TLS library of the kit cannot speak TLS 1.1');
      });
      await isRefused(stage, peer);
    },
  },
  resumption('ticket_v1_2', 'TLSv1.2'),
  resumption('ticket_v1_3', 'TLSv1.3'),
  plain('plain_text', 'The protocol without TLS', 'HELLOBACK\n'),
  plain('http', 'HTTP', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
];
