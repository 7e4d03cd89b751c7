import test from 'ava';
import { concat, lastValueFrom, of, Subject, throwError, toArray, type Observable } from 'rxjs';
import { credentialsChanges, type CredentialsChange } from '../../lib/tls/credentials-changes.js';
import type { PemCredentials } from '../../lib/tls/credentials.js';
import { testCertificates } from '../support/certificates.js';

const { server, client, ca, cleanup } = testCertificates();
test.after.always(cleanup);

const GOOD: PemCredentials = { cert: server.certPem, key: server.keyPem, ca: ca.certPem };
const OTHER: PemCredentials = { cert: client.certPem, key: client.keyPem, ca: ca.certPem };
const BAD: PemCredentials = { ...GOOD, key: client.keyPem };

const brief = (change: CredentialsChange): string =>
  change.kind === 'bad' ? change.error.message.replace(/\. "tlslp-certs.*/, '') : change.credentials.cert;
const all = async (changes: Observable<CredentialsChange>): Promise<string[]> =>
  (await lastValueFrom(changes.pipe(toArray()))).map(brief);

test('credentials that stay', async (t) => {
  t.deepEqual(await all(credentialsChanges(GOOD)), [server.certPem]);
});

test('each is checked; what is bad is told, and the next one counts', async (t) => {
  t.deepEqual(await all(credentialsChanges(of(GOOD, BAD, OTHER))), [
    server.certPem,
    'The private key in memory does not match the certificate in memory',
    client.certPem,
  ]);
});

test('without a promise in it, all is told at once', (t) => {
  const source = new Subject<PemCredentials>();
  const seen: string[] = [];
  credentialsChanges(source).subscribe((change) => seen.push(brief(change)));
  source.next(GOOD);
  t.deepEqual(seen, [server.certPem]);
});

test('promises are waited for in their order, also those that fail meanwhile', async (t) => {
  let arrive: (credentials: PemCredentials) => void = () => undefined;
  const slow = new Promise<PemCredentials>((resolve) => (arrive = resolve));
  const failing = Promise.reject(new Error('no such vault'));
  const changes = all(credentialsChanges(of(slow, failing, OTHER)));
  // Were the failure unhandled, the process would end in this turn.
  await new Promise(setImmediate);
  arrive(GOOD);
  t.deepEqual(await changes, [server.certPem, 'Cannot load the credentials: no such vault', client.certPem]);
});

test('a source that fails is bad, and the end', async (t) => {
  const source = concat(
    of(GOOD),
    throwError(() => new Error('gone')),
  );
  t.deepEqual(await all(credentialsChanges(source)), [server.certPem, 'Cannot load the credentials: gone']);
});

test('what is no credentials at all is bad', async (t) => {
  const [problem = ''] = await all(credentialsChanges({} as PemCredentials));
  t.regex(problem, /^Cannot load the credentials: /);
});
