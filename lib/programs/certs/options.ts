import { hostNamesRule } from '../../config/host-names.js';
import { defineOption, defineSwitch, type ArgumentDefinition } from '../../config/option-table.js';
import { fileRule, integerRule, orNull, textRule } from '../../config/rules.js';
import { emailRule, nameRule, ouRule, tidy, type FieldRule } from '../../certificates/participants/rules.js';

const OPTIONS = 'Options:';
const CA = 'The CA:';
const MAX_DAYS = 36_500;

const directory = defineOption<string>({
  flag: '--directory',
  valueName: 'path',
  rule: { ...fileRule, description: 'the path of a directory: not empty, no NUL character' },
  defaultValue: 'certificates',
  group: CA,
  help: 'Where the CA and its certificates are.',
});

const caPassphraseFile = defineOption<string | null>({
  flag: '--ca-passphrase-file',
  valueName: 'file',
  rule: orNull(fileRule),
  defaultValue: null,
  defaultText: 'asked on the terminal',
  group: CA,
  help: "The file whose first line is the passphrase of the CA's key; - for standard input.",
  details: 'Only needed if the key is encrypted.',
});

const json = defineSwitch({
  flag: '--json',
  group: OPTIONS,
  help: 'Print a line of JSON for each certificate.',
});

function daysOption(defaultText: string, help: string) {
  return defineOption<number | null>({
    flag: '--days',
    valueName: 'number',
    rule: orNull(integerRule(1, MAX_DAYS)),
    defaultValue: null,
    defaultText,
    group: OPTIONS,
    help,
  });
}

function hostOption(defaultText: string) {
  return defineOption<readonly string[] | null>({
    flag: '--host',
    valueName: 'names',
    rule: orNull(hostNamesRule),
    defaultValue: null,
    defaultText,
    group: OPTIONS,
    help: 'Host names and IP addresses of the server, separated by commas.',
    details:
      'It may be given several times, and then all names count. `*.example.com` stands for all names of one label.',
    repeatable: true,
  });
}

const CERTIFICATE_DAYS = 'How many days a certificate is valid, but no longer than its CA.';
const LIST_DAYS =
  'How many days the new list counts. After that, the server warns, or refuses every client (--crl-strict).';

export const INIT_OPTIONS = {
  host: hostOption('localhost,127.0.0.1,::1'),
  days: daysOption('730', CERTIFICATE_DAYS),
  directory,
  encryptCaKey: defineSwitch({
    flag: '--encrypt-ca-key',
    group: CA,
    help: "Encrypt the new CA's key with a passphrase.",
    details: 'The passphrase has 8 to 128 printable ASCII characters.',
  }),
  caPassphraseFile,
};

export const SERVER_OPTIONS = {
  host: hostOption('those of the present certificate'),
  days: daysOption('730', CERTIFICATE_DAYS),
  directory,
  caPassphraseFile,
};

export const CLIENT_OPTIONS = {
  from: defineOption<string | null>({
    flag: '--from',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'one client, by its name',
    group: OPTIONS,
    help: 'Everybody in this CSV file: columns name, and if wanted ou, email.',
  }),
  ou: defineOption<string | null>({
    flag: '--ou',
    valueName: 'text',
    rule: orNull(fieldRule(ouRule)),
    defaultValue: null,
    defaultText: 'none',
    group: OPTIONS,
    help: 'The organizational unit of the one client, such as a class.',
  }),
  email: defineOption<string | null>({
    flag: '--email',
    valueName: 'address',
    rule: orNull(fieldRule(emailRule)),
    defaultValue: null,
    defaultText: 'none',
    group: OPTIONS,
    help: 'The email address of the one client.',
  }),
  p12: defineSwitch({
    flag: '--p12',
    group: OPTIONS,
    help: 'Put certificate, key and CA into one encrypted file, client.p12, in place of the key.',
  }),
  passwordFile: defineOption<string | null>({
    flag: '--password-file',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'a random one for each file, printed',
    group: OPTIONS,
    help: 'The file whose first line is the password of the .p12 files; - for standard input.',
    details: 'The password has 8 to 128 printable ASCII characters: Java accepts no others.',
  }),
  days: daysOption('730', CERTIFICATE_DAYS),
  json,
  directory,
  caPassphraseFile,
};

export const CLIENT_ARGUMENTS: readonly [ArgumentDefinition<string>] = [
  { name: 'name', rule: fieldRule(nameRule), help: 'The name of one client.' },
];

export const LIST_OPTIONS = { json, directory };

export const REVOKE_OPTIONS = {
  unknown: defineSwitch({
    flag: '--unknown',
    group: OPTIONS,
    help: 'Revoke a serial number of which no certificate is known here.',
  }),
  days: daysOption('90', LIST_DAYS),
  directory,
  caPassphraseFile,
};

export const REVOKE_ARGUMENTS: readonly [ArgumentDefinition<string>] = [
  {
    name: 'certificate',
    rule: textRule('a name or a serial number', (text) => text !== ''),
    help: 'The name or the serial number of a certificate.',
  },
];

export const RENEW_CRL_OPTIONS = { days: daysOption('90', LIST_DAYS), directory, caPassphraseFile };

export const CHECK_OPTIONS = {
  passwordFile: defineOption<string | null>({
    flag: '--password-file',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'asked on the terminal',
    group: OPTIONS,
    help: 'The file whose first line opens .p12 files and encrypted keys; - for standard input.',
  }),
};

export const CHECK_ARGUMENTS: readonly [ArgumentDefinition<string>] = [
  {
    name: 'file',
    rule: fileRule,
    help: 'A certificate, key, list of revoked certificates or .p12 file.',
    variadic: true,
  },
];

function fieldRule({ description, broken }: FieldRule) {
  return { ...textRule(description, (text) => broken(text) === null), parse: tidy };
}
