import test from 'ava';
import { hiddenEntry, hiddenLine } from '../../../lib/observe/thinning/hidden-text.js';
import type { HiddenEvents, ThinnedEvent } from '../../../lib/observe/thinning/event-thinner.js';
import { lineStyle, UNTIMED } from '../../../lib/observe/lines/line-style.js';
import { ValidationError } from '../../../lib/protocol/errors.js';
import { EVENTS, failed } from '../../programs/helpers/events.js';

function hidden(kind: ThinnedEvent, changes: Partial<HiddenEvents> = {}): HiddenEvents {
  return { kind, isMixed: false, count: 7, details: ['192.0.2.7 (7)', 'disconnected (7)'], ...changes };
}

const TIMED = lineStyle({ columns: null });
const FAILED = failed(new ValidationError('invalid_checksum', 'Invalid checksum received.'));
const WOULD: ThinnedEvent = { ...EVENTS.refused, type: 'would_refuse' };
const SHED: ThinnedEvent = { ...EVENTS.refused, reason: 'shed_lag' };

const told = test.macro<[events: HiddenEvents, level: string, message: string, line: string | null]>({
  exec(t, events, level, message, line) {
    const entry = hiddenEntry(events);
    t.deepEqual([entry.level, entry.message, entry.fields['count']], [level, message, 7]);
    t.is(hiddenLine(events, 0, UNTIMED), line);
    t.is(hiddenLine(events, 0, TIMED), line === null ? null : `1970-01-01T00:00:00.000Z ${line}`);
  },
  title: (_, events, level, message) =>
    `${level} ${message}: ${events.kind.type}${events.isMixed ? ', mixed' : ''}`,
});

test(told, hidden(EVENTS.accepted), 'DEBUG', 'more connections accepted', null);
test(
  told,
  hidden(EVENTS.refused),
  'INFO',
  'more connections refused',
  'Refused 7 more within a minute (plain_http): 192.0.2.7 (7)',
);
test(
  told,
  hidden(EVENTS.refused, { isMixed: true, details: [] }),
  'INFO',
  'more connections refused',
  'Refused 7 more within a minute (several reasons): ',
);
test(told, hidden(SHED), 'DEBUG', 'more connections refused', null);
test(told, hidden(WOULD), 'INFO', 'more connections would be refused', null);
test(
  told,
  hidden(EVENTS.trouble),
  'ERROR',
  'more server errors',
  'Server error: Too many open files. (7 more within a minute)',
);
test(
  told,
  hidden(FAILED, { isMixed: true }),
  'WARNING',
  'more sessions failed',
  'Sessions of many clients failed, 7 more within a minute: disconnected (7)',
);

test('a line names the client, escaped, and stands without details too', (t) => {
  const peer = { ...FAILED.peer, client: { ...CLIENT, subject: { CN: 'A"\u001b' } } };
  t.is(
    hiddenLine(hidden({ ...FAILED, peer }, { details: [] }), 0, UNTIMED),
    'Sessions of "A\\"\\u001b" failed, 7 more within a minute: ',
  );
  const nameless = { ...FAILED.peer, client: { ...CLIENT, subject: {} } };
  t.is(
    hiddenLine(hidden({ ...FAILED, peer: nameless }, { details: [] }), 0, UNTIMED),
    'Sessions of a client without a name failed, 7 more within a minute: ',
  );
  t.deepEqual(hiddenEntry(hidden(FAILED, { details: [] })).fields['codes'], '');
});

const CLIENT = { subject: {}, issuer: {}, serialNumber: '01', fingerprint256: 'AB' };
