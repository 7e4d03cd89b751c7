import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { refuseOneFile } from '../../../lib/programs/server/one-file.js';

function folderFor(t: ExecutionContext): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'tlslp-one-file-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(join(folder, 'deeper'));
  symlinkSync('deeper', join(folder, 'link-to-deeper'));
  return (name) => join(folder, name);
}

interface Row {
  readonly log: string;
  readonly records: string;
  readonly make?: (at: (name: string) => string) => void;
}

const ONE_FILE: Readonly<Record<string, Row>> = {
  'one path': { log: 'a', records: 'a' },
  'one path that is there': {
    log: 'a',
    records: 'a',
    make: (at) => {
      writeFileSync(at('a'), '');
    },
  },
  'a path with dots': { log: 'a', records: 'deeper/../a' },
  'a path through a link, to a file that is not there yet': { log: 'deeper/a', records: 'link-to-deeper/a' },
  'a symbolic link': {
    log: 'a',
    records: 'b',
    make: (at) => {
      writeFileSync(at('a'), '');
      symlinkSync('a', at('b'));
    },
  },
  'the log is a link to the records': {
    log: 'a',
    records: 'deeper/b',
    make: (at) => {
      writeFileSync(at('deeper/b'), '');
      symlinkSync('deeper/b', at('a'));
    },
  },
  'a hard link': {
    log: 'a',
    records: 'b',
    make: (at) => {
      writeFileSync(at('a'), '');
      linkSync(at('a'), at('b'));
    },
  },
  'the name of a rotated log': { log: 'a', records: 'a.1' },
  'the oldest name of a rotated log': { log: 'a', records: 'a.9' },
  'a hard link to a rotated log': {
    log: 'a',
    records: 'b',
    make: (at) => {
      writeFileSync(at('a.3'), '');
      linkSync(at('a.3'), at('b'));
    },
  },
  "a rotated name beside the log's target": {
    log: 'a',
    records: 'deeper/b.2',
    make: (at) => {
      writeFileSync(at('deeper/b'), '');
      symlinkSync('deeper/b', at('a'));
    },
  },
};

for (const [what, { log, records, make }] of Object.entries(ONE_FILE)) {
  test(`refused: ${what}`, (t) => {
    const at = folderFor(t);
    make?.(at);
    t.throws(
      () => {
        refuseOneFile(at(log), at(records));
      },
      {
        code: 'unusable_file',
        message: /^--log-file \S+: must not be the file of --records \S+/,
      },
    );
  });
}

test('two files, no file, and devices are accepted', (t) => {
  const at = folderFor(t);
  writeFileSync(at('a'), '');
  for (const [log, records] of [
    [at('a'), at('b')],
    [at('a'), at('a.10')],
    [at('a'), at('a.log')],
    [null, at('a')],
    [at('a'), null],
    ['/dev/null', '/dev/null'],
    [at('missing/a'), at('missing/b')],
  ] as const) {
    t.notThrows(() => {
      refuseOneFile(log, records);
    });
  }
});
