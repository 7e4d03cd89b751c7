import { ACCESS_OPTIONS } from '../../config/access-options.js';
import { timeRule } from '../../config/access-rules.js';
import { defineOption, defineSwitch, type ArgumentDefinition } from '../../config/option-table.js';
import { isDatabaseUrl, RECORDS_OPTIONS, recordsPlaceRule } from '../../config/records-options.js';
import { bodyNamesRule, choiceRule, fileRule, orNull, textRule } from '../../config/rules.js';

const OPTIONS = 'Options:';
const RECORDS = 'The records:';

const FORMATS = ['csv', 'json', 'ndjson'] as const;

/** The options that every command has: where the records are. */
const PLACE = {
  records: defineOption<string | null>({
    flag: '--records',
    valueName: 'place',
    rule: orNull(recordsPlaceRule),
    defaultValue: null,
    defaultText:
      '$TLSLP_RECORDS, or else records.ndjson in $STATE_DIRECTORY, or tlslp/records.ndjson in $XDG_STATE_HOME or ~/.local/state',
    group: RECORDS,
    help: 'The records of the server: a file, or the postgresql:// URL of a database.',
    details:
      'A file whose name ends with `.gz` is read as gzip writes it. A password is better not in a command line: use `PGPASSFILE`, `PGSERVICE`, or `TLSLP_RECORDS`.',
  }),
  thisFileOnly: defineSwitch({
    flag: '--this-file-only',
    group: RECORDS,
    help: 'Leave out the files that a rotation has moved away, such as NAME.1 and NAME-20261128.gz.',
  }),
};

const identity = defineOption<'fingerprint' | 'cn'>({
  ...ACCESS_OPTIONS.identity,
  group: RECORDS,
  help: 'What tells participants apart: fingerprint, or cn for renewed certificates.',
  details:
    'With `cn`, a certificate without a common name counts by its fingerprint. A client without a certificate counts by its address.',
});

function jsonOption(help: string) {
  return defineSwitch({ flag: '--json', group: OPTIONS, help });
}

export const LIST_OPTIONS = {
  json: jsonOption('Print a line of JSON for each participant.'),
  ...PLACE,
  identity,
};

export const SHOW_OPTIONS = {
  json: jsonOption('Print his records, one as a line of JSON for each try.'),
  ...PLACE,
  identity,
};

export const WHY_OPTIONS = { json: jsonOption('Print a line of JSON for each try.'), ...PLACE, identity };

export const EXPORT_OPTIONS = {
  format: defineOption<(typeof FORMATS)[number]>({
    flag: '--format',
    valueName: 'format',
    rule: choiceRule(FORMATS),
    defaultValue: 'csv',
    group: OPTIONS,
    help: 'csv with a header, json (an array) or ndjson (a line for each record).',
    details:
      'CSV is UTF-8 after RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe; json and ndjson have each answer exactly.',
  }),
  first: defineSwitch({
    flag: '--first',
    group: OPTIONS,
    help: "Each participant's first try that is done, in place of his last one.",
  }),
  last: defineSwitch({
    flag: '--last',
    group: OPTIONS,
    help: "Each participant's last try that is done. This is the default.",
  }),
  all: defineSwitch({ flag: '--all', group: OPTIONS, help: 'All tries, also those that are not done.' }),
  before: defineOption<string | null>({
    flag: '--before',
    valueName: 'time',
    rule: orNull(timeRule),
    defaultValue: null,
    defaultText: 'no limit',
    group: OPTIONS,
    help: 'Only tries that ended before this time, such as 2026-05-01T08:00Z.',
    details: 'ISO 8601 with a zone: `2026-05-01T08:00:00Z` or `2026-05-01T10:00+02:00`.',
  }),
  names: defineOption<readonly string[] | null>({
    flag: '--names',
    valueName: 'names',
    rule: orNull(bodyNamesRule),
    defaultValue: null,
    defaultText: 'all that were asked for',
    group: OPTIONS,
    help: 'Only the answers to these names, separated by commas, in this order.',
  }),
  bom: defineSwitch({
    flag: '--bom',
    group: OPTIONS,
    help: 'Begin CSV with a byte order mark, by which Excel knows UTF-8.',
  }),
  ...PLACE,
  identity,
};

export const MISSING_OPTIONS = {
  roster: defineOption<string | null>({
    flag: '--roster',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'none, it must be given',
    group: OPTIONS,
    help: 'Who should come: a CSV file with a column name, email or fingerprint, or several of them.',
    details:
      'The file that `tlslp-certs client --from` reads is one. A person is found by any of the columns. Other columns are left out.',
  }),
  json: jsonOption('Print a line of JSON for each person who is missing.'),
  ...PLACE,
  identity,
};

export const STATS_OPTIONS = { json: jsonOption('Print one object of JSON.'), ...PLACE, identity };

export const MIGRATE_OPTIONS = {
  dryRun: defineSwitch({
    flag: '--dry-run',
    group: OPTIONS,
    help: 'Only say what is to do. Exits with 1 if there is something.',
  }),
  records: {
    ...PLACE.records,
    defaultText: '$TLSLP_RECORDS, otherwise it must be given',
    help: 'The postgresql:// URL of the database, of a user who may create tables.',
    details: 'A password is better not in a command line: use `PGPASSFILE`, `PGSERVICE`, or `TLSLP_RECORDS`.',
  },
};

const databaseRule = textRule('a postgresql:// URL', isDatabaseUrl);

export const SHIP_OPTIONS = {
  json: jsonOption('Print one object of JSON.'),
  weakCommits: { ...RECORDS_OPTIONS.weakCommits, group: OPTIONS },
  thisFileOnly: PLACE.thisFileOnly,
};

export const SHIP_ARGUMENTS: readonly [ArgumentDefinition<string>, ArgumentDefinition<string>] = [
  {
    name: 'file',
    rule: fileRule,
    help: 'The records file, or the directory of a spool or of a part of it.',
  },
  {
    name: 'url',
    rule: databaseRule,
    help: 'The postgresql:// URL of the database. Default: $TLSLP_RECORDS.',
  },
];

export const VERIFY_OPTIONS = { json: jsonOption('Print one object of JSON.'), ...PLACE };

export const WHO_ARGUMENTS: readonly [ArgumentDefinition<string>] = [
  {
    name: 'participant',
    rule: textRule('a name, a fingerprint or an e-mail address', (text) => text.trim() !== ''),
    help: 'The name in his certificate, its fingerprint or the first 8 digits of it, or his e-mail address.',
  },
];
