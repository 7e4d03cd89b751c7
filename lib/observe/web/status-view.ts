import type { StatusModel } from '../../status/status-model.js';

/** What the status server reads. */
export type StatusView = Pick<
  StatusModel,
  'revision' | 'summary' | 'changesSince' | 'participants' | 'sessions' | 'story'
>;
