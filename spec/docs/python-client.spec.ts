import test from 'ava';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testCertificates } from '../support/certificates.js';
import { hasPython } from '../support/has-program.js';
import { startServer, temporaryDirectory } from '../support/programs.js';
import { blocksOf, ROOT } from './documents.js';

(hasPython() ? test : test.skip)(
  'the client in docs/protocol.md passes the tutorial of the program',
  async (t) => {
    const [client] = blocksOf(join(ROOT, 'docs', 'protocol.md')).filter(({ info }) => info[0] === 'python');
    const file = join(await temporaryDirectory(t), 'client.py');
    await writeFile(file, client?.text ?? '');
    const { ca, client: own } = testCertificates();
    const { program, port } = await startServer(t, ['--tutorial', '--n-bits', '8']);
    const args = [file, 'localhost', String(port), ca.certPath, own.certPath, own.keyPath];
    for (let session = 1; session <= 2; session++) await promisify(execFile)('python3', args);
    const { code } = await program.ended;
    t.is(code, 0);
    t.regex(program.stdout, /\nPassed: your client speaks the protocol\.\n/);
  },
);
