import type { Command, Option } from 'commander';
import { describeText, invalidOption } from '../rules.js';

/**
 * What commander lets pass and a user does not mean: a flag as the value of another (`--token --insecure`), one flag twice with different
 * values, a value for a switch; and arguments that are no flags, which commander refuses without naming them.
 * @throws {ConfigError} `invalid_option`, naming the flag, the text and the rule
 */
export function checkArgv(command: Command, argv: readonly string[]): void {
  const known = new Map(command.options.map((option) => [option.long ?? '', option]));
  const seen = new Map<string, Given>();
  const rest = [...argv];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const plain = arg === '--' ? rest.shift() : arg;
    if (plain === undefined) return;
    if (arg === '--' || !plain.startsWith('-') || plain === '-') throw noOption(plain);
    const { flag, attached } = splitFlag(arg);
    const option = known.get(flag);
    // What is unknown here is commander's to refuse: it says what was probably meant.
    if (option === undefined) return;
    const value = option.required
      ? (attached ?? nextValue(flag, rest.shift(), known))
      : noValue(flag, attached);
    noteOnce(seen, option, { flag, value });
  }
}

interface Given {
  readonly flag: string;
  /** Null for a switch. */
  readonly value: string | null;
}

function splitFlag(arg: string): { flag: string; attached: string | undefined } {
  const equals = arg.indexOf('=');
  if (equals === -1) return { flag: arg, attached: undefined };
  return { flag: arg.slice(0, equals), attached: arg.slice(equals + 1) };
}

/** The argument after a flag is its value, unless it is a flag itself; who means that one writes `--token=--insecure`. */
function nextValue(flag: string, next: string | undefined, known: ReadonlyMap<string, Option>): string {
  if (next === undefined) throw invalidOption(flag, '', 'a value must follow it');
  if (known.has(splitFlag(next).flag) || next === '--help') {
    throw invalidOption(flag, '', `a value must follow it, and ${describeText(next)} is another option`);
  }
  return next;
}

function noValue(flag: string, attached: string | undefined): null {
  if (attached !== undefined) throw invalidOption(flag, describeText(attached), 'takes no value');
  return null;
}

function noteOnce(seen: Map<string, Given>, option: Option, given: Given): void {
  // --n_bits is --n-bits, and --no-records speaks of --records.
  const key = option.attributeName().replace('_b', 'B');
  const before = seen.get(key);
  seen.set(key, given);
  if (before === undefined || before.value === given.value) return;
  const value = given.value === null ? '' : describeText(given.value);
  const other = before.value === null ? before.flag : `${before.flag} ${describeText(before.value)}`;
  throw invalidOption(given.flag, value, `contradicts ${other}: each option can be given once`);
}

function noOption(arg: string): Error {
  return invalidOption(describeText(arg), '', 'every argument must be an option or the value of one');
}
