// The status of a server by HTTP: its page, JSON, events, metrics and health.
export { startStatusServer, type StatusServer, type StatusServerOptions } from './start-status-server.js';
export type { StatusView } from './status-view.js';
export type { WorkersUsage, WorkerUsage } from '../metrics/workers-usage.js';
