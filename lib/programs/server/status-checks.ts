import type { OptionLabel } from '../../config/complete-options.js';
import { parseListenTarget } from '../../config/listen-targets.js';
import { describeText, invalidOption } from '../../config/rules.js';
import type { ServerProgramOptions } from '../../config/server-program-options.js';
import { isLocalHost } from '../../tls/local-host.js';

type Label = OptionLabel<keyof ServerProgramOptions>;

/** The options that mean something only with `status`. */
const DETAILS = ['statusTokenFile', 'statusClientCa', 'statusTls', 'statusHost'] as const;

/** A check of several options of the program against each other. */
export interface ProgramCheck {
  /** The options that it reads. It is skipped where one of them has a mistake of its own. */
  readonly reads: readonly (keyof ServerProgramOptions)[];
  /** @throws {ConfigError} `invalid_option` */
  readonly check: (program: ServerProgramOptions, label: Label) => void;
}

/** The checks of the options about the status page. */
export const STATUS_CHECKS: readonly ProgramCheck[] = [
  ...DETAILS.map((name): ProgramCheck => ({
    reads: ['status', name],
    check: (program, label) => {
      if (program.status !== null || !isGiven(program[name])) return;
      throw invalidOption(label(name), '', `must be given with ${label('status')}`);
    },
  })),
  {
    reads: ['status', 'statusTokenFile', 'statusClientCa'],
    check: ({ status, statusTokenFile, statusClientCa }, label) => {
      if (status === null || statusTokenFile !== null || statusClientCa !== null || !isOpenToOthers(status)) {
        return;
      }
      const rule = `is not this machine: it must be given with ${label('statusTokenFile')} or ${label('statusClientCa')}`;
      throw invalidOption(label('status'), describeText(status), rule);
    },
  },
];

/** Returns what an operator should know of options that are allowed, one sentence each. */
export function statusWarnings(
  { status, statusTokenFile, statusClientCa, statusTls }: ServerProgramOptions,
  isParticipantsCa: boolean,
): string[] {
  const warnings: string[] = [];
  const isPlain = !statusTls && statusClientCa === null;
  if (status !== null && statusTokenFile !== null && isPlain && isOpenToOthers(status)) {
    warnings.push(
      'The token of the status page crosses the network in plain text. Use --status-tls, or a reverse proxy with HTTPS.',
    );
  }
  if (statusClientCa !== null && isParticipantsCa) {
    warnings.push(
      'Every participant can read the status: --status-client-ca is the CA of --ca-cert. Use another CA.',
    );
  }
  return warnings;
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
}

/** A name other than `localhost` is not looked up: it counts as another machine. */
function isOpenToOthers(place: string): boolean {
  const target = parseListenTarget(place);
  return target?.kind === 'tcp' && !isLocalHost(target.host);
}
