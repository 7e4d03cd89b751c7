import { checkClient } from '../../conformance/client/check-client.js';
import { CLIENT_CHECKS } from '../../conformance/client/checks/index.js';
import { clientLauncher } from '../../conformance/launch/client-launcher.js';
import { Pki } from '../../conformance/pki/pki.js';
import { packageVersion } from '../../config/version.js';
import type { ProgramContext } from '../shared/run-program.js';
import { CHECK } from './command-lines.js';
import { explainSession } from './explain.js';
import { quoteWords } from './quote-words.js';
import type { ClientRequest } from './requests.js';
import { listKit, runKit } from './run-kit.js';

const MIB = 1024 * 1024;

/** Plays servers to a client. Resolves to the exit code. */
export async function runClientChecks(request: ClientRequest, context: ProgramContext): Promise<number> {
  if (request.list) return listKit(CLIENT_CHECKS, request, context);
  const { program, doneExit, doneText, memoryLimit, timeLimit, seed } = request;
  const success = { exitCode: doneExit, text: doneText };
  const maxMemoryBytes = memoryLimit * MIB;
  const launcher = clientLauncher(program, success, maxMemoryBytes);
  const pki = await Pki.create();
  try {
    return await runKit(
      {
        checks: CLIENT_CHECKS,
        plain: 'session.plain',
        info: {
          version: packageVersion(),
          subject: 'client',
          peer: quoteWords(program),
          seed,
          again: (id) => `${CHECK} client --only ${id} --seed ${seed} -- ${quoteWords(program)}`,
        },
        play: (checks, options) =>
          checkClient(checks, { ...options, launcher, pki, seed, timeLimitMs: timeLimit * 1000 }),
        explain: () => {
          const limits = { timeLimitSeconds: timeLimit, maxMemoryBytes };
          return explainSession({ launcher, pki, ...limits, signal: context.interrupt });
        },
      },
      request,
      context,
    );
  } finally {
    await pki.remove();
  }
}
