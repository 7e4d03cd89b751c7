import { defineOption, defineSwitch, type ConfigOf } from './option-table.js';
import { choiceRule, fileRule, orNull } from './rules.js';

export const OTHER = 'Other:';

/** The shells that `--completion` knows. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Every program has it. */
export const completionOption = defineOption<Shell | null>({
  flag: '--completion',
  valueName: 'shell',
  rule: orNull(choiceRule(SHELLS)),
  defaultValue: null,
  defaultText: 'off',
  group: OTHER,
  help: `Print the completion for a shell: ${SHELLS.join(', ')}.`,
  details: 'See [configuration.md](configuration.md#completion-and-man-pages) for the installation.',
  otherSources: [],
});

/** The options of tlslp-server that say where the others come from. */
export const SOURCE_OPTIONS = {
  /** Path of the configuration file, YAML; null for none. Default null. */
  config: defineOption<string | null>({
    flag: '--config',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'none',
    group: 'Configuration:',
    help: 'Read options from this YAML file. Flags and TLSLP_ variables override it.',
    otherSources: ['environment'],
  }),
  /** Check the configuration and all files that it names, and exit. Default false. */
  checkConfig: defineSwitch({
    flag: '--check-config',
    group: 'Configuration:',
    help: 'Check the options, the files and the database that they name, list every mistake, and exit with 0 or 78.',
    otherSources: [],
  }),
  /** Print the options that hold and where each comes from, and exit. Default false. */
  printConfig: defineSwitch({
    flag: '--print-config',
    group: 'Configuration:',
    help: 'Print every option as YAML, with the source of its value, and exit.',
    details: 'Secrets are not printed.',
    otherSources: [],
  }),
};

export interface SourceOptions extends ConfigOf<typeof SOURCE_OPTIONS> {}
