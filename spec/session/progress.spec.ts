import test from 'ava';
import { Progress } from '../../lib/session/progress.js';
import { body } from '../support/commands.js';
import { COMMANDS } from '../support/session.js';

const [hello, work, , done] = COMMANDS;

test('a session that has not begun has no durations', (t) => {
  t.deepEqual(new Progress().end(3), { hello: null, work: null, requests: null, done: null });
});

test('the parts take the time between their commands; requests are one part', (t) => {
  const progress = new Progress();
  if (hello === undefined || work === undefined || done === undefined) throw new Error('no commands');
  progress.begin(hello, 0.5);
  progress.begin(work, 0.6);
  progress.begin(body('EMAIL1', 'LGTk'), 2.6);
  t.is(progress.step, 'EMAIL1');
  progress.begin(body('EMAIL2', 'LGTk'), 3);
  progress.begin(done, 3.1);
  t.deepEqual(progress.end(3.3), { hello: 0.1, work: 2, requests: 0.5, done: 0.2 });
});

test('a part that comes twice has the sum', (t) => {
  const progress = new Progress();
  if (work === undefined) throw new Error('no commands');
  progress.begin(body('EMAIL1', 'LGTk'), 0);
  progress.begin(work, 1);
  progress.begin(body('EMAIL1', 'LGTk'), 3);
  t.deepEqual(progress.end(7), { hello: null, work: 2, requests: 5, done: null });
});

test('FAIL is no step: the one that failed goes on', (t) => {
  const progress = new Progress();
  progress.begin(body('EMAIL1', 'LGTk'), 1);
  progress.begin({ kind: 'fail', reason: 'bad luck' }, 2);
  t.is(progress.step, 'EMAIL1');
  t.deepEqual(progress.end(4), { hello: null, work: null, requests: 3, done: null });
});

test('a line too many belongs to the step before it, another failure to the step that has begun', (t) => {
  const progress = new Progress();
  if (hello === undefined || work === undefined) throw new Error('no commands');
  progress.begin(hello, 0);
  t.is(progress.failedStep({ code: 'unsolicited_line' }), 'HELLO');
  progress.sent(hello);
  progress.begin(work, 1);
  t.is(progress.failedStep({ code: 'unsolicited_line' }), 'HELLO');
  t.is(progress.failedStep({ code: 'disconnected' }), 'WORK');
  progress.sent(work);
  t.is(progress.failedStep({ code: 'unsolicited_line' }), 'WORK');
});
