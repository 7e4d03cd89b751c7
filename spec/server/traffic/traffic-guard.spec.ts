import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import test from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import type { Peer } from '../../../lib/session/events.js';
import { MeteredSocket } from '../../../lib/server/traffic/metered-socket.js';
import { TrafficGuard } from '../../../lib/server/traffic/traffic-guard.js';

const NOBODY: Peer = { remote: null, client: null, tls: null };

test('slices are looked at where the guard meters, and not where only the first bytes matter', (t) => {
  const guard = new TrafficGuard(new VirtualTimeScheduler());
  const raw = new Socket();
  t.is(guard.wireOf(raw), raw);
  const lookedAt = new MeteredSocket(new Socket(), false);
  guard.watch(new TLSSocket(new Socket()), lookedAt, NOBODY);
  t.is(lookedAt.onSlice, null);
  guard.flooded(null);
  const metered = guard.wireOf(raw);
  if (!(metered instanceof MeteredSocket)) throw new Error('it is not metered');
  guard.watch(new TLSSocket(new Socket()), metered, NOBODY);
  t.not(metered.onSlice, null);
  guard.close();
});
