import { revoke, type CrlFile } from '../../certificates/revoke.js';
import type { ProgramContext } from '../shared/run-program.js';
import { dayOf, printLine, shown } from './output.js';
import type { RevokeRequest } from './requests.js';
import { passphraseFrom } from './secrets.js';

/** Revokes one certificate. */
export async function revokeOne(request: RevokeRequest, context: ProgramContext): Promise<number> {
  const { directory, target, unknown, days, caPassphraseFile } = request;
  const { certificate, crl } = await revoke(directory, target, {
    unknown,
    ...(days === null ? {} : { days }),
    ask: passphraseFrom(caPassphraseFile, context),
  });
  const { name, serial, revoked } = certificate;
  const who = `${name === '' ? 'a certificate that is not known here' : shown(name)} (serial ${serial})`;
  if (crl === null) {
    await printLine(context.stdout, `kept ${who}: revoked on ${dayOf(revoked)} already`);
    return 0;
  }
  await printLine(context.stdout, `revoked ${who}`);
  await printLine(context.stdout, describeList(crl));
  return 0;
}

/** Says what list was written. */
export function describeList({ path, number, revoked, nextUpdate }: CrlFile): string {
  return `made ${shown(path)} (number ${number ?? 0}, ${revoked.length} revoked, counts until ${dayOf(nextUpdate)})`;
}
