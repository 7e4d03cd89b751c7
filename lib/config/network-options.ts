import { DEFAULT_HOST, DEFAULT_PORT } from '../protocol/constants.js';
import type { OptionLabel } from './complete-options.js';
import { LISTEN_TARGET_RULE, parseListenTarget, type ListenTarget } from './listen-targets.js';
import { isNetwork, NETWORK_RULE } from './networks.js';
import { defineOption, defineSwitch, type ConfigOf } from './option-table.js';
import { describeText, invalidOption, type OptionRule } from './rules.js';

const NETWORK = 'Network:';
const MAX_TARGETS = 64;
const MAX_NETWORKS = 1000;

/** A list of places to listen on. A text can hold several, separated by commas. */
export const listenRule: OptionRule<readonly string[]> = {
  description: `${LISTEN_TARGET_RULE}; at most ${MAX_TARGETS}, each once`,
  validate: (value): value is readonly string[] =>
    Array.isArray(value) &&
    value.length <= MAX_TARGETS &&
    new Set(value).size === value.length &&
    value.every((target) => typeof target === 'string' && parseListenTarget(target) !== undefined),
  parse: (text) => text.split(','),
  form: { kind: 'list', items: { kind: 'text' }, minItems: 0, maxItems: MAX_TARGETS, unique: true },
};

/** A list of addresses and networks. A text can hold several, separated by commas. */
const networksRule: OptionRule<readonly string[]> = {
  description: `${NETWORK_RULE}; at most ${MAX_NETWORKS}, each once`,
  validate: (value): value is readonly string[] =>
    Array.isArray(value) &&
    value.length <= MAX_NETWORKS &&
    new Set(value).size === value.length &&
    value.every((network) => typeof network === 'string' && isNetwork(network)),
  parse: (text) => text.split(','),
  form: { kind: 'list', items: { kind: 'text' }, minItems: 0, maxItems: MAX_NETWORKS, unique: true },
};

/** The options that say where a server listens, besides `--host` and `--port`. */
export const NETWORK_OPTIONS = {
  /** Where to listen: `HOST:PORT`, `[::1]:PORT`, `unix:PATH`, `fd:N`, `fd:NAME`. Empty for the host and the port. Default []. */
  listen: defineOption<readonly string[]>({
    flag: '--listen',
    valueName: 'where',
    rule: listenRule,
    repeatable: true,
    defaultValue: Object.freeze<string[]>([]),
    defaultText: '--host and --port',
    group: NETWORK,
    help: 'Listen here: HOST:PORT, [::1]:PORT, unix:PATH, fd:N or fd:NAME. May be repeated.',
    details:
      'It takes the place of `--host` and `--port`, and is refused beside another value of theirs. `unix:PATH` is a socket of this machine, for its owner and, where the umask allows it, its group. `fd:N` is a listening socket that the parent process left open, such as `fd:3` of systemd; `fd:NAME` is one by its `FileDescriptorName=`. See [deploy/README.md](deploy/README.md).',
    needsRestart: true,
  }),
  /** Share the port with other processes of the same user that do the same. Default false. */
  reusePort: {
    ...defineSwitch({
      flag: '--reuse-port',
      group: NETWORK,
      help: 'Share the port with other processes, so that an old and a new server overlap.',
      details:
        'The kernel spreads new connections over all of them. Every process on the port has to set it, and to run as the same user. It needs Node 22.12 or newer, and has no effect on `unix:` and `fd:`.',
    }),
    needsRestart: true,
  },
  /** The proxies in front: addresses, networks, or `unix`. Each of their connections begins with a PROXY header. Default []. */
  proxyFrom: defineOption<readonly string[]>({
    flag: '--proxy-from',
    valueName: 'networks',
    rule: networksRule,
    repeatable: true,
    defaultValue: Object.freeze<string[]>([]),
    defaultText: 'none',
    group: NETWORK,
    help: 'Require a PROXY header from these addresses, and from no others. May be repeated.',
    details:
      'For a proxy in front, such as HAProxy: addresses and networks, such as `192.0.2.7,10.0.0.0/8,2001:db8::/32`, and `unix` for the clients of `unix:` sockets. Each of their connections has to begin with a header of the PROXY protocol, version 1 or 2, within 5 seconds (or `--other-timeout` if that is shorter). The address in it is that of the client in limits, log and records. A header from any other address is refused: name only proxies, because whoever is named can choose his address. See [operations.md](operations.md#behind-a-proxy).',
  }),
};

interface NetworkConfig extends Omit<ConfigOf<typeof NETWORK_OPTIONS>, 'proxyFrom'> {
  readonly serverHost: string;
  readonly port: number;
}

/**
 * Checks the network options against each other, and against this Node.
 * @throws {ConfigError} `invalid_option`
 */
export function checkNetwork(
  { listen, serverHost, port, reusePort }: NetworkConfig,
  label: OptionLabel<keyof NetworkConfig>,
  nodeVersion: string = process.versions.node,
): void {
  const rule = `must not be given with ${label('listen')}, which says both host and port`;
  if (listen.length > 0 && serverHost !== DEFAULT_HOST) {
    throw invalidOption(label('serverHost'), describeText(serverHost), rule);
  }
  if (listen.length > 0 && port !== DEFAULT_PORT) throw invalidOption(label('port'), String(port), rule);
  if (reusePort && !hasReusePort(nodeVersion)) {
    throw invalidOption(label('reusePort'), '', `needs Node 22.12 or newer, and this is Node ${nodeVersion}`);
  }
}

/** Returns where the configuration says to listen, in its order. */
export function listenTargets({
  listen,
  serverHost,
  port,
}: Omit<NetworkConfig, 'reusePort'>): ListenTarget[] {
  if (listen.length === 0) return [{ kind: 'tcp', host: serverHost, port }];
  return listen.flatMap((text) => parseListenTarget(text) ?? []);
}

/** Returns whether this version of Node can share a port: net's `reusePort` came with 23.1 and 22.12. */
export function hasReusePort(nodeVersion: string = process.versions.node): boolean {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  return major === 22 ? minor >= 12 : major === 23 ? minor >= 1 : major > 23;
}
