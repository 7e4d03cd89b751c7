import test from 'ava';
import { descriptorOf } from '../../../lib/server/accept/descriptor-names.js';

const PID = 77;
const OURS = { LISTEN_PID: '77', LISTEN_FDS: '2', LISTEN_FDNAMES: 'tls:local' };

test('a number that another parent passed stands as it is', (t) => {
  t.is(descriptorOf(9, {}, PID), 9);
  t.is(descriptorOf(9, { LISTEN_PID: '1' }, PID), 9);
});

test('the descriptors of systemd go by number and by name', (t) => {
  t.is(descriptorOf(3, OURS, PID), 3);
  t.is(descriptorOf(4, OURS, PID), 4);
  t.is(descriptorOf('tls', OURS, PID), 3);
  t.is(descriptorOf('local', OURS, PID), 4);
  t.is(descriptorOf('local', { ...OURS, LISTEN_PID: '' }, PID), 4);
});

const refused = test.macro<[named: number | string, env: NodeJS.ProcessEnv, message: string]>({
  exec(t, named, env, message) {
    t.throws(() => descriptorOf(named, env, PID), {
      code: 'unusable_address',
      message: `Cannot listen on fd:${named}: ${message}.`,
    });
  },
  title: (_, named, env) => `fd:${named} is refused with ${JSON.stringify(env)}`,
});

test(refused, 5, OURS, 'systemd passed 3 to 4');
test(refused, 3, { ...OURS, LISTEN_FDS: '0' }, 'systemd passed none');
test(refused, 3, { ...OURS, LISTEN_FDS: '-1' }, 'systemd passed none');
test(refused, 'other', OURS, 'systemd passed none of that name. Its FileDescriptorName= gives it one');
test(
  refused,
  'third',
  { ...OURS, LISTEN_FDNAMES: 'tls:local:third' },
  'systemd passed none of that name. Its FileDescriptorName= gives it one',
);
test(
  refused,
  'tls',
  {},
  'only systemd names descriptors, and LISTEN_FDNAMES is not set. Give its number, such as fd:3',
);
test(
  refused,
  3,
  { ...OURS, LISTEN_PID: '78' },
  'LISTEN_PID says that it is for process 78, and this is 77. Let a wrapper script end in "exec"',
);
