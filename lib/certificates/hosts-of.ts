import './reflect.js';
import { SubjectAlternativeNameExtension, X509Certificate } from '@peculiar/x509';
import { unusableCertificate } from './check.js';

/**
 * Returns the host names and addresses in a certificate.
 * @throws {ConfigError} `unusable_certificate`
 */
export function hostsOf(certPem: string, name: string): readonly string[] {
  return namesOf(certPem, name, ['dns', 'ip']);
}

/** Returns the alternative names of these kinds in a certificate. @throws as `hostsOf` */
export function namesOf(certPem: string, name: string, kinds: readonly string[]): readonly string[] {
  try {
    const names =
      new X509Certificate(certPem).getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
    return names.flatMap(({ type, value }) => (kinds.includes(type) ? [value] : []));
  } catch (error) {
    throw unusableCertificate(`${name} is not a PEM certificate. Move it away and run again.`, error);
  }
}
