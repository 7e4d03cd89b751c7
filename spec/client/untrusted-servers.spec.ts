import test from 'ava';
import { firstValueFrom } from 'rxjs';
import { connectTls } from '../../lib/client/connect.js';
import { Pki } from '../../lib/conformance/pki/pki.js';
import { UNTRUSTED } from '../../lib/conformance/pki/server-certificates.js';
import { startTlsServer } from '../../lib/conformance/peers/scripted-server.js';
import { TransportError } from '../../lib/protocol/errors.js';

// What the client says about each server of the conformance kit that it must not trust.

const created = Pki.create();
test.after.always(async () => (await created).remove());

const NO_CA_OF_OURS = "the server's certificate is not signed by a CA of CA";
const NOT_FOR_IT = "the server's certificate is not for localhost";
const SIGNED_BY_NO_CA =
  "the server's certificate is signed by a certificate that is no CA: the server needs one that a CA of CA has signed";

const REASONS: Readonly<Record<keyof typeof UNTRUSTED, string>> = {
  unknownAuthority: NO_CA_OF_OURS,
  namesake: NO_CA_OF_OURS,
  selfSigned: NO_CA_OF_OURS,
  selfSignedAsAuthority: NO_CA_OF_OURS,
  expired: "the server's certificate has expired",
  notYetValid: "the server's certificate is not valid yet",
  wrongName: NOT_FOR_IT,
  rightCommonName: NOT_FOR_IT,
  wrongWildcard: NOT_FOR_IT,
  wrongPurpose: "the server's certificate is not a server certificate",
  signedByLeaf: SIGNED_BY_NO_CA,
  signedByClient: SIGNED_BY_NO_CA,
  pathTooLong:
    "too many CAs stand between the server's certificate and a CA of CA: the server needs one that this CA itself has signed",
};

const says = test.macro({
  exec: async (t, name: keyof typeof UNTRUSTED) => {
    const pki = await created;
    const { certPem: cert, keyPem: key } = await UNTRUSTED[name](pki);
    const { port, close } = await startTlsServer(
      () => {
        t.fail('a server that is not trusted gets no connection');
      },
      { cert, key, ca: pki.ca.certPem },
    );
    const connecting = connectTls({
      ...{ host: 'localhost', ports: [port], otherTimeout: 60, insecure: false },
      ...{ clientCert: pki.client.certPath, privateKey: pki.client.keyPath, caCert: pki.ca.certPath },
    });
    const error = await t.throwsAsync(firstValueFrom(connecting), { instanceOf: TransportError });
    await close();
    const message = error.message.replaceAll(pki.ca.certPath, 'CA');
    t.is(message, `Cannot connect to localhost: port ${port}: ${REASONS[name]}.`);
    t.like(error, { temporary: false });
  },
  title: (_, name: keyof typeof UNTRUSTED) => `${name}: ${REASONS[name]}`,
});
for (const name of Object.keys(UNTRUSTED) as (keyof typeof UNTRUSTED)[]) test(says, name);
