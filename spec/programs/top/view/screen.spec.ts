import test from 'ava';
import fc from 'fast-check';
import {
  participantsMessage,
  statusMessage,
  storyMessage,
} from '../../../../lib/programs/top/feed/shapes.js';
import {
  react,
  rowsOf,
  startOf,
  type App,
  type AppEvent,
  type Size,
} from '../../../../lib/programs/top/state/app.js';
import type { Key } from '../../../../lib/programs/top/state/keys.js';
import { knownAfter } from '../../../../lib/programs/top/state/known.js';
import { screenOf } from '../../../../lib/programs/top/view/screen.js';
import { lineWidth, textOf } from '../../../../lib/programs/top/view/text.js';
import type { Participant } from '../../../../lib/status/entries.js';
import type { Story } from '../../../../lib/status/messages.js';
import {
  NOW,
  participantOf,
  recordsOf,
  sessionOf,
  statusOf,
  storyOf,
} from '../../helpers/status-messages.js';

const SIZE: Size = { columns: 80, rows: 24 };

/** The time of this machine: its clock is an hour late. */
const HERE = NOW - 3_600_000;

function batchOf(
  rows: readonly Participant[],
  status = statusOf(),
  reset = true,
  removed: readonly string[] = [],
) {
  const message = participantsMessage({ reset, participants: rows, removed }, '');
  const activity = { number: 1, at: NOW, level: 'good', name: 'Ben', message: 'done' };
  return { ...message, activities: [activity], status: statusMessage(status, ''), id: null };
}

const appOf = (rows: readonly Participant[], status = statusOf(), size = SIZE): App =>
  startOf(size, knownAfter(null, batchOf(rows, status), HERE), HERE);

const textsOf = (app: App, now = HERE): string[] => screenOf(app, now).lines.map(textOf);

const after = (app: App, ...events: readonly AppEvent[]): App =>
  events.reduce((now, event) => react(now, event, HERE), app);

const pressed = (name: Key['name'], text = ''): AppEvent => ({
  type: 'key',
  key: { name, text },
  shown: (app) => screenOf(app, HERE).shown,
});

const lost = (reason: string): AppEvent => ({ type: 'feed', event: { type: 'lost', reason, retryMs: 3000 } });

test('header, counts and keys stand around the list', (t) => {
  const participants = {
    known: 80,
    done: 45,
    failed: 17,
    working: 12,
    answering: 3,
    forgotten: 2,
    forgottenDone: 1,
  };
  const status = statusOf({
    counts: { participants, refusals: { not_authorized: 3, already_done: 2 }, failures: { timed_out: 7 } },
  });
  const lines = textsOf(appOf([participantOf('Ben')], status));
  t.is(lines.length, 23);
  t.regex(
    lines[0] ?? '',
    /^tlslp-server 1\.2\.3 {2}ready {2}tls:\/\/localhost:1234 +up 1:30:00 {2}\d\d:\d\d:\d\d$/,
  );
  t.regex(lines[1] ?? '', /^n_bits 28 · 20 requests · WORK within 30 min +certificate ends in 90 d$/);
  t.deepEqual(lines.slice(2, 10), [
    '',
    '12              3               46 of 82        17              5',
    'in WORK         answering       done            failed          refused',
    'failed: timed_out 7 · refused: not_authorized 3, already_done 2',
    '',
    '  STATE     NAME             STEP            FOR ANSWERS TRIES ERROR    1-1 of 1',
    '  in WORK   Ben              WORK           1:00    0/20     1',
    '',
  ]);
  t.deepEqual(lines.slice(10, 12), ['LAST EVENTS', `${lines[11]?.slice(0, 8) ?? ''}  Ben: done`]);
  t.is(lines.at(-1), 's sort: attention  f show: all  / search  ↵ story  p pause  ? help  q quit');
});

test('a wide and high screen has high digits, and the messages of errors', (t) => {
  const failure = { code: 'timed_out', message: 'No answer within 1800 s.', advice: null } as const;
  const rows = [participantOf('Ben', { state: 'failed', lastError: failure, requests: null })];
  const participants = { ...statusOf().counts.participants, working: 12_345, failed: 67_890 };
  const app = appOf(rows, statusOf({ counts: { participants } }), { columns: 120, rows: 40 });
  const lines = textsOf(app);
  t.deepEqual(
    lines.slice(3, 6).map((line) => line.slice(0, 19)),
    ['▀█  ▀▀█ ▀▀█ █ █ █▀▀', ' █  █▀▀  ▀█ ▀▀█ ▀▀█', '▀▀▀ ▀▀▀ ▀▀▀   ▀ ▀▀▀'],
  );
  t.true(lines.some((line) => /failed +Ben .* 0 +1 No answer within 1800 s\.$/.test(line)));
  t.true(textsOf(appOf(rows)).some((line) => line.endsWith(' timed_out')));
});

test('a small screen has less', (t) => {
  const rows = Array.from({ length: 30 }, (_, n) => participantOf(`name ${n}`));
  t.is(
    textsOf(appOf(rows, statusOf(), { columns: 40, rows: 9 })).filter((line) => line.includes('in WORK '))
      .length,
    6,
  );
  t.deepEqual(textsOf(appOf(rows, statusOf(), { columns: 30, rows: 3 })).length, 2);
});

test('any screen has lines that fit, whatever the names and keys are', (t) => {
  const names = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 12 });
  const size = fc.record({
    columns: fc.integer({ min: 1, max: 200 }),
    rows: fc.integer({ min: 1, max: 60 }),
  });
  const keys = fc.array(fc.constantFrom('j', 'k', 'G', 's', 'f', '/', 'p', '?', 'g', ' '), { maxLength: 8 });
  fc.assert(
    fc.property(names, size, keys, (all, { columns, rows }, typed) => {
      const start = appOf(
        all.map((name, n) => participantOf(String(n), { name })),
        statusOf({ records: recordsOf({ lost: 1 }), server: { stress: 'sessions' } }),
        { columns, rows },
      );
      const app = after(start, lost('x'), ...typed.map((text) => pressed('text', text)));
      const { lines } = screenOf(app, HERE);
      return lines.length <= Math.max(2, rows - 1) && lines.every((line) => lineWidth(line) <= columns);
    }),
  );
  t.pass();
});

test('clocks go by the clock of the server', (t) => {
  const app = react(appOf([participantOf('Ben')]), { type: 'tick' }, HERE + 61_000);
  t.regex(textsOf(app).join('\n'), /in WORK +Ben +WORK +2:01/);
});

test('a lost connection stops the clocks, fades the list, and says since when', (t) => {
  const app = react(
    after(appOf([participantOf('Ben')]), lost('refused')),
    lost('still refused'),
    HERE + 5000,
  );
  const { lines } = screenOf(app, HERE + 6000);
  const texts = lines.map(textOf);
  t.regex(texts[2] ?? '', /^ CONNECTION LOST at \d\d:\d\d:\d\d, 6 s ago; again in 2 s: still refused $/);
  const row = lines.find((line) => textOf(line).includes('Ben'));
  t.true(row?.every(({ style }) => style === 'quiet'));
  t.regex(textOf(row ?? []), / 1:00 /);
  t.regex(textOf(screenOf(app, HERE + 9000).lines[2] ?? []), /; trying again: /);
  const back = react(app, { type: 'feed', event: { type: 'batch', batch: batchOf([]) } }, HERE + 9000);
  t.false(textsOf(back).some((line) => line.includes('LOST')));
});

test('a paused view keeps what it shows, and then shows what it missed', (t) => {
  const paused = react(appOf([participantOf('Ben')]), pressed('text', 'p'), HERE);
  const next: AppEvent = {
    type: 'feed',
    event: { type: 'batch', batch: batchOf([participantOf('Zoe')], statusOf(), false) },
  };
  const later = react(react(paused, next, HERE + 5000), { type: 'tick' }, HERE + 5000);
  t.deepEqual(
    rowsOf(later).map(({ id }) => id),
    ['Ben'],
  );
  t.true(
    textsOf(later, HERE + 5000).some((line) =>
      / PAUSED at \d\d:\d\d:\d\d\. The server goes on; p shows it again\./.test(line),
    ),
  );
  t.is(later.now, HERE);
  const on = react(later, pressed('text', 'p'), HERE + 6000);
  t.deepEqual(
    rowsOf(on)
      .map(({ id }) => id)
      .toSorted(),
    ['Ben', 'Zoe'],
  );
});

const alarms = test.macro<[what: string, status: Parameters<typeof statusOf>[0], line: RegExp | null]>({
  exec(t, _what, status, line) {
    const alarm = textsOf(appOf([], statusOf(status)))[2] ?? '';
    if (line === null) t.is(alarm, '');
    else t.regex(alarm, line);
  },
  title: (_, what) => `the server needs a hand: ${what}`,
});

test(alarms, 'nothing', { records: recordsOf() }, null);
test(alarms, 'an error of the past', { records: recordsOf({ lastError: { at: NOW, message: 'm' } }) }, null);
test(alarms, 'lost records', { records: recordsOf({ lost: 3 }) }, /^ RECORDS: 3 lost $/);
test(alarms, 'little space', { records: recordsOf({ freeBytes: 5e8 }) }, /^ RECORDS: 500 MB free $/);
test(
  alarms,
  'no space',
  { records: recordsOf({ short: true, freeBytes: null }) },
  /^ RECORDS: no space, new sessions are refused $/,
);
test(
  alarms,
  'a spool',
  { records: recordsOf({ spool: { waiting: 4, since: NOW, shipped: 0, refused: 0 } }) },
  /^ RECORDS: 4 in the spool since \d\d:\d\d(:\d\d)?: the database cannot take them $/,
);
test(
  alarms,
  'refused records',
  { records: recordsOf({ spool: { waiting: 0, since: null, shipped: 9, refused: 2 } }) },
  /^ RECORDS: the database refuses 2 $/,
);
test(alarms, 'many waiting', { records: recordsOf({ waiting: 1000 }) }, /^ RECORDS: 1000 waiting $/);
test(
  alarms,
  'a disk that fails',
  { records: recordsOf({ failing: true, lastError: { at: NOW, message: 'disk full' } }) },
  /^ RECORDS: none is kept since \d\d:\d\d:\d\d: disk full $/,
);
test(
  alarms,
  'stress by sessions',
  { server: { stress: 'sessions' } },
  /stress: nearly all sessions are taken\.$/,
);
test(alarms, 'stress by lag', { server: { stress: 'lag' } }, /stress: it is slow to react\.$/);

test('the end of the certificate', (t) => {
  const line = (certificateEnd: number | null) =>
    textsOf(appOf([], statusOf({ server: { certificateEnd } })))[1] ?? '';
  t.regex(line(NOW + 3_600_000 * 30), /certificate ends in 1 d$/);
  t.regex(line(NOW - 1), /certificate ended 2026-11-\d\d$/);
  t.notRegex(line(null), /certificate/);
});

test('what the search leaves is said', (t) => {
  const app = appOf([participantOf('Ben'), participantOf('Zoe')]);
  const searching = after(app, pressed('text', '/'), pressed('text', 'z'));
  t.is(textsOf(searching).at(-1), '/z█  Enter keeps it, Esc takes it back');
  const kept = after(searching, pressed('enter'));
  t.true(textsOf(kept).some((line) => line.endsWith('1-1 of 1 (2)')));
  t.regex(textsOf(kept).at(-1) ?? '', /\/ search: z/);
  const none = after(kept, pressed('text', '/'), pressed('text', 'x'));
  t.true(textsOf(none).includes('  No participant is like that.'));
});

test('the selected row has a mark, and stays on the screen when others come before it', (t) => {
  const rows = Array.from({ length: 50 }, (_, n) => participantOf(`n ${n}`, { since: NOW - n }));
  const app = after(appOf(rows), pressed('end'));
  t.true(textsOf(app).some((line) => /^> in WORK +n 0 /.test(line)));
  const failed = rows.slice(5, 30).map((row) => ({ ...row, state: 'failed' as const }));
  const batch = batchOf(failed, statusOf(), false, ['n 1']);
  const changed = after(
    app,
    { type: 'feed', event: { type: 'batch', batch } },
    { type: 'size', size: { columns: 100, rows: 20 } },
  );
  t.true(textsOf(changed).some((line) => /^> in WORK +n 0 /.test(line)));
  t.is(rowsOf(changed).length, 49);
});

test('more rows than a server keeps are not kept', (t) => {
  const many = Array.from({ length: 10_000 }, (_, n) => participantOf(String(n)));
  const app = after(appOf(many), {
    type: 'feed',
    event: { type: 'batch', batch: batchOf([participantOf('one more')], statusOf(), false) },
  });
  t.is(app.known.rows.size, 10_000);
  t.false(app.known.rows.has('0'));
  t.true(app.known.rows.has('one more'));
});

function storyOn(participant: Participant, given: Partial<Story>, columns = 80): string[] {
  const app = after(appOf([participant], statusOf(), { columns, rows: 30 }), pressed('enter'), {
    type: 'story',
    story: { kind: 'story', story: storyMessage(storyOf(participant, given), '') },
  });
  return textsOf(app).map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'TIME'));
}

test('a story has each session and refusal, the newest first, why it failed and what would help', (t) => {
  const participant = participantOf('Ben', {
    tries: 4,
    serialNumber: '0A',
    address: '10.0.0.1',
    doneAt: NOW,
    state: 'done',
  });
  const lines = storyOn(participant, {
    sessions: [
      sessionOf({
        startedAt: NOW - 1000,
        endedAt: null,
        outcome: null,
        error: null,
        state: 'working',
        remote: null,
      }),
      sessionOf({
        startedAt: NOW - 2000,
        endedAt: NOW - 1500,
        outcome: 'done',
        confirmed: false,
        error: null,
        work: { nBits: 20, zeroBits: 21, seconds: 0.25 },
      }),
      sessionOf({ startedAt: NOW - 90_000, endedAt: NOW, requests: null }),
    ],
    refusals: [
      {
        kind: 'refusal',
        at: NOW - 1900,
        remote: null,
        name: 'Ben',
        reason: 'already_done',
        serialNumber: null,
        message: 'Done already.',
        advice: null,
      },
    ],
  });
  t.deepEqual(
    lines.slice(3, -1).filter((line) => line !== ''),
    [
      'Ben  done for 1:00',
      '4 tries · done TIME, without OK',
      'seen TIME to TIME, from 10.0.0.1',
      'serial number 0A',
      'Ben',
      'TIME  in WORK for 1 s at WORK, 0/20 answers',
      'TIME  refused already_done',
      '    Done already.',
      'TIME  done after 500 ms, left before OK, WORK of 20 bits took 250',
      '    ms, from 127.0.0.1:5',
      'TIME  timeout after 1:30 at WORK, 0 answers, from 127.0.0.1:5',
      '    timed_out: No answer within 300 s.',
      '    → Use all threads.',
      'Earlier tries are in the records.',
    ],
  );
});

test('a story without sessions tells where the earlier ones are', (t) => {
  const lines = storyOn(participantOf('a', { name: null, tries: 1 }), {});
  t.true(lines.includes('Earlier tries are in the records.'));
  t.is(lines[3], 'a  in WORK for 1:00');
});

test('a story that is awaited, and one that cannot be read', (t) => {
  const app = after(appOf([participantOf('Ben')]), pressed('enter'));
  t.true(textsOf(app).includes('Reading the story …'));
  const failed = after(app, { type: 'story', story: { kind: 'failed', message: 'Cannot read it.' } });
  t.true(textsOf(failed).includes('Cannot read it.'));
  t.is(after(failed, pressed('escape')).story.kind, 'none', 'the next one is awaited again');
});

test('help and stories scroll', (t) => {
  const app = after(appOf([], statusOf(), { columns: 80, rows: 12 }), pressed('text', '?'));
  t.true(textsOf(app).includes('KEYS'));
  const end = after(app, pressed('end'));
  t.true(textsOf(end).some((line) => line.startsWith('  Times are')));
  t.is(textsOf(end).at(-1), 'Esc back  ↑ ↓ scroll');
});
