import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { CERTS_COMMAND_SET } from '../../lib/programs/certs/command-lines.js';
import { CLIENT_COMMAND_LINE } from '../../lib/programs/client/options.js';
import { SERVER_COMMAND_LINE } from '../../lib/programs/server/options.js';
import { WORK_COMMAND_LINE } from '../../lib/programs/work/command.js';
import { withSections } from './markdown.js';

const PATH = 'docs/options.md';
const COMMAND_LINES = [
  SERVER_COMMAND_LINE,
  CLIENT_COMMAND_LINE,
  WORK_COMMAND_LINE,
  ...CERTS_COMMAND_SET.commands,
];

/** Returns docs/options.md as it is (`found`), and as the option tables define it (`wanted`). */
export async function optionDocs(): Promise<{ readonly found: string; readonly wanted: string }> {
  const found = await readFile(PATH, 'utf8');
  const wanted = await format(withSections(found, COMMAND_LINES), {
    ...(await resolveConfig(PATH, { editorconfig: true })),
    filepath: PATH,
  });
  return { found, wanted };
}

/** Updates the options of all programs in docs/options.md. */
export async function updateOptionDocs(): Promise<void> {
  const { wanted } = await optionDocs();
  await writeFile(PATH, wanted);
}
