import test from 'ava';
import { createPrettifier } from '../../../lib/programs/shared/prettifier.js';

const LINE = '{"level":"ERROR","time":"1970-01-01T00:00:00.000Z","n":1,"msg":"went wrong"}\n';

test('a line for people', (t) => {
  t.regex(createPrettifier({})(LINE), /^\[\d\d:\d\d:00\.000\] ERROR: went wrong \{"n":1\}\n$/);
});

test('a line of the tutorial has no time', (t) => {
  t.is(createPrettifier({ tutorial: true })(LINE), 'ERROR: went wrong {"n":1}\n');
});

test('each level has its colour', (t) => {
  const pretty = createPrettifier({ color: true, tutorial: true });
  const colors = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'].map(
    (level) => /^\u001b\[(\d+)m/.exec(pretty(JSON.stringify({ level, msg: 'x' })))?.[1],
  );
  t.deepEqual(colors, ['34', '32', '33', '31', '41']);
});
