import type { ServerConfig } from '../../config/server-config.js';
import type { ClientCertificate } from '../../session/events.js';

/** The kinds of alternative names that `--allow-san` compares. */
const KINDS = ['email:', 'DNS:', 'URI:'] as const;

type AllowConfig = Pick<ServerConfig, 'allowCn' | 'allowOu' | 'allowSan'>;

/** Returns whether the configuration accepts the client: one of its lists names it, or all lists are empty. */
export function isAllowed({ allowCn, allowOu, allowSan }: AllowConfig, client: ClientCertificate): boolean {
  if (allowCn.length === 0 && allowOu.length === 0 && allowSan.length === 0) return true;
  return (
    hasAny(allowCn, client.subject['CN']) ||
    hasAny(allowOu, client.subject['OU']) ||
    (client.subjectAltNames ?? []).some((name) => isAllowedName(allowSan, name))
  );
}

function hasAny(allowed: readonly string[], values: string | readonly string[] | undefined): boolean {
  if (values === undefined) return false;
  return typeof values === 'string'
    ? allowed.includes(values)
    : values.some((value) => allowed.includes(value));
}

function isAllowedName(allowed: readonly string[], name: string): boolean {
  const kind = KINDS.find((known) => name.startsWith(known));
  return kind !== undefined && (allowed.includes(name) || allowed.includes(name.slice(kind.length)));
}
