import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import { completeConfig } from '../../../lib/config/server-config.js';
import { Handshakes, type HandshakePlace } from '../../../lib/server/limits/handshakes.js';
import { Rejection } from '../../../lib/server/limits/rejection.js';
import { SessionPlaces, type SessionPlace } from '../../../lib/server/limits/session-places.js';
import type { Peer } from '../../../lib/session/events.js';

const LIMITS = completeConfig({
  maxHandshakes: 6,
  maxHandshakesPerAddress: 3,
  handshakeRate: 0,
  maxSessions: 6,
  maxPerCertificate: 2,
  maxPerAddress: 3,
});

/** A client of this certificate and address. */
function peer(certificate: number | null, address: number): Peer {
  const name = { CN: 'the same name' };
  return {
    remote: { address: `192.0.2.${address}`, port: 1 },
    client:
      certificate === null
        ? null
        : { subject: name, issuer: name, serialNumber: String(certificate), fingerprint256: 'A' },
    tls: null,
  };
}

const action = fc.oneof(
  fc.record({ address: fc.nat(3), certificate: fc.option(fc.nat(4)) }),
  fc.record({ leave: fc.nat(1000) }),
);

test('handshakes: never over a limit, never refused under it, and nothing is left when all have ended', (t) => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120 }), fc.boolean(), (actions, stressed) => {
      const handshakes = new Handshakes();
      const inside: { place: HandshakePlace; address: number }[] = [];
      for (const each of actions) {
        if ('leave' in each) {
          for (const { place } of inside.splice(each.leave % (inside.length || 1), 1)) {
            place.leave();
            // A handshake that ends and its connection that closes are two events.
            place.leave();
          }
          continue;
        }
        const { address } = each;
        const own = inside.filter((one) => one.address === address).length;
        const reason = handshakes.refusal(String(address), LIMITS, stressed, 0);
        // Who was destroyed to make room has left; here all sockets are idle.
        for (let n = inside.length - 1; n >= 0; n--)
          if (inside[n]?.place.evicted === true) inside.splice(n, 1);
        if (stressed) assert.equal(reason, null);
        else if (own >= 3) assert.equal(reason, 'too_many_handshakes_from_address');
        else assert.equal(reason, inside.length >= 6 ? 'too_many_handshakes' : null);
        if (reason === null) {
          inside.push({ place: handshakes.enter(new Socket(), String(address), 0), address });
        }
        assert.equal(handshakes.size, inside.length);
        assert.ok(handshakes.size <= 6);
        assert.equal(handshakes.addresses, new Set(inside.map((one) => one.address)).size);
      }
      for (const { place } of inside) place.leave();
      assert.equal(handshakes.size, 0);
      assert.equal(handshakes.addresses, 0);
    }),
  );
  t.pass();
});

test('sessions: never over a limit, never refused under it, and nothing is left when all have ended', (t) => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
      const places = new SessionPlaces();
      const inside: { place: SessionPlace; address: number; certificate: number | null }[] = [];
      for (const each of actions) {
        if ('leave' in each) {
          for (const { place } of inside.splice(each.leave % (inside.length || 1), 1)) places.leave(place);
          continue;
        }
        const { address, certificate } = each;
        const keys = places.keysOf(peer(certificate, address), LIMITS);
        const rejection = places.rejection(keys, LIMITS, 0);
        const ofCertificate = inside.filter((one) => one.certificate === certificate).length;
        const ofAddress = inside.filter((one) => one.address === address).length;
        const expected =
          inside.length >= 6
            ? 'server_full'
            : certificate !== null && ofCertificate >= 2
              ? 'too_many_sessions'
              : ofAddress >= 3
                ? 'too_many_from_address'
                : undefined;
        assert.equal(rejection?.reason, expected);
        if (rejection === null) inside.push({ place: places.enter(keys), address, certificate });
        assert.equal(places.open, inside.length);
      }
      for (const { place } of inside) places.leave(place);
      assert.equal(places.open, 0);
      assert.equal(places.keys, 0);
    }),
  );
  t.pass();
});

test('a limit of 0 is none, and the address has its limit without certificates', (t) => {
  const places = new SessionPlaces();
  const none = completeConfig({ maxPerCertificate: 0 });
  t.deepEqual(places.keysOf(peer(1, 1), none), { certificate: null, address: null });
  const insecure = completeConfig({ insecure: true });
  for (let n = 0; n < 64; n++) {
    const keys = places.keysOf(peer(null, 1), insecure);
    t.is(places.rejection(keys, insecure, 0), null);
    places.enter(keys);
  }
  const rejection = places.rejection(places.keysOf(peer(null, 1), insecure), insecure, 0);
  t.true(rejection instanceof Rejection && rejection.reason === 'too_many_from_address');
});

test('tries are told how long to wait, in minutes', (t) => {
  const config = completeConfig({ triesPerHour: 1 });
  const places = new SessionPlaces();
  const keys = places.keysOf(peer(1, 1), config);
  t.is(places.rejection(keys, config, 0), null);
  t.is(
    places.rejection(keys, config, 90_000)?.error.message,
    'This certificate began too many sessions: at most 1 an hour. Try again in 59 min.',
  );
});

test('nobody makes room for a connection that is refused for its rate, and it takes nothing of the rate', (t) => {
  const config = completeConfig({ ...LIMITS, handshakeRate: 1, handshakeBurst: 1 });
  const handshakes = new Handshakes();
  t.is(handshakes.refusal('fast', config, true, 0), null);
  const places = [handshakes.enter(new Socket(), 'fast', 0)];
  while (places.length < 6) places.push(handshakes.enter(new Socket(), `other ${places.length}`, 0));
  t.is(handshakes.refusal('fast', config, true, 0), 'too_many_handshakes');
  t.false(places.some(({ evicted }) => evicted));
  t.is(handshakes.refusal('new', config, false, 0), 'too_many_handshakes');
  t.is(handshakes.refusal('new', config, true, 0), null, 'its rate is whole, and the oldest makes room');
  t.deepEqual(
    places.map(({ evicted }) => evicted),
    [true, false, false, false, false, false],
  );
});

test('a search for an idle handshake is bounded', (t) => {
  const handshakes = new Handshakes();
  let read = 0;
  for (let n = 0; n < 1000; n++) {
    const busy = Object.defineProperty(new Socket(), 'bytesRead', {
      get: () => {
        read += 1;
        return 1;
      },
    });
    handshakes.enter(busy, null, 0);
  }
  const config = completeConfig({ maxHandshakes: 1000 });
  t.is(handshakes.refusal(null, config, true, 0), 'too_many_handshakes');
  t.is(read, 256);
});
