import type { Attributes } from '@opentelemetry/api';
import { escapeText } from '../../protocol/escape.js';
import type { ListeningEvent } from '../../server/events.js';
import type {
  ClientCertificate,
  ConnectedEvent,
  RemoteAddress,
  TlsParameters,
} from '../../session/events.js';
import { nameText } from '../lines/session-text.js';
import { ianaCipherName } from './cipher-name.js';

const MAX_PATH_CHARS = 4096;

/** Returns what is known of a session when it begins, by the semantic conventions of OpenTelemetry. A stranger's texts are escaped. */
export function sessionAttributes({ id, peer }: ConnectedEvent, server: Attributes): Attributes {
  return {
    'tlslp.session.id': id,
    ...server,
    ...(peer.remote === null ? {} : remoteAttributes(peer.remote)),
    ...(peer.tls === null ? {} : tlsAttributes(peer.tls)),
    ...(peer.client === null ? {} : clientAttributes(peer.client)),
  };
}

/** Returns the attributes of the server's end; none if it listens in several places: an event does not say which one a client came to. */
export function serverAttributes({ places }: ListeningEvent): Attributes {
  const [place, ...others] = places;
  if (place === undefined || others.length > 0) return {};
  const { host, port, path } = place;
  if (path === null)
    return { 'network.transport': 'tcp', 'server.address': escapeText(host), 'server.port': port };
  return { 'network.transport': 'unix', 'server.address': escapeText(path, MAX_PATH_CHARS) };
}

function remoteAttributes({ address, port }: RemoteAddress): Attributes {
  return {
    'client.address': address,
    'client.port': port,
    'network.transport': 'tcp',
    'network.type': address.includes(':') ? 'ipv6' : 'ipv4',
  };
}

function tlsAttributes({ protocol, cipher }: TlsParameters): Attributes {
  const name = ianaCipherName(cipher);
  return {
    'tls.protocol.name': 'tls',
    'tls.protocol.version': protocol.replace(/^TLSv/, ''),
    ...(name === null ? {} : { 'tls.cipher': name }),
  };
}

function clientAttributes({ subject, issuer, fingerprint256 }: ClientCertificate): Attributes {
  return {
    'tls.client.subject': nameText(subject),
    'tls.client.issuer': nameText(issuer),
    'tls.client.hash.sha256': fingerprint256.replaceAll(':', ''),
  };
}
