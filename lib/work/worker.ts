import { parentPort } from 'node:worker_threads';
import { runJob, type Job } from './job.js';

// A thread of the pool; `npm run kernel` makes worker-source.ts of it. Jobs wait in the port's queue; each is told apart by its own
// stop order, so none can end another.
parentPort?.on('message', (job: Job) => {
  parentPort?.postMessage(runJob(job));
});
