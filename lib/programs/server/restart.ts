import { isDeepStrictEqual } from 'node:util';
import { describeOption } from '../../config/sources/source.js';
import type { LoadedServerOptions } from './load-options.js';
import { SERVER_COMMAND_LINE } from './options.js';

/**
 * Returns the options that a running server cannot change and that differ, as their user wrote them: `--port`, `TLSLP_PORT`,
 * `port (server.yaml:3:7)`. For an option that is no longer given, as it was written before.
 */
export function changesNeedingRestart(before: LoadedServerOptions, after: LoadedServerOptions): string[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  return Object.entries(SERVER_COMMAND_LINE.options)
    .filter(([name, { needsRestart }]) => needsRestart === true && !isDeepStrictEqual(was[name], is[name]))
    .map(([name, { flag }]) => {
      const source = [after, before]
        .map(({ sources }) => sources.get(name))
        .find((candidate) => candidate !== undefined && candidate.kind !== 'default');
      return describeOption(source ?? { kind: 'default' }, flag);
    });
}

function valuesOf({ options }: LoadedServerOptions): Readonly<Record<string, unknown>> {
  return { ...options.config, ...options.program };
}
