import { join } from 'node:path';
import { stateOf, type IndexedCertificate } from '../../certificates/certificate-index.js';
import { FILES } from '../../certificates/files.js';
import { readCaPem } from '../../certificates/open-authority.js';
import { OpenIndex } from '../../certificates/open-index.js';
import type { ProgramContext } from '../shared/run-program.js';
import { dayOf, printLine, shown } from './output.js';
import type { ListRequest } from './requests.js';

const HEADER = ['NAME', 'STATE', 'FROM', 'UNTIL', 'USE', 'SERIAL', 'FINGERPRINT'];
/** On a terminal, a long name leaves room for the dates. */
const MAX_NAME_COLUMNS = 24;

/** Lists the certificates of the CA. Changes nothing. */
export async function list({ directory, json }: ListRequest, { stdout }: ProgramContext): Promise<number> {
  const { certificates } = await OpenIndex.open(directory, await readCaPem(join(directory, FILES.caCert)));
  const width = stdout.isTTY === true ? (stdout.columns ?? Infinity) : Infinity;
  const lines = json
    ? certificates.map((certificate) => JSON.stringify(fieldsOf(certificate)))
    : table(certificates, width);
  if (lines.length > 0) await printLine(stdout, lines.join('\n'));
  return 0;
}

/** A certificate in JSON. */
export function fieldsOf(certificate: IndexedCertificate): object {
  const { name, usage, serial, fingerprint, from, until, revoked } = certificate;
  return { name, usage, state: stateOf(certificate), from, until, revoked, serial, fingerprint };
}

function table(certificates: readonly IndexedCertificate[], width: number): string[] {
  if (certificates.length === 0) return ['No certificates.'];
  const rows = [HEADER, ...certificates.map((certificate) => cellsOf(certificate, width))];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((cells) => lengthOf(cells[column]))));
  return rows.map((cells) => {
    const line = cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
    return cut(line, width);
  });
}

function cellsOf(certificate: IndexedCertificate, width: number): string[] {
  const { name, usage, serial, fingerprint, from, until } = certificate;
  return [
    cut(shown(name === '' ? '(unknown)' : name), width === Infinity ? Infinity : MAX_NAME_COLUMNS),
    stateOf(certificate),
    dayOf(from),
    dayOf(until),
    usage,
    serial,
    fingerprint ?? 'unknown',
  ];
}

function cut(text: string, columns: number): string {
  const chars = Array.from(text);
  return chars.length <= columns ? text : `${chars.slice(0, columns - 1).join('')}…`;
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(columns - lengthOf(text), 0));
}

function lengthOf(text = ''): number {
  return Array.from(text).length;
}
