import type { KeyObject, X509Certificate } from 'node:crypto';
import { publicKeyOf } from '../../tls/public-key.js';
import {
  describeKey,
  reportCertificate,
  weakKey,
  type Located,
  type Surroundings,
} from './certificate-report.js';
import { contentsOf } from './contents.js';
import type { AskPassword, Item } from './item.js';
import { judgeDates, dayOf, type Fact, type Report } from './report.js';

/** A file as it was read, or why it could not be. */
export type GivenFile =
  | { readonly path: string; readonly bytes: Buffer; readonly mode: number }
  | { readonly path: string; readonly problem: string };

const READABLE_BY_OTHERS = 0o077;

/**
 * Says what files hold, and what is wrong with each and with all together: dates, keys that belong to no certificate, certificates that
 * the CA among them did not issue or that the list among them revokes.
 * @param ask returns the password of a file; null if there is none
 */
export async function inspectFiles(
  files: readonly GivenFile[],
  ask: (path: string) => Promise<string | null>,
  now: Date = new Date(),
): Promise<readonly Report[]> {
  const items: Located[] = [];
  const reports: (() => Promise<Report>)[] = [];
  for (const file of files) {
    const { path } = file;
    if ('problem' in file) {
      reports.push(() => Promise.resolve(plain(path, 'a file that cannot be read', file.problem)));
      continue;
    }
    const found = await itemsIn(file.bytes, () => ask(path));
    if (found.length === 0) {
      reports.push(() =>
        Promise.resolve(
          plain(path, 'unknown', 'is no certificate, private key, list of revoked certificates or .p12 file'),
        ),
      );
    }
    for (const item of found) {
      items.push({ path, item });
      reports.push(() => report(item, path, file.mode, { items, now }));
    }
  }
  // After all files are read: each is seen together with the others.
  return Promise.all(reports.map((make) => make()));
}

/** What a .p12 file holds is looked at as if it were in files of its own. */
async function itemsIn(bytes: Buffer, ask: AskPassword): Promise<readonly Item[]> {
  return (await contentsOf(bytes, ask)).flatMap((item): Item[] => {
    if (item.kind !== 'p12') return [item];
    return [
      item,
      ...item.keys.map((key) => ({ kind: 'key', key, encrypted: true }) as const),
      ...item.certificates.map((certificate) => ({ kind: 'certificate', certificate }) as const),
    ];
  });
}

async function report(item: Item, path: string, mode: number, around: Surroundings): Promise<Report> {
  switch (item.kind) {
    case 'certificate':
      return reportCertificate(item.certificate, path, around);
    case 'key':
      return reportKey(item.key, item.encrypted, path, mode, around);
    case 'locked-key':
      return lockedReport(path, 'private key, encrypted', item.problem, false);
    case 'crl':
      return reportCrl(item, path, around);
    case 'p12': {
      const { certificates, keys } = item;
      const problems = keys.length === 0 ? ['holds no private key'] : [];
      const held = `${keys.length} private key${keys.length === 1 ? '' : 's'}, ${certificates.length} certificate${certificates.length === 1 ? '' : 's'}`;
      return { path, title: '.p12 file', facts: [['holds', held]], problems };
    }
    case 'locked-p12':
      return lockedReport(path, '.p12 file', item.problem, true);
    case 'broken':
      return plain(path, item.what, `is a broken ${item.what}`);
  }
}

function reportKey(
  key: KeyObject,
  encrypted: boolean,
  path: string,
  mode: number,
  { items }: Surroundings,
): Report {
  const certificates = items.flatMap(({ path: other, item }) =>
    item.kind === 'certificate' ? [{ path: other, certificate: item.certificate }] : [],
  );
  const own = certificates.filter(({ certificate }) => isKeyOf(certificate, key));
  const facts: Fact[] = [['key', describeKey(key)]];
  const problems = weakKey(key);
  if (own.length > 0) facts.push(['belongs to', own.map((one) => one.path).join(', ')]);
  else if (certificates.length > 0) problems.push('belongs to no certificate that is given');
  if (!encrypted && (mode & READABLE_BY_OTHERS) !== 0) {
    problems.push(`can be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 makes it private`);
  }
  return { path, title: `private key${encrypted ? ', encrypted' : ''}`, facts, problems };
}

async function reportCrl(
  { crl, der, label }: Extract<Item, { kind: 'crl' }>,
  path: string,
  { items, now }: Surroundings,
): Promise<Report> {
  const { isSignedBy, parseCrl } = await import('../crl.js');
  const dates = judgeDates(crl.thisUpdate, crl.nextUpdate, now);
  const problems = dates.problems.map((problem) =>
    problem.startsWith('ended') ? `${problem}: OpenSSL then refuses every client` : problem,
  );
  const facts: Fact[] = [
    ['issuer', crl.issuer],
    ['number', crl.number === null ? 'none' : String(crl.number)],
    dates.fact,
    [
      'revoked',
      crl.revoked.map(({ serial, revokedAt }) => `${serial} (${dayOf(revokedAt)})`).join(', ') || 'nothing',
    ],
  ];
  const cas = items.flatMap(({ path: other, item }) =>
    item.kind === 'certificate' && item.certificate.ca
      ? [{ path: other, pem: item.certificate.toString() }]
      : [],
  );
  const list = parseCrl(der);
  const signers = await Promise.all(cas.map(({ pem }) => isSignedBy(list, pem)));
  const signer = cas.find((_, i) => signers[i]);
  if (signer !== undefined) facts.push(['signed by', signer.path]);
  else if (cas.length > 0) problems.push(`is not signed by ${cas.map((ca) => ca.path).join(' or ')}`);
  if (label !== 'X509 CRL')
    problems.push('must be PEM with the label X509 CRL: OpenSSL and Node read no other');
  return { path, title: 'list of revoked certificates (CRL)', facts, problems };
}

function isKeyOf(certificate: X509Certificate, key: KeyObject): boolean {
  return publicKeyOf(certificate) !== null && certificate.checkPrivateKey(key);
}

/** @param isWrong whether it is wrong not to look inside */
function lockedReport(path: string, title: string, problem: string | null, isWrong: boolean): Report {
  const unopened = 'was not opened: give its password with --password-file';
  if (problem !== null) return plain(path, title, `was not opened: ${problem}`);
  return isWrong ? plain(path, title, unopened) : { path, title, facts: [['note', unopened]], problems: [] };
}

function plain(path: string, title: string, problem: string): Report {
  return { path, title, facts: [], problems: [problem] };
}
