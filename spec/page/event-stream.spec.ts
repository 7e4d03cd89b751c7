import test from 'ava';
import fc from 'fast-check';
import { readEventStream, type ServerSentEvent } from '../../lib/page/event-stream.js';

function read(...chunks: string[]): { events: ServerSentEvent[]; lastEventId: string | null } {
  const events: ServerSentEvent[] = [];
  const stream = readEventStream((event) => events.push(event));
  for (const chunk of chunks) stream.push(chunk);
  return { events, lastEventId: stream.lastEventId };
}

test('an event has a type, data and an id', (t) => {
  t.deepEqual(read('event: status\nid: run.7\ndata: {"a":1}\n\n'), {
    events: [{ type: 'status', data: '{"a":1}' }],
    lastEventId: 'run.7',
  });
});

test('without a type it is a message, and data of several lines is joined', (t) => {
  t.deepEqual(read('data: a\ndata\ndata:b\n\n').events, [{ type: 'message', data: 'a\n\nb' }]);
});

test('comments and unknown fields are none', (t) => {
  t.deepEqual(read(':\n\n: hello\nretry: 5\nnonsense\n\n'), { events: [], lastEventId: null });
});

test('the id of an event that was cut does not count', (t) => {
  t.is(read('id: 1\ndata: a\n\nid: 2\ndata: b\n').lastEventId, '1');
  t.is(read('id: 1\0\ndata: a\n\n').lastEventId, null);
});

test('any cut of the same characters gives the same events', (t) => {
  const event = fc.record({
    type: fc.constantFrom('status', 'participants', 'activities'),
    data: fc.json(),
    id: fc.option(fc.nat().map(String), { nil: null }),
  });
  const cuts = fc.array(fc.nat({ max: 2000 }), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 5 }), cuts, (events, places) => {
      const text = events
        .map(
          ({ type, data, id }) => `event: ${type}\n${id === null ? '' : `id: ${id}\n`}data: ${data}\n\n:\n\n`,
        )
        .join('');
      const edges = [0, ...places.filter((place) => place < text.length).sort((a, b) => a - b), text.length];
      const chunks = edges.slice(1).map((edge, index) => text.slice(edges[index], edge));
      const expected = events.map(({ type, data }) => ({ type, data }));
      t.deepEqual(read(...chunks).events, expected);
      t.is(read(...chunks).lastEventId, read(text).lastEventId);
    }),
  );
});

test('no characters make it throw', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (chunks) => {
      t.notThrows(() => read(...chunks));
    }),
  );
});
