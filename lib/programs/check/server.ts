import { packageVersion } from '../../config/version.js';
import { recordsCommand } from '../../conformance/launch/records-command.js';
import { serverLauncher } from '../../conformance/launch/server-launcher.js';
import { Pki } from '../../conformance/pki/pki.js';
import { checkServer } from '../../conformance/server/check-server.js';
import { SERVER_CHECKS } from '../../conformance/server/checks/index.js';
import { StartedServer } from '../../conformance/server/started-server.js';
import type { Subject } from '../../conformance/server/subject.js';
import { connectedSubject, startedSubject } from '../../conformance/server/subjects.js';
import type { ProgramContext } from '../shared/run-program.js';
import { calledAs } from './called-as.js';
import { quoteWords } from './quote-words.js';
import { readPem } from './read-pem.js';
import type { ServerRequest } from './requests.js';
import { listKit } from './list-kit.js';
import { runKit } from './run-kit.js';

const MIB = 1024 * 1024;

/** Plays clients to a server. Resolves to the exit code. */
export async function runServerChecks(request: ServerRequest, context: ProgramContext): Promise<number> {
  const checks = SERVER_CHECKS.filter(({ disturbs }) => !request.gentle || disturbs !== true);
  if (request.list) return listKit(checks, request, context);
  const { program, seed, maxBits, otherTimeout, workTimeout, timeLimit, records, memoryLimit } = request;
  const pki = await Pki.create();
  const started =
    request.target === null ? new StartedServer(serverLauncher(program, memoryLimit * MIB), pki) : null;
  try {
    const subject = started === null ? await connected(request, pki) : startedSubject(started, pki);
    const facts = {
      maxBits,
      otherTimeoutMs: otherTimeout * 1000,
      workTimeoutMs: workTimeout === null ? null : workTimeout * 1000,
    };
    return await runKit(
      {
        checks,
        plain: 'session.plain',
        info: {
          version: packageVersion(),
          subject: 'server',
          peer: request.connect ?? quoteWords(program),
          seed,
          again: (id) => againLine(id, request),
        },
        play: (chosen, options) =>
          checkServer(chosen, {
            ...options,
            subject,
            facts,
            records: records === null ? null : recordsCommand(records),
            seed,
            ...(request.toxics.length === 0 ? {} : { wire: { toxics: request.toxics, seed } }),
            timeLimitMs: timeLimit * 1000,
          }),
      },
      request,
      context,
    );
  } finally {
    await started?.end('SIGKILL');
    await pki.remove();
  }
}

async function connected({ target }: ServerRequest, pki: Pki): Promise<Subject> {
  if (target === null) throw new TypeError('There is no server to connect to.');
  const { endpoint, caCert, clientCert, privateKey } = target;
  const [caPem, certPem, keyPem] = await Promise.all([
    readPem('--ca-cert', caCert),
    readPem('--client-cert', clientCert),
    readPem('--private-key', privateKey),
  ]);
  return connectedSubject({ endpoint, caPem, identity: { certPem, keyPem } }, pki);
}

/** The command line that plays one check again, with all that was said of the server. */
function againLine(id: string, request: ServerRequest): string {
  const { seed, maxBits, otherTimeout, workTimeout, records, program } = request;
  const words = [
    ...['--only', id, '--seed', seed, '--max-bits', maxBits, '--other-timeout', otherTimeout],
    ...(workTimeout === null ? [] : ['--work-timeout', workTimeout]),
    ...(request.wire === null ? [] : ['--wire', request.wire]),
    ...(records === null ? [] : ['--records', records]),
    ...(request.connect === null ? [] : ['--connect', request.connect]),
    ...(request.caCert === null ? [] : ['--ca-cert', request.caCert]),
    ...(request.clientCert === null ? [] : ['--client-cert', request.clientCert]),
    ...(request.privateKey === null ? [] : ['--private-key', request.privateKey]),
    ...(program.length === 0 ? [] : ['--', ...program]),
  ];
  return `${calledAs()} server ${quoteWords(words.map(String))}`;
}
