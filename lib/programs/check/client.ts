import { checkClient } from '../../conformance/client/check-client.js';
import { CLIENT_CHECKS } from '../../conformance/client/checks/index.js';
import { clientLauncher } from '../../conformance/launch/client-launcher.js';
import { externalLauncher } from '../../conformance/launch/external-launcher.js';
import type { Target } from '../../conformance/launch/launcher.js';
import { Pki } from '../../conformance/pki/pki.js';
import { packageVersion } from '../../config/version.js';
import type { ProgramContext } from '../shared/run-program.js';
import { calledAs } from './called-as.js';
import { explainSession } from './explain.js';
import { quoteWords } from './quote-words.js';
import type { ClientRequest } from './requests.js';
import { listKit, USUAL_COLUMNS } from './list-kit.js';
import { runKit } from './run-kit.js';

const MIB = 1024 * 1024;

/** Plays servers to a client. Resolves to the exit code. */
export async function runClientChecks(request: ClientRequest, context: ProgramContext): Promise<number> {
  if (request.list) return listKit(CLIENT_CHECKS, request, context);
  const { program, doneExit, doneText, memoryLimit, timeLimit, seed, listen, toxics } = request;
  const success = { exitCode: doneExit, text: doneText };
  const maxMemoryBytes = memoryLimit * MIB;
  const launcher =
    listen === null
      ? clientLauncher(program, success, maxMemoryBytes)
      : externalLauncher((target) => context.stderr.write(whereTo(target)));
  const pki = await Pki.create();
  const explain = () => {
    const limits = { timeLimitSeconds: timeLimit, maxMemoryBytes };
    const columns = context.stdout.columns ?? USUAL_COLUMNS;
    return explainSession({ launcher, pki, ...limits, signal: context.interrupt, columns });
  };
  try {
    return await runKit(
      {
        checks: CLIENT_CHECKS,
        plain: 'session.plain',
        info: {
          version: packageVersion(),
          subject: 'client',
          peer: listen === null ? quoteWords(program) : `a client that comes to port ${listen}`,
          seed,
          again: (id) => again(id, request),
        },
        play: (checks, options) =>
          checkClient(checks, {
            ...options,
            ...{ launcher, pki, seed, timeLimitMs: timeLimit * 1000 },
            ...(toxics.length === 0 ? {} : { wire: { toxics, seed } }),
            ...(listen === null ? {} : { port: listen }),
          }),
        ...(listen === null ? { explain } : {}),
      },
      request,
      context,
    );
  } finally {
    await pki.remove();
  }
}

/** The command line that plays a check again. */
function again(id: string, { seed, wire, listen, program }: ClientRequest): string {
  const options = [
    ...['--only', id, '--seed', String(seed)],
    ...(wire === null ? [] : ['--wire', wire]),
    ...(listen === null ? ['--', ...program] : ['--listen', String(listen)]),
  ];
  return `${calledAs()} client ${quoteWords(options)}`;
}

function whereTo({ host, port, ca, cert, key }: Target): string {
  return `Waiting for a client: ${quoteWords([host, String(port), ca, cert, key])}\n`;
}
