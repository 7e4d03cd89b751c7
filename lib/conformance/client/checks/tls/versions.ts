import type { SecureVersion } from 'node:tls';
import type { ClientCheck } from '../../client-check.js';
import { isRefused } from './server.js';

const OLD: readonly (readonly [id: string, version: SecureVersion, name: string])[] = [
  ['only_1_1', 'TLSv1.1', 'TLS 1.1'],
  ['only_1_0', 'TLSv1', 'TLS 1.0'],
];

/** Servers that do not speak TLS 1.2 or newer. */
export const VERSION_CHECKS: readonly ClientCheck[] = [
  ...OLD.map(([id, maxVersion, name]): ClientCheck => ({
    id: `tls.${id}`,
    level: 'must',
    section: 'tls',
    rule: `A server that speaks ${name} only is refused: use TLS 1.2 or newer.`,
    play: async (stage) => {
      // OpenSSL has nothing that old at its usual security level.
      const tls = { ...stage.tls, minVersion: 'TLSv1', maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      await isRefused(stage, { tls }, { cause: 'It allows versions of TLS that are too old.' });
    },
  })),
  {
    id: 'tls.plain_text',
    level: 'must',
    section: 'tls',
    rule: 'A server that speaks without TLS is refused: never answer in the clear.',
    play: async (stage) => {
      await isRefused(stage, { tls: null }, { cause: 'It goes on without TLS where the handshake fails.' });
    },
  },
];
