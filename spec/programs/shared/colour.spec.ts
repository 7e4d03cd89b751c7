import test from 'ava';
import { showsColour } from '../../../lib/programs/shared/colour.js';

const terminal = { isTTY: true, hasColors: () => true };
const plainTerminal = { isTTY: true, hasColors: () => false };
/** What a pipe is: neither property is there, whatever its type says. */
const pipe = {} as typeof terminal;

const shows = test.macro({
  title: (_, what: string) => what,
  exec(t, _what: string, stream: typeof terminal, env: NodeJS.ProcessEnv, expected: boolean) {
    t.is(showsColour(stream, env), expected);
  },
});

test(shows, 'a terminal with colours', terminal, {}, true);
test(shows, 'a terminal without', plainTerminal, {}, false);
test(shows, 'a pipe', pipe, {}, false);
test(shows, 'NO_COLOR on a terminal', terminal, { NO_COLOR: '1' }, false);
test(shows, 'NO_COLOR=0 is NO_COLOR, too', terminal, { NO_COLOR: '0' }, false);
test(shows, 'an empty NO_COLOR says nothing', terminal, { NO_COLOR: '' }, true);
test(shows, 'FORCE_COLOR in a pipe', pipe, { FORCE_COLOR: '1' }, true);
test(shows, 'an empty FORCE_COLOR says nothing', pipe, { FORCE_COLOR: '' }, false);
test(shows, 'FORCE_COLOR=0 on a terminal', terminal, { FORCE_COLOR: '0' }, false);
test(shows, 'FORCE_COLOR=false on a terminal', terminal, { FORCE_COLOR: 'false' }, false);
test(shows, 'NO_COLOR and FORCE_COLOR', terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false);
