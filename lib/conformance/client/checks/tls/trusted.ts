import { networkInterfaces } from 'node:os';
import type { TlsOptions } from 'node:tls';
import type { Level } from '../../../engine/check.js';
import { broken, skipped } from '../../../engine/finding.js';
import type { Target } from '../../../launch/launcher.js';
import {
  belowIntermediate,
  OTHER_KEYS,
  rootAuthority,
  SOME_NAMES,
} from '../../../pki/server-certificates.js';
import type { ClientCheck } from '../../client-check.js';
import type { ClientStage } from '../../stage.js';
import { fingerprintOf, isServed, serverWith } from './server.js';

const V6 = '::1';

/** What a server is like, and what the client is started with. */
interface Trusted {
  readonly tls?: TlsOptions;
  readonly target?: Partial<Target>;
}

interface Row {
  readonly name: string;
  readonly level: Level;
  readonly rule: string;
  readonly server: (stage: ClientStage) => Promise<Trusted> | Trusted;
}

const ROWS: readonly Row[] = [
  {
    name: 'chain',
    level: 'must',
    rule: 'A server may send a CA between its certificate and the trusted CA.',
    server: async (stage) => {
      const root = await rootAuthority(stage.pki);
      const tls = serverWith(stage, await belowIntermediate(stage.pki));
      return { tls, target: { ca: root.certPath } };
    },
  },
  {
    name: 'rsa',
    level: 'must',
    rule: 'The key of a server may be RSA.',
    server: async (stage) => ({ tls: serverWith(stage, await OTHER_KEYS.rsa(stage.pki)) }),
  },
  {
    name: 'p384',
    level: 'should',
    rule: 'The key of a server may be on the curve P-384.',
    server: async (stage) => ({ tls: serverWith(stage, await OTHER_KEYS.p384(stage.pki)) }),
  },
  {
    name: 'ed25519',
    level: 'should',
    rule: 'The key of a server may be Ed25519.',
    server: async (stage) => ({ tls: serverWith(stage, await OTHER_KEYS.ed25519(stage.pki)) }),
  },
  {
    name: 'address',
    level: 'must',
    rule: 'A client can connect to an address, 127.0.0.1, that is in the certificate.',
    server: async (stage) => ({
      tls: serverWith(stage, await SOME_NAMES.only127(stage.pki)),
      target: { host: '127.0.0.1' },
    }),
  },
  {
    name: 'address_v6',
    level: 'should',
    rule: 'A client can connect to an address of IPv6, ::1, that is in the certificate.',
    server: async (stage) => {
      const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
      if (!addresses.some(({ address }) => address === V6)) throw skipped('This machine has no address ::1.');
      return { tls: serverWith(stage, await SOME_NAMES.onlyV6(stage.pki)), target: { host: V6 } };
    },
  },
  {
    name: 'only_1_3',
    level: 'should',
    rule: 'A server may speak TLS 1.3 only.',
    server: (stage) => ({ tls: { ...stage.tls, minVersion: 'TLSv1.3' } }),
  },
  {
    name: 'only_1_2',
    level: 'should',
    rule: 'A server may speak TLS 1.2 only.',
    server: (stage) => ({ tls: { ...stage.tls, maxVersion: 'TLSv1.2' } }),
  },
  {
    name: 'no_certificate_asked',
    level: 'info',
    rule: 'A server may ask for no certificate of the client.',
    server: (stage) => ({ tls: { ...stage.tls, requestCert: false } }),
  },
];

/** Servers that do all right: a client gets through a session, and shows what it was given to show. */
export const TRUSTED_CHECKS: readonly ClientCheck[] = [
  ...ROWS.map(({ name, level, rule, server }): ClientCheck => ({
    id: `tls.${name}`,
    level,
    section: 'tls',
    rule,
    play: async (stage) => {
      const { target, ...options } = await server(stage);
      await isServed(stage, options, target);
    },
  })),
  {
    id: 'tls.own_certificate',
    level: 'must',
    section: 'tls',
    rule: 'A client presents the certificate that it was given.',
    play: async (stage) => {
      // Who shows none, or another, is found out here, not in the handshake.
      const { peer } = await stage.meet({ tls: { ...stage.tls, rejectUnauthorized: false } });
      peer.end();
      const shown = 'getPeerCertificate' in peer.socket ? peer.socket.getPeerCertificate() : null;
      const fingerprint = shown?.fingerprint256;
      if (fingerprint === fingerprintOf(stage.pki.client)) return;
      throw broken(
        `the certificate with the fingerprint ${fingerprintOf(stage.pki.client)}`,
        fingerprint === undefined ? 'no certificate' : `one with the fingerprint ${fingerprint}`,
        'It loads no certificate, or only offers one where the server names its CA.',
      );
    },
  },
  {
    id: 'tls.sni',
    level: 'info',
    section: 'tls',
    rule: 'A client names the host that it connects to in the handshake (SNI).',
    play: async (stage) => {
      const { peer } = await stage.meet();
      peer.end();
      const name = servernameOf(peer.socket);
      if (name !== 'localhost') throw broken('the server name localhost', name === null ? 'none' : 'another');
    },
  },
  {
    id: 'tls.sni_address',
    level: 'info',
    section: 'tls',
    rule: 'A client sends no server name (SNI) where it connects to an address: RFC 6066, section 3.',
    play: async (stage) => {
      const { peer } = await stage.meet({}, { host: '127.0.0.1' });
      peer.end();
      if (servernameOf(peer.socket) !== null) throw broken('no server name', 'one');
    },
  },
];

/** The name that a client has sent in its handshake, or null. */
function servernameOf(socket: object): string | null {
  const { servername } = socket as { readonly servername?: unknown };
  return typeof servername === 'string' && servername !== '' ? servername : null;
}
