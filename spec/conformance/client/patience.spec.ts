import test from 'ava';
import type { ClientCheck } from '../../../lib/conformance/client/client-check.js';
import { givesUp, pause } from '../../../lib/conformance/client/patience.js';
import type { ClientStage, Meeting } from '../../../lib/conformance/client/stage.js';
import { inProcessClient } from '../../support/conformance/in-process.js';
import { play, removePki } from '../../support/conformance/play-client.js';

test.after.always(removePki);

const leaves = inProcessClient({
  onSecure: (socket) => {
    setTimeout(() => socket.destroy(), 200);
  },
});

const meets = (then: (stage: ClientStage, meeting: Meeting) => Promise<void>): ClientCheck => ({
  id: 'turns.test',
  level: 'must',
  section: 'turns',
  rule: 'A rule.',
  patient: true,
  play: async (stage) => then(stage, await stage.meet()),
});

test('a pause that became longer than a client has to wait is not held against it', async (t) => {
  const check = meets((stage, { peer }) => pause(stage, peer, 9.2));
  t.is((await play(check)).verdict, 'inconclusive');
});

test('a client that leaves in a pause does not wait long enough', async (t) => {
  const check = meets((stage, { peer }) => pause(stage, peer, 5));
  const { verdict, came } = await play(check, leaves);
  t.is(verdict, 'fail');
  t.regex(came, /^it left after/);
});

test('a client that says something in a pause speaks out of turn', async (t) => {
  const check = meets((stage, { peer }) => pause(stage, peer, 5));
  const hasty = inProcessClient({ onSecure: (socket) => void socket.write('HELLOBACK\n') });
  t.is((await play(check, hasty)).came, '"HELLOBACK\\n"');
});

test('a client that is still there after so long waits for ever', async (t) => {
  const check = meets((stage, { program }) => givesUp(stage, program, 1));
  t.is((await play(check)).came, 'it is still there after 1 s');
});

test('a client that has gone by then has given up', async (t) => {
  const check = meets((stage, { program }) => givesUp(stage, program, 30));
  t.is((await play(check, leaves)).verdict, 'pass');
});
