import type { BundleMaker, IssueResult } from '../../certificates/participants/client-folders.js';
import { issueParticipants } from '../../certificates/participants/issue-participants.js';
import { readParticipants } from '../../certificates/participants/read-participants.js';
import type { Participant } from '../../certificates/participants/rules.js';
import { unusableFile } from '../../certificates/files.js';
import { readFileAtMost } from '../../files/read-at-most.js';
import { ConfigError } from '../../protocol/errors.js';
import type { ProgramContext } from '../shared/run-program.js';
import { CERTS } from './command-lines.js';
import { fieldsOf } from './list.js';
import { dayOf, printLine, shown } from './output.js';
import type { ClientRequest } from './requests.js';
import { newPassword, passphraseFrom } from './secrets.js';

const MAX_CSV_BYTES = 16 * 1024 * 1024;
/** More lines help nobody: a file with that many problems has one cause. */
const MAX_PROBLEMS = 20;
const FAILED = 1;

/** Makes the certificates of one client, or of everybody in a file. */
export async function client(request: ClientRequest, context: ProgramContext): Promise<number> {
  const { directory, from, participant, days, json, caPassphraseFile } = request;
  const participants = await participantsOf(from, participant, context);
  if (participants === null) return FAILED;
  const counts = { made: 0, bundled: 0, kept: 0, skipped: 0 };
  await issueParticipants(
    directory,
    participants,
    {
      ask: passphraseFrom(caPassphraseFile, context),
      ...(days === null ? {} : { days }),
      afterRevocation: participant !== null,
      bundles: await bundlesOf(request),
      signal: context.interrupt,
    },
    async (result) => {
      counts[result.kind]++;
      await printLine(context.stdout, json ? resultJson(result) : describe(result));
    },
  );
  if (from !== null && !json) {
    const { made, bundled, kept, skipped } = counts;
    const done = [
      `${made} made`,
      ...(bundled > 0 ? [`${bundled} bundled`] : []),
      `${kept} kept`,
      `${skipped} revoked`,
    ];
    await printLine(
      context.stdout,
      `${participants.length === 1 ? '1 participant' : `${participants.length} participants`}: ${done.join(', ')}`,
    );
  }
  return 0;
}

/** Returns null if the file is wrong, after a line for each problem. */
async function participantsOf(
  from: string | null,
  participant: Participant | null,
  { stderr }: ProgramContext,
): Promise<readonly Participant[] | null> {
  if (participant !== null) return [participant];
  if (from === null) throw new Error('either a name or a file is given');
  const read = readParticipants(await readCsv(from));
  const say = (text: string): void => {
    stderr.write(`${CERTS}: ${shown(from)} ${text}\n`);
  };
  if ('participants' in read) {
    const { unusedColumns, participants } = read;
    if (unusedColumns.length > 0) say(`has columns that are not used: ${shown(unusedColumns.join(', '))}`);
    return participants;
  }
  for (const problem of read.problems.slice(0, MAX_PROBLEMS)) say(problem);
  const more = read.problems.length - MAX_PROBLEMS;
  say(more > 0 ? `has ${more} more problems. Nothing was made.` : 'has to be corrected. Nothing was made.');
  return null;
}

async function readCsv(path: string): Promise<Buffer> {
  try {
    const bytes = await readFileAtMost(path, MAX_CSV_BYTES + 1);
    if (bytes.length > MAX_CSV_BYTES)
      throw new ConfigError('unusable_file', `${path} is larger than 16 MiB.`);
    return bytes;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw unusableFile(path, 'cannot be read', error);
  }
}

async function bundlesOf({ p12, passwordFile }: ClientRequest): Promise<BundleMaker | null> {
  if (!p12) return null;
  // Loaded on demand: the library is large.
  const [{ makeBundle }, { randomPassword, ROUNDS }] = await Promise.all([
    import('../../certificates/pkcs12/bundle.js'),
    import('../../certificates/pkcs12/passwords.js'),
  ]);
  const chosen = passwordFile === null ? null : await newPassword(passwordFile);
  return async (contents) => {
    if (chosen !== null) return { bytes: await makeBundle(contents, chosen, ROUNDS.chosen), password: null };
    const password = randomPassword();
    return { bytes: await makeBundle(contents, password, ROUNDS.random), password };
  };
}

function describe(result: IssueResult): string {
  const { name, kind, certificate, folder, bundle, password } = result;
  const until = `valid until ${dayOf(certificate.until)}`;
  const secret = password === null ? '' : `, password ${password}`;
  switch (kind) {
    case 'made':
    case 'bundled':
      return `made ${shown(bundle ?? folder ?? name)} (${until})${secret}`;
    case 'kept':
      return folder === null
        ? `kept ${shown(name)} (${until}, serial ${certificate.serial}; no folder here)`
        : `kept ${shown(folder)} (${until})`;
    case 'skipped':
      return `skipped ${shown(name)} (revoked on ${dayOf(certificate.revoked)}; "${CERTS} client NAME" makes a new one)`;
  }
}

function resultJson({ kind, certificate, folder, bundle, password }: IssueResult): string {
  return JSON.stringify({ done: kind, ...fieldsOf(certificate), folder, bundle, password });
}
