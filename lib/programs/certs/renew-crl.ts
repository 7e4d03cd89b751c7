import { renewCrl } from '../../certificates/revoke.js';
import type { ProgramContext } from '../shared/run-program.js';
import { printLine } from './output.js';
import type { RenewCrlRequest } from './requests.js';
import { describeList } from './revoke.js';
import { passphraseFrom } from './secrets.js';

/** Writes the list of revoked certificates anew. */
export async function renewList(request: RenewCrlRequest, context: ProgramContext): Promise<number> {
  const { directory, days, caPassphraseFile } = request;
  const crl = await renewCrl(directory, {
    ...(days === null ? {} : { days }),
    ask: passphraseFrom(caPassphraseFile, context),
  });
  await printLine(context.stdout, describeList(crl));
  return 0;
}
