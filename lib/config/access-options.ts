import { defineOption, defineSwitch, type OptionDefinition } from './option-table.js';
import { allowRule, identityRule, timeRule } from './access-rules.js';
import { fileRule, orNull } from './rules.js';
import { CERTIFICATES } from './shared-options.js';

const ADMISSION = 'Who may have a session, and when:';

const ANY_MATCH =
  'A client is accepted when any of `--allow-cn`, `--allow-ou` and `--allow-san` names it. The whole text must be equal. Others get `FAIL` and why.';

/** An option that names clients to accept. */
function allowOption(
  definition: Pick<OptionDefinition<readonly string[]>, 'flag' | 'valueName' | 'help' | 'details'>,
): OptionDefinition<readonly string[]> {
  return {
    details: ANY_MATCH,
    ...definition,
    rule: allowRule,
    defaultValue: Object.freeze([]),
    defaultText: 'any certificate of the CA',
    repeatable: true,
    group: ADMISSION,
  };
}

/** The options that decide which clients may have a session. They are a part of `SERVER_OPTIONS`. */
export const ACCESS_OPTIONS = {
  /** Path of the certificate revocation lists of the CAs, PEM; null for none. Default null. */
  crl: defineOption<string | null>({
    flag: '--crl',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'none',
    group: CERTIFICATES,
    help: 'Revoked certificates: one CRL for each CA of --ca-cert, PEM.',
    details:
      'A client with a revoked certificate gets `FAIL` and why. See [operations.md](operations.md#revoked-certificates).',
  }),
  /** Accept no client of a CA whose CRL is missing or outdated; otherwise that is a warning. Default false. */
  crlStrict: defineSwitch({
    flag: '--crl-strict',
    group: CERTIFICATES,
    help: 'Accept no client of a CA whose CRL is missing or outdated. Otherwise that is a warning.',
    details: 'The revocations of an outdated CRL count in either case.',
  }),
  /** Accept clients with one of these common names. Default `[]`. */
  allowCn: allowOption({
    flag: '--allow-cn',
    valueName: 'name',
    help: 'Accept clients with this common name. Repeatable.',
  }),
  /** Accept clients with one of these organizational units. Default `[]`. */
  allowOu: allowOption({
    flag: '--allow-ou',
    valueName: 'unit',
    help: 'Accept clients with this organizational unit (OU). Repeatable.',
  }),
  /** Accept clients with one of these alternative names: an email address, a DNS name or a URI. Default `[]`. */
  allowSan: allowOption({
    flag: '--allow-san',
    valueName: 'name',
    help: 'Accept clients with this alternative name: an email address, a DNS name or a URI. Repeatable.',
    details: `A kind can be in front, as in \`email:max@example.org\`; the kinds are \`email\`, \`DNS\` and \`URI\`. ${ANY_MATCH}`,
  }),
  /** Accept each certificate until it is done once. Needs records. Default false. */
  once: defineSwitch({
    flag: '--once',
    group: ADMISSION,
    help: 'Refuse a client that the records show as done. Needs records.',
    details:
      'The records file is read at the start, so this survives a restart. So are the files that a rotation has moved away, such as `NAME.1` and `NAME-20261128.gz`.',
    needsRestart: true,
  }),
  /** What counts as the same client for `once`: the certificate's fingerprint, or its common name. Default `fingerprint`. */
  identity: defineOption<'fingerprint' | 'cn'>({
    flag: '--identity',
    valueName: 'kind',
    rule: identityRule,
    defaultValue: 'fingerprint',
    group: ADMISSION,
    help: 'What --once counts by: fingerprint, or cn for renewed certificates.',
    details: 'With `cn`, a certificate without a common name counts by its fingerprint.',
    needsRestart: true,
  }),
  /** Accept clients from this time on, in ISO 8601 with a zone; null for no limit. Default null. */
  opensAt: defineOption<string | null>({
    flag: '--opens-at',
    valueName: 'time',
    rule: orNull(timeRule),
    defaultValue: null,
    defaultText: 'open at once',
    group: ADMISSION,
    help: 'Refuse clients before this time, such as 2026-05-01T08:00Z.',
    details: 'ISO 8601 with a zone: `2026-05-01T08:00:00Z` or `2026-05-01T10:00+02:00`.',
  }),
  /** Accept clients until this time, in ISO 8601 with a zone; null for no limit. Default null. */
  closesAt: defineOption<string | null>({
    flag: '--closes-at',
    valueName: 'time',
    rule: orNull(timeRule),
    defaultValue: null,
    defaultText: 'never',
    group: ADMISSION,
    help: 'Refuse clients from this time on. Sessions under way may finish.',
    details: 'The same form as `--opens-at`.',
  }),
};
