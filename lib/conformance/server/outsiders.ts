import { issueLeaf, makeAuthority } from '../../certificates/issue.js';
import type { PemFiles, Pki } from '../pki/pki.js';
import type { OutsiderKind } from './subject.js';

const LONG_AGO = new Date('2020-01-01');
const AGO = new Date('2021-01-01');

/** Issues a client certificate that a server which trusts the CA of `pki` must refuse. */
export function outsiderOf(pki: Pki, kind: OutsiderKind): Promise<PemFiles> {
  switch (kind) {
    case 'stranger':
      return pki.made('stranger', async () =>
        issueLeaf(await makeAuthority({ subject: { CN: 'a CA that nobody knows' } }), { usage: 'client' }),
      );
    case 'expired':
      return pki.leaf('expired-client', { usage: 'client', notBefore: LONG_AGO, notAfter: AGO });
    case 'wrong_purpose':
      return pki.leaf('server-as-client', { usage: 'server' });
  }
}
