import { X509Certificate } from 'node:crypto';
import { endOf } from '../../certificates/check.js';
import { hostsOf } from '../../certificates/hosts-of.js';
import { renewServer } from '../../certificates/renew-server.js';
import type { ProgramContext } from '../shared/run-program.js';
import { printLine, shown } from './output.js';
import type { ServerRequest } from './requests.js';
import { passphraseFrom } from './secrets.js';

/** Makes a new server certificate. */
export async function server(request: ServerRequest, context: ProgramContext): Promise<number> {
  const { directory, host, days, caPassphraseFile } = request;
  const renewed = await renewServer(directory, {
    ...(host === null ? {} : { hosts: host }),
    ...(days === null ? {} : { days }),
    ask: passphraseFrom(caPassphraseFile, context),
  });
  const { certPath, keyPath, certPem, oldCertPath, oldKeyPath } = renewed;
  const names = hostsOf(certPem, certPath).join(', ');
  for (const old of [oldKeyPath, oldCertPath]) {
    if (old !== null) await printLine(context.stdout, `kept ${shown(old)} (the old one)`);
  }
  await printLine(context.stdout, `made ${shown(keyPath)}`);
  const end = endOf(new X509Certificate(certPem));
  await printLine(context.stdout, `made ${shown(certPath)} (valid until ${end}, for ${shown(names)})`);
  return 0;
}
