import type { VirtualTimeScheduler } from 'rxjs';
import type { ServerConfig } from '../../lib/config/server-config.js';
import type { LimitsOptions } from '../../lib/server/limits/limits-options.js';
import { ReasonCounts } from '../../lib/server/reason-counts.js';

/** Limits in virtual time, of a process that is never short of memory or descriptors. */
export function limitsOptions(config: ServerConfig, scheduler: VirtualTimeScheduler): LimitsOptions {
  return {
    config: () => config,
    counts: new ReasonCounts(),
    now: () => scheduler.now(),
    clock: scheduler,
    memoryUse: () => 0,
    maxDescriptor: Infinity,
  };
}
