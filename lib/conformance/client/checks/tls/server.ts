import { X509Certificate } from 'node:crypto';
import type { TlsOptions } from 'node:tls';
import { broken } from '../../../engine/finding.js';
import { showBytes } from '../../../engine/show-bytes.js';
import type { Target } from '../../../launch/launcher.js';
import type { PemFiles } from '../../../pki/pki.js';
import type { ListenOptions } from '../../listener.js';
import { askAll } from '../../questions.js';
import type { ServerPeer } from '../../server-peer.js';
import type { ClientStage } from '../../stage.js';

const NOTHING = 'that the client sends nothing to such a server';

/** The options of a server with this certificate, which does all else right. */
export function serverWith(stage: ClientStage, { certPem: cert, keyPem: key }: PemFiles): TlsOptions {
  return { ...stage.tls, cert, key };
}

/**
 * A server to which the client must not speak: it must send nothing, and end with a failure. The server says HELLO to who comes through the
 * handshake, so that a careless client shows itself.
 * @param target what else the client is started with
 * @param cause the likely mistake of a client that speaks, as a sentence
 * @throws {Finding} the client speaks, or does not fail
 */
export async function isRefused(
  stage: ClientStage,
  options: Partial<ListenOptions>,
  { target, cause }: { readonly target?: Partial<Target>; readonly cause?: string } = {},
): Promise<void> {
  const listener = await stage.listen(options);
  const program = await stage.start(listener.port, target);
  const ended = new AbortController();
  void program.exited.then(() => {
    ended.abort();
  });
  const peers: ServerPeer[] = [];
  const judge = (peer: ServerPeer): void => {
    const came = peer.unread;
    if (isSpeech(came, options)) throw broken(NOTHING, showBytes(came), cause);
  };
  for (;;) {
    const attempt = await listener.next(ended.signal);
    if (attempt === null) break;
    const peer = await stage.before(attempt.peer, 'that the handshake ends');
    if (peer === null) continue;
    peers.push(peer);
    await peer.say('HELLO');
    await peer.stirs();
    judge(peer);
    peer.end();
  }
  await stage.endsWithFailure(program);
  for (const peer of peers) {
    await stage.before(peer.closed, 'that the connection is closed');
    judge(peer);
  }
  if (listener.attempts.length === 0) throw broken('a connection', 'none');
}

/** Over TLS every byte is one too many; in the clear, bytes of a handshake are right. */
function isSpeech(came: Buffer, { tls }: Partial<ListenOptions>): boolean {
  return tls === null ? came.includes('HELLOBACK') : came.length > 0;
}

/** A server with which the client must get through a whole, short session. Returns the peer that it was. */
export async function isServed(
  stage: ClientStage,
  options: Partial<ListenOptions>,
  target?: Partial<Target>,
): Promise<ServerPeer> {
  const meeting = await stage.meet(options, target);
  await askAll(meeting.peer, stage.random, { names: ['FULL_NAME'] });
  await stage.succeeds(meeting);
  return meeting.peer;
}

/** The SHA-256 fingerprint of a certificate. */
export function fingerprintOf({ certPem }: PemFiles): string {
  return new X509Certificate(certPem).fingerprint256;
}
