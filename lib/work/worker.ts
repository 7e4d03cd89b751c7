import { parentPort } from 'node:worker_threads';
import { runJob, type Job } from './job.js';

// A thread of the pool. `npm run kernel` bundles it into worker-source.ts. Jobs wait in the port's queue. Each job has its own stop
// flag, so that none can stop another.
parentPort?.on('message', (job: Job) => {
  parentPort?.postMessage(runJob(job));
});
