import type * as Api from '@opentelemetry/api';
import { packageVersion } from '../../config/version.js';
import { invalidOption } from '../../config/rules.js';
import { describeOption, type Source } from '../../config/sources/source.js';
import { SERVER_PROGRAM_OPTIONS } from '../../config/server-program-options.js';
import { createSessionTraces, type SessionTraces } from '../../observe/traces/create-session-traces.js';
import type { Log } from '../shared/log.js';

const TRACER = 'tlslp-server';
const NO_SDK = 'no OpenTelemetry SDK is loaded: spans go nowhere';

/**
 * Returns the observer that makes spans with the tracer of the process. Logs a warning if no SDK is loaded.
 *
 * Rejects with ConfigError `invalid_option` if the api is not installed.
 * @param source where the option came from
 */
export async function openTraces(
  source: Source | undefined,
  log: Pick<Log, 'write'>,
): Promise<SessionTraces> {
  const api = await loadApi(source);
  const provider = api.trace.getTracerProvider();
  if (delegatesToNobody(provider)) log.write({ level: 'WARNING', fields: {}, message: NO_SDK });
  return createSessionTraces(api, provider.getTracer(TRACER, packageVersion()));
}

/**
 * Loads the api of OpenTelemetry.
 *
 * Rejects with ConfigError `invalid_option` if it is not installed.
 */
export async function loadApi(source: Source | undefined): Promise<typeof Api> {
  try {
    return await import('@opentelemetry/api');
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    const label = describeOption(source ?? { kind: 'default' }, SERVER_PROGRAM_OPTIONS.traces.flag);
    throw invalidOption(
      label,
      '',
      'needs the package @opentelemetry/api: run "npm install @opentelemetry/api"',
    );
  }
}

/** Returns whether no SDK has registered its provider. The one that stands in for it is told by its method: its class is deprecated. */
function delegatesToNobody(provider: Api.TracerProvider & Partial<StandIn>): boolean {
  return provider.getDelegateTracer !== undefined && provider.getDelegateTracer(TRACER) === undefined;
}

interface StandIn {
  readonly getDelegateTracer: (name: string) => Api.Tracer | undefined;
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND';
}
