import { MAX_SOCKET_PATH_BYTES, parseListenTarget } from './listen-targets.js';
import { defineOption, defineSwitch } from './option-table.js';
import { fileRule, hostRule, orNull, textRule, type OptionRule } from './rules.js';

const STATUS = 'Status:';
const MAX_HOSTS = 64;

/** Where the status is served: a place of this machine to listen on. */
export const statusPlaceRule = textRule(
  `HOST:PORT, [IPV6]:PORT or unix:PATH (at most ${MAX_SOCKET_PATH_BYTES} bytes)`,
  (text) => {
    const kind = parseListenTarget(text)?.kind;
    return kind === 'tcp' || kind === 'unix';
  },
);

/** Names by which browsers may ask for the status. A text can hold several, separated by commas. */
export const statusHostsRule: OptionRule<readonly string[]> = {
  description: `at most ${MAX_HOSTS} different host names without ports, such as status.example.org`,
  validate: (value): value is readonly string[] =>
    Array.isArray(value) &&
    value.length <= MAX_HOSTS &&
    new Set(value).size === value.length &&
    value.every((name) => hostRule.validate(name) && /^[^:/[\]@,]+$/.test(name)),
  parse: (text) => text.split(','),
  form: { kind: 'list', items: { kind: 'text' }, minItems: 0, maxItems: MAX_HOSTS, unique: true },
};

/** The options of tlslp-server about its status page. */
export const STATUS_OPTIONS = {
  /** Where to serve the status page: `HOST:PORT` or `unix:PATH`; null for nowhere. Default null. */
  status: defineOption<string | null>({
    flag: '--status',
    valueName: 'where',
    rule: orNull(statusPlaceRule),
    defaultValue: null,
    defaultText: 'off',
    group: STATUS,
    help: 'Serve the status page, metrics and health here: HOST:PORT or unix:PATH.',
    details:
      'Port 0 takes a free one; the line `Status page on http://HOST:PORT/` shows it. Where other machines can reach it, it needs `--status-token-file` or `--status-client-ca`. See [status.md](status.md).',
    needsRestart: true,
  }),
  /** Path of a file whose first line is the token that readers of the status have to send; null for none. Default null. */
  statusTokenFile: defineOption<string | null>({
    flag: '--status-token-file',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'none',
    group: STATUS,
    help: 'The first line of this file is the password of the status page.',
    details:
      'At least 16 characters. Programs send `Authorization: Bearer TOKEN`; a browser asks for it, with any user name. `/livez` and `/readyz` need none.',
    needsRestart: true,
  }),
  /** Path of the CA certificates, PEM, whose clients may read the status, over HTTPS; null for none. Default null. */
  statusClientCa: defineOption<string | null>({
    flag: '--status-client-ca',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'none',
    group: STATUS,
    help: 'Serve the status by HTTPS, to clients with a certificate of this CA only.',
    details:
      "The server's own certificate is used. Take another CA than that of the participants, who could look otherwise.",
    needsRestart: true,
  }),
  /** Whether the status is served by HTTPS, with the certificate of the server. Default false. */
  statusTls: {
    ...defineSwitch({
      flag: '--status-tls',
      group: STATUS,
      help: "Serve the status by HTTPS, with the server's own certificate.",
      details: '`--status-client-ca` implies it. A token should not cross a network without it.',
    }),
    needsRestart: true,
  },
  /** Names by which browsers may ask for the status, besides addresses, `localhost` and the host of `status`. Default []. */
  statusHost: defineOption<readonly string[]>({
    flag: '--status-host',
    valueName: 'name',
    rule: statusHostsRule,
    repeatable: true,
    defaultValue: Object.freeze<string[]>([]),
    defaultText: 'none',
    group: STATUS,
    help: 'Answer requests for this host name too, such as that of a reverse proxy. Repeatable.',
    details:
      'Requests for other names are refused: a page of somebody else could ask with a name of its own, which it lets point to this machine (DNS rebinding). Addresses, `localhost` and the host of `--status` need not be given.',
    needsRestart: true,
  }),
};
