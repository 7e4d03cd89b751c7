import { X509Certificate } from 'node:crypto';
import { parseArgs } from 'node:util';
import { escapeText } from '../../lib/protocol/escape.js';
import { isTlslpError } from '../../lib/protocol/errors.js';
import { endOf, hasEnded } from './check.js';
import { ensureCertificates, type CertificateFile } from './ensure.js';
import { FILES, isKey } from './files.js';

const USAGE = `Usage: npm run certs [-- DIRECTORY]

Makes a CA, a server certificate for localhost, 127.0.0.1 and ::1, and a client certificate in DIRECTORY (default:
"certificates"). Keeps existing files and makes only the missing ones. For development on one machine.`;

/** Receives the lines that the command prints. */
export interface Output {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

const CONSOLE: Output = {
  out: (line) => {
    console.log(line);
  },
  err: (line) => {
    console.error(line);
  },
};

/** Runs the command. Resolves to its exit code: 0, 1 if certificates could not be made, 2 for wrong usage. */
export async function main(argv: readonly string[], output: Output = CONSOLE): Promise<number> {
  const usage = readUsage(argv);
  if ('wrong' in usage) {
    output.err(`${usage.wrong} See --help.`);
    return 2;
  }
  if (usage.help) {
    output.out(USAGE);
    return 0;
  }
  try {
    for (const line of describe(await ensureCertificates(usage.directory))) output.out(line);
    return 0;
  } catch (error) {
    if (!isTlslpError(error)) throw error;
    output.err(escapeText(error.message, Infinity));
    return 1;
  }
}

function readUsage(argv: readonly string[]): { wrong: string } | { help: boolean; directory: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { help: { type: 'boolean', short: 'h', default: false } },
      allowPositionals: true,
    });
    const [directory = 'certificates', ...more] = positionals;
    if (more.length > 0) return { wrong: `Give at most one directory, not ${positionals.length}.` };
    if (directory === '') return { wrong: 'The path of the directory must not be empty.' };
    return { help: values.help, directory };
  } catch (error) {
    return { wrong: `${escapeText(error instanceof Error ? error.message : String(error))}.` };
  }
}

function* describe(files: readonly CertificateFile[]): Iterable<string> {
  const ca = files.find(({ role }) => role === 'caCert');
  const issuer = ca === undefined ? null : new X509Certificate(ca.pem);
  for (const file of files) {
    const verb = file.made ? 'made' : 'kept';
    yield `${verb} ${escapeText(file.path, Infinity)}${isKey(file.role) ? '' : ` ${validity(file, issuer)}`}`;
  }
}

function validity(file: CertificateFile, issuer: X509Certificate | null): string {
  const certificate = new X509Certificate(file.pem);
  if (hasEnded(certificate)) {
    return `(expired on ${endOf(certificate)}: move it and its key away and run again to make a new one)`;
  }
  const stranger = issuer !== null && !certificate.verify(issuer.publicKey);
  return stranger
    ? `(valid until ${endOf(certificate)}, but not issued by ${FILES.caCert})`
    : `(valid until ${endOf(certificate)})`;
}
