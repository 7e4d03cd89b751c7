import test from 'ava';
import * as constants from '../../lib/protocol/constants.js';
import * as limits from '../../lib/protocol/limits.js';

// Clients are written against these: a change is a break of the protocol, and has to be made here too.
test("the contract's constants", (t) => {
  t.deepEqual(
    { ...constants },
    {
      DEFAULT_TOKEN: 'gkcjcibIFynKssuJnJpSrgvawiVjLjEbdFuYQzuWROTeTaSmqFCAzuwkwLCRgIIq',
      DEFAULT_RANDOM_STRING: 'LGTk',
      DEFAULT_N_BITS: 28,
      DEFAULT_HOST: 'localhost',
      DEFAULT_PORT: 1234,
      DEFAULT_WORK_TIMEOUT: 1800,
      DEFAULT_OTHER_TIMEOUT: 10,
      DEFAULT_EXCHANGE_TIMEOUT: 6,
      DEFAULT_REQUESTS: 20,
      DEFAULT_BODY_NAMES: [
        'FULL_NAME',
        'EMAIL1',
        'EMAIL2',
        'SOCIAL',
        'BIRTHDATE',
        'COUNTRY',
        'ADDR_LINE1',
        'ADDR_LINE2',
      ],
    },
  );
});

test("the contract's limits, and that the longest command fits a line", (t) => {
  t.is(limits.MAX_LINE_BYTES, 1000);
  t.is(limits.MAX_TOKEN_CHARS, 128);
  t.is(limits.MAX_N_BITS, 64);
  t.true(limits.MAX_BODY_NAME_CHARS + limits.MAX_TOKEN_CHARS + ' \n'.length <= limits.MAX_LINE_BYTES);
  t.is(limits.MAX_TIMER_MS, 0x7fffffff);
});
