import test from 'ava';
import { calledAs } from '../../../lib/programs/check/called-as.js';

test('by npx', (t) => {
  t.is(
    calledAs('/home/a/node_modules/.bin/tlslp-check', { npm_command: 'exec' }, '/home/a'),
    'npx tlslp-check',
  );
});

test('by a path below this directory', (t) => {
  t.is(calledAs('/home/a/bin/tlslp-check', {}, '/home/a'), 'bin/tlslp-check');
  t.is(calledAs('/home/a/my bin/tlslp-check', {}, '/home/a'), "'my bin/tlslp-check'");
});

test('by its name', (t) => {
  t.is(calledAs('/usr/bin/tlslp-check', {}, '/home/a'), 'tlslp-check');
  t.is(calledAs('/home/a/dist/cli.js', {}, '/home/a'), 'tlslp-check');
});
