// prom-client has no types for the files of its metrics of a process.
declare module 'prom-client/lib/metrics/*' {
  import type { Registry } from 'prom-client';

  /** Adds metrics to a registry. `eventLoopMonitoringPrecision` is in milliseconds. */
  const add: (registry: Registry, config?: { readonly eventLoopMonitoringPrecision?: number }) => void;
  export default add;
}
