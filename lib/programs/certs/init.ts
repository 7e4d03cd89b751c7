import { X509Certificate } from 'node:crypto';
import { endOf, hasEnded, isStranger } from '../../certificates/check.js';
import { ensureCertificates, type CertificateFile } from '../../certificates/ensure.js';
import { FILES, isKey } from '../../certificates/files.js';
import { hostsOf } from '../../certificates/hosts-of.js';
import type { ProgramContext } from '../shared/run-program.js';
import { printLine, shown } from './output.js';
import type { InitRequest } from './requests.js';
import { passphraseFrom } from './secrets.js';

/** Makes what is missing of a CA, a server certificate and a client certificate. */
export async function init(request: InitRequest, context: ProgramContext): Promise<number> {
  const { directory, host, days, encryptCaKey, caPassphraseFile } = request;
  const files = await ensureCertificates(directory, {
    ...(host === null ? {} : { hosts: host }),
    ...(days === null ? {} : { days }),
    encryptCaKey,
    ask: passphraseFrom(caPassphraseFile, context),
  });
  for (const line of describe(files, host)) await printLine(context.stdout, line);
  return 0;
}

function* describe(files: readonly CertificateFile[], hosts: readonly string[] | null): Iterable<string> {
  const ca = files.find(({ role }) => role === 'caCert');
  const issuer = ca === undefined ? null : new X509Certificate(ca.pem);
  for (const file of files) {
    const verb = file.made ? 'made' : 'kept';
    yield `${verb} ${shown(file.path)}${isKey(file.role) ? '' : ` (${validity(file, issuer)}${missing(file, hosts)})`}`;
  }
}

function validity(file: CertificateFile, issuer: X509Certificate | null): string {
  const certificate = new X509Certificate(file.pem);
  const end = endOf(certificate);
  if (hasEnded(certificate)) {
    return file.role === 'serverCert'
      ? `expired on ${end}: "tlslp-certs server" makes a new one`
      : `expired on ${end}: move it and its key away and run again to make a new one`;
  }
  const stranger = issuer !== null && isStranger(certificate, issuer);
  return stranger ? `valid until ${end}, but not issued by ${FILES.caCert}` : `valid until ${end}`;
}

/** Names what was asked for, and is not in a certificate that was there before. */
function missing({ role, made, path, pem }: CertificateFile, hosts: readonly string[] | null): string {
  if (role !== 'serverCert' || made || hosts === null) return '';
  const present = new Set(hostsOf(pem, path));
  const absent = hosts.filter((host) => !present.has(host));
  if (absent.length === 0) return '';
  return `, but not for ${shown(absent.join(', '))}: "tlslp-certs server" makes a new one`;
}
