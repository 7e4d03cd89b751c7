import test from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { completeConfig } from '../../../../../lib/config/server-config.js';
import {
  SESSION,
  type SessionAnswer,
} from '../../../../../lib/programs/server/workers/messages/admission.js';
import { WORK_FREED } from '../../../../../lib/programs/server/workers/messages/work.js';
import { OldWork } from '../../../../../lib/programs/server/workers/worker/old-work.js';
import { RemoteLimits } from '../../../../../lib/programs/server/workers/worker/remote-limits.js';
import { ToldWorkStore } from '../../../../../lib/programs/server/workers/worker/told-work-store.js';
import { Rejection } from '../../../../../lib/server/limits/rejection.js';
import { certificateKey } from '../../../../../lib/session/identity.js';
import { connectedChannels } from '../../../../support/channels.js';
import { limitsOptions } from '../../../../support/limits-options.js';

// What a worker learns with the place of a session. Its decisions are in limits.spec.ts.

const CLIENT = {
  subject: { CN: 'Cleo' },
  issuer: { CN: 'CA' },
  serialNumber: '01',
  fingerprint256: 'AA',
};
const KEY = certificateKey(CLIENT);
const PEER = { remote: null, client: CLIENT, tls: null };

function limitsOf(answer: SessionAnswer) {
  const { primary, worker } = connectedChannels();
  const oldWork = new OldWork();
  const store = new ToldWorkStore(worker, oldWork);
  const options = limitsOptions(completeConfig({}), new VirtualTimeScheduler());
  primary.onAsk(SESSION, () => answer);
  return { primary, oldWork, store, limits: new RemoteLimits(worker, options, false, oldWork) };
}

test('the answer says whether the client has old work', async (t) => {
  for (const [answer, mayHave] of [
    [0, false],
    [1, true],
    [['too_many_sessions', 0], false],
    [['too_many_sessions', 1], true],
  ] as const) {
    const { limits, oldWork } = limitsOf(answer);
    const place = await limits.admitSession(PEER);
    t.is(oldWork.mayBeFor(KEY), mayHave, JSON.stringify(answer));
    if (place instanceof Rejection) return void t.fail();
    limits.leaveSession(place);
    t.is(oldWork.size, 0);
  }
});

test('work that is free right after the answer is not missed', async (t) => {
  const { primary, limits, oldWork } = limitsOf(0);
  primary.onAsk(SESSION, () => {
    // In one batch with the answer.
    process.nextTick(() => {
      primary.tell(WORK_FREED, KEY);
    });
    return 0 as const;
  });
  await limits.admitSession(PEER);
  t.true(oldWork.mayBeFor(KEY));
});

test('of a client that gets no session nothing is remembered', async (t) => {
  const error = { code: 'server_full', message: 'Server is full.' } as const;
  const { limits, oldWork } = limitsOf({ reason: 'server_full', error });
  t.true((await limits.admitSession(PEER)) instanceof Rejection);
  t.is(oldWork.size, 0);
});
