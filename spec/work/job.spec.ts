import test from 'ava';
import { Control } from '../../lib/work/control.js';
import { runJob, type Job } from '../../lib/work/job.js';
import { satisfies } from '../../lib/work/verify.js';

function job(control: Control): Job {
  return {
    id: 7,
    token: 'abc',
    nBits: 12,
    engine: undefined,
    share: { first: 1, stride: 2 },
    control: control.buffer,
  };
}

test('a success stops the other threads', (t) => {
  const control = new Control();
  const { id, suffix } = runJob(job(control));
  t.is(id, 7);
  t.true(suffix !== null && satisfies('abc', 12, suffix));
  t.true(control.stopped);
});

test('a job that was given up while it waited is not begun', (t) => {
  const control = new Control();
  control.stop();
  t.deepEqual(runJob(job(control)), { id: 7, suffix: null });
  t.is(control.attempts, 0);
});
