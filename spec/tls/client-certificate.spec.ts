import test from 'ava';
import { X509Certificate } from 'node:crypto';
import { clientCertificateProblem } from '../../lib/tls/client-certificate.js';
import { testCertificates } from '../support/certificates.js';

const { client, wrongUsageClient, cleanup } = testCertificates();
test.after.always(cleanup);

test('what a client can know to be wrong with its certificate', (t) => {
  const { validFrom, validTo } = new X509Certificate(client.certPem);
  const at = (time: number): string | null => clientCertificateProblem(client.certPem, time);
  t.is(at(Date.now()), null);
  t.regex(at(Date.parse(validTo) + 1) ?? '', /^expired on \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  t.regex(at(Date.parse(validFrom) - 1) ?? '', /^is not valid before \d{4}-/);
  t.is(
    clientCertificateProblem(wrongUsageClient.certPem, Date.now()),
    'is not for clients: its extended key usage leaves out clientAuth',
  );
  t.is(clientCertificateProblem('', Date.now()), null);
});
