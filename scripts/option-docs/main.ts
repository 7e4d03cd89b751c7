import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { CommandLine } from '../../lib/config/command-line.js';
import { CERTS_COMMAND_SET } from '../../lib/programs/certs/command-lines.js';
import { CHECK_COMMAND_SET } from '../../lib/programs/check/command-lines.js';
import { CLIENT_COMMAND_LINE } from '../../lib/programs/client/options.js';
import { RECORDS_COMMAND_SET } from '../../lib/programs/records/command-lines.js';
import { SERVER_COMMAND_LINE } from '../../lib/programs/server/options.js';
import type { ExitName } from '../../lib/programs/shared/exit-codes.js';
import { TOP_COMMAND_LINE } from '../../lib/programs/top/options.js';
import { WORK_COMMAND_LINE } from '../../lib/programs/work/command.js';
import { configurationSchema } from './json-schema.js';
import { manPage, type ManPage } from './man-page.js';
import { withSections } from './markdown.js';
import { statusSchema } from './status-schema.js';

const DOCS = 'docs/options.md';
const SCHEMA = 'schema/tlslp-server.schema.json';
const STATUS_SCHEMA = 'schema/status.schema.json';

const CLIENT_EXITS: readonly ExitName[] = [
  'success',
  'failure',
  'usage',
  'interrupted',
  'quit',
  'terminated',
];

const PAGES: readonly ManPage[] = [
  {
    line: SERVER_COMMAND_LINE,
    exits: [
      ...CLIENT_EXITS.slice(0, 3),
      'drainCutShort',
      'cannotBind',
      'badConfiguration',
      ...CLIENT_EXITS.slice(3),
    ],
    seeAlso: ['tlslp-client', 'tlslp-work', 'tlslp-certs'],
  },
  { line: CLIENT_COMMAND_LINE, exits: CLIENT_EXITS, seeAlso: ['tlslp-server', 'tlslp-work'] },
  { line: WORK_COMMAND_LINE, exits: CLIENT_EXITS, seeAlso: ['tlslp-server', 'tlslp-client'] },
  { line: TOP_COMMAND_LINE, exits: CLIENT_EXITS, seeAlso: ['tlslp-server'] },
  { line: CERTS_COMMAND_SET, exits: CLIENT_EXITS, seeAlso: ['tlslp-server', 'tlslp-client'] },
  { line: RECORDS_COMMAND_SET, exits: CLIENT_EXITS, seeAlso: ['tlslp-server', 'tlslp-certs'] },
  {
    line: CHECK_COMMAND_SET,
    exits: [...CLIENT_EXITS.slice(0, 3), 'notRun', ...CLIENT_EXITS.slice(3)],
    seeAlso: ['tlslp-server', 'tlslp-client'],
  },
];

/** A file that is made from the option tables. */
export interface GeneratedFile {
  readonly path: string;
  /** Its text now; empty if it is missing. */
  readonly found: string;
  /** Its text as the tables define it. */
  readonly wanted: string;
}

/** Returns docs/options.md, the JSON Schemas and the man pages. */
export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  const docs = await readFile(DOCS, 'utf8');
  const lines = PAGES.flatMap(({ line }): readonly CommandLine[] =>
    'commands' in line ? line.commands : [line],
  );
  const { name, options } = SERVER_COMMAND_LINE;
  const schema = JSON.stringify(configurationSchema(`The configuration file of ${name}`, options));
  return Promise.all([
    formatted(DOCS, withSections(docs, lines)),
    formatted(SCHEMA, schema),
    formatted(STATUS_SCHEMA, JSON.stringify(statusSchema())),
    ...PAGES.map((page) => generated(`man/${page.line.name}.1`, manPage(page))),
  ]);
}

/** Writes all files that are made from the option tables. */
export async function updateGeneratedFiles(): Promise<void> {
  for (const { path, wanted } of await generatedFiles()) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, wanted);
  }
}

async function formatted(path: string, text: string): Promise<GeneratedFile> {
  const options = await resolveConfig(path, { editorconfig: true });
  return generated(path, await format(text, { ...options, filepath: path }));
}

async function generated(path: string, wanted: string): Promise<GeneratedFile> {
  return { path, found: await readFile(path, 'utf8').catch(() => ''), wanted };
}
