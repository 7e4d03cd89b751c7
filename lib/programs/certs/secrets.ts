import type { Readable } from 'node:stream';
import { isPassword, PASSWORD_RULE } from '../../certificates/pkcs12/passwords.js';
import type { AskPassphrase } from '../../certificates/open-authority.js';
import { readFileAtMost } from '../../files/read-at-most.js';
import { ConfigError } from '../../protocol/errors.js';
import { systemErrorText } from '../../protocol/system-errors.js';
import { CLIENT_OPTIONS } from './options.js';
import { askHidden, type Terminal } from './ask-hidden.js';

const MAX_SECRET_BYTES = 4096;

/** Returns what opens the key of the CA: the file of the option, or the terminal. */
export function passphraseFrom(file: string | null, terminal: Terminal): AskPassphrase {
  return async (keyPath, purpose) => {
    const { flag } = CLIENT_OPTIONS.caPassphraseFile;
    if (purpose === 'open') {
      return file === null ? askHidden(`Passphrase of ${keyPath}: `, flag, terminal) : readSecret(file, flag);
    }
    const passphrase =
      file === null
        ? await askTwice(`New passphrase of ${keyPath}: `, flag, terminal)
        : await readSecret(file, flag);
    return checked(passphrase, flag);
  };
}

/** Returns a password that is to be set. */
export async function newPassword(file: string): Promise<string> {
  const { flag } = CLIENT_OPTIONS.passwordFile;
  return checked(await readSecret(file, flag), flag);
}

/**
 * Returns the first line of a file, or of standard input for `-`.
 * @param flag the option, for messages; they never hold the secret
 */
export async function readSecret(
  file: string,
  flag: string,
  stdin: Readable = process.stdin,
): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = file === '-' ? await readStart(stdin) : await readFileAtMost(file, MAX_SECRET_BYTES + 1);
  } catch (cause) {
    throw new ConfigError('unusable_file', `${flag}: ${file} cannot be read: ${systemErrorText(cause)}.`, {
      cause,
    });
  }
  const [line = ''] = bytes.toString('utf8').split(/\r?\n/, 1);
  if (line !== '' && bytes.length <= MAX_SECRET_BYTES) return line;
  const problem = line === '' ? 'its first line is empty' : `it is larger than ${MAX_SECRET_BYTES} bytes`;
  throw new ConfigError('unusable_file', `${flag}: ${file} holds no secret: ${problem}.`);
}

async function readStart(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let total = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece);
    total += piece.length;
    if (total > MAX_SECRET_BYTES) break;
  }
  return Buffer.concat(pieces);
}

async function askTwice(question: string, flag: string, terminal: Terminal): Promise<string> {
  const first = await askHidden(question, flag, terminal);
  if ((await askHidden('The same again: ', flag, terminal)) === first) return first;
  throw new ConfigError('invalid_option', 'The two passphrases differ. Nothing was made.');
}

function checked(secret: string, flag: string): string {
  if (isPassword(secret)) return secret;
  throw new ConfigError('invalid_option', `${flag}: the secret must have ${PASSWORD_RULE}.`);
}
