import { parseArguments } from '../../config/flags/parse-arguments.js';
import { buildParser, type Command, type CommandLine } from '../../config/flags/parser.js';
import { completionOption } from '../../config/source-options.js';
import type { Usage } from '../../config/usage.js';
import { WORK_ARGUMENTS, WORK_OPTIONS } from '../../config/work-options.js';
import { toWorkRequest, WORK, type WorkRequest } from './request.js';

/** The command line of tlslp-work. */
export const WORK_COMMAND_LINE: CommandLine = {
  name: WORK,
  description:
    'Solves the proof of work of a tlslp server: prints a suffix for which the SHA-256 of token + suffix ends in n_bits zero bits.',
  usage: `[options] <token> <n_bits>
       ${WORK} [options] --bench [seconds]`,
  arguments: WORK_ARGUMENTS,
  options: { ...WORK_OPTIONS, completion: completionOption },
  footer: `Examples:
  $ tlslp-work gkcjcibIFynKssuJnJpSrgvawiVjLjEb 20
  $ tlslp-work --bench
  $ tlslp-work -- -token-that-begins-with-a-dash 20

docs/work.md explains how it works; docs/options.md and "man tlslp-work"
explain every option; --completion prints the completion for a shell.`,
};

export function buildWorkParser(): Command {
  return buildParser(WORK_COMMAND_LINE);
}

/** Parses the arguments of tlslp-work. Never throws, and writes nothing. */
export function parseWorkCommand(argv: readonly string[], columns?: number): Usage<WorkRequest> {
  return parseArguments(buildWorkParser(), argv, (options, words) => toWorkRequest(words, options), columns);
}
