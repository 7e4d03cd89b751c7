import { isUtf8 } from 'node:buffer';
import { escapeText } from '../../protocol/escape.js';
import { systemErrorText } from '../../protocol/system-errors.js';
import { VARIABLE_PREFIX, variableOf, type OptionDefinition, type OptionTable } from '../option-table.js';
import { describeText, isSwitchWord } from '../rules.js';
import type { ReadFile } from './read-file.js';
import { describePath, type Given, type Mistake, type Reading } from './source.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the conformance kit tells a program under test. */
const KIT_PREFIX = `${VARIABLE_PREFIX}CHECK_`;
const FILE_SUFFIX = '_FILE';
const MAX_SECRET_BYTES = 64 * 1024;

/** One variable that sets an option. */
interface Variable {
  readonly property: string;
  readonly name: string;
  readonly definition: OptionDefinition<unknown>;
  /** Whether its value is the path of a file that has the option's text. */
  readonly namesFile: boolean;
}

/** Reads the variables of the options. A variable with our prefix that is none of them, and none of the kit, is a mistake. */
export async function readEnvironment(
  table: OptionTable,
  env: Environment,
  readFile: ReadFile,
): Promise<Reading> {
  const variables = new Map(variablesOf(table).map((variable) => [variable.name, variable]));
  const given = new Map<string, Given>();
  const mistakes: Mistake[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (text === undefined || !name.startsWith(VARIABLE_PREFIX) || name.startsWith(KIT_PREFIX)) continue;
    const variable = variables.get(name);
    try {
      if (variable === undefined) throw await unknownVariable(name, [...variables.keys()]);
      const { property, namesFile } = variable;
      refuseSecondForm(given.get(property)?.source.name);
      const value = namesFile ? await readSecret(variable, text, readFile) : readText(variable, text);
      given.set(property, { value, source: { kind: 'environment', name } });
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      const message = `${escapeText(name)}${thrown.message}${kubernetesHint(name, text)}`;
      const property = variable === undefined ? {} : { property: variable.property };
      mistakes.push({ origin: 'environment', message, ...property });
    }
  }
  return { given, mistakes };
}

/** Returns the names of all variables that set the options of a table. */
export function variableNamesOf(definition: OptionDefinition<unknown>): string[] {
  const name = variableOf(definition);
  if (name === null) return [];
  return definition.secret === true ? [name, `${name}${FILE_SUFFIX}`] : [name];
}

function variablesOf(table: OptionTable): Variable[] {
  return Object.entries(table).flatMap(([property, definition]) =>
    variableNamesOf(definition).map((name, index) => ({ property, name, definition, namesFile: index > 0 })),
  );
}

/** A mistake in a variable. The message follows the variable's name. */
class Problem extends Error {}

async function unknownVariable(name: string, names: readonly string[]): Promise<Problem> {
  const { suggestion } = await import('./suggestion.js');
  return new Problem(`: no option has this variable${suggestion(name, names)}`);
}

function refuseSecondForm(other: string | undefined): void {
  if (other === undefined) return;
  throw new Problem(`: must not be given with ${other}, which sets the same option`);
}

function readText({ definition }: Variable, text: string): unknown {
  const { rule, secret, repeatable } = definition;
  const shown = secret === true ? '' : ` ${describeText(text)}`;
  if (rule.acceptsFalse === true && isSwitchWord(text)) {
    if (text === 'false') return false;
    throw new Problem(`${shown}: must be ${rule.description}, or false`);
  }
  // A variable has one text. Lines stand for the uses of a flag that can be repeated.
  const value = repeatable === true ? text.split('\n').flatMap((line) => rule.parse(line)) : rule.parse(text);
  if (rule.validate(value)) return value;
  throw new Problem(`${shown}: must be ${rule.description}`);
}

async function readSecret({ definition }: Variable, path: string, readFile: ReadFile): Promise<unknown> {
  const shown = path === '' ? '""' : describePath(path);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path, MAX_SECRET_BYTES + 1);
  } catch (error) {
    throw new Problem(` ${shown}: the file cannot be read: ${systemErrorText(error)}`);
  }
  // Editors and `echo` end a file with a newline.
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  const value = isUtf8(bytes) && bytes.length <= MAX_SECRET_BYTES ? definition.rule.parse(text) : undefined;
  if (definition.rule.validate(value)) return value;
  throw new Problem(` ${shown}: the file must hold ${definition.rule.description}`);
}

/** Kubernetes sets such variables in every pod beside a service that is named `tlslp`. */
function kubernetesHint(name: string, text: string): string {
  const isLink = /_SERVICE_(HOST|PORT)/.test(name) || /^(tcp|udp|sctp):\/\//.test(text);
  return isLink ? ' (Kubernetes sets it for a service: use "enableServiceLinks: false" in the pod)' : '';
}
