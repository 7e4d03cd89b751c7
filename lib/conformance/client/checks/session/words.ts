import type { ClientCheck } from '../../client-check.js';
import { askDone, askFor, askHello, askWork } from '../../questions.js';
import type { ClientStage } from '../../stage.js';

/** A request: a name and a random string. */
type Request = readonly [name: string, randomString: string];

const LONGEST = 128;
const NAME_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'.split('');

/** Legal words that are easily taken for something else. */
export const SESSION_WORDS: readonly ClientCheck[] = [
  words(
    'same_name',
    'A name can come again, with another random string: its checksum is computed anew.',
    () => [
      [
        'token',
        [
          ['EMAIL1', 'first'],
          ['EMAIL1', 'second'],
          ['EMAIL1', 'first'],
          ['FULL_NAME', 'second'],
        ],
      ],
    ],
  ),
  words('same_random_string', 'A random string can come again, with another name.', () => [
    [
      'token',
      [
        ['EMAIL1', 'LGTk'],
        ['EMAIL2', 'LGTk'],
        ['COUNTRY', 'LGTk'],
      ],
    ],
  ]),
  words(
    'unknown_names',
    'A server may ask for names that the client does not know: an empty value is an answer too.',
    () => [['token', ofNames(['SHOE_SIZE', 'ADDR_LINE3', 'EMAIL', 'X', 'FULL_NAME_', 'FULL', 'EMAIL10'])]],
  ),
  words('longest_words', `Token, name and random string have up to ${LONGEST} characters.`, ({ random }) => {
    const name = Array.from({ length: LONGEST }, () => random.pick(NAME_ALPHABET)).join('');
    return [
      [
        random.token(LONGEST),
        [
          [name, random.token(LONGEST)],
          ['FULL_NAME', random.token(LONGEST)],
        ],
      ],
    ];
  }),
  words('shortest_words', 'Token, name and random string can have 1 character.', () => [
    [
      'a',
      [
        ['A', 'b'],
        ['Z', 'Z'],
        ['0', '0'],
        ['_', '_'],
      ],
    ],
  ]),
  words('dash_words', 'Token and random string can begin with "-": they are no options.', () => [
    [
      '-n',
      [
        ['FULL_NAME', '--help'],
        ['EMAIL1', '-'],
        ['EMAIL2', '--'],
        ['SOCIAL', '-e'],
        ['COUNTRY', '-c1'],
      ],
    ],
    ['--version', [['FULL_NAME', '-n']]],
  ]),
  words('symbol_words', 'Token and random string can have "_" and "-" alone.', () => [
    [
      '_',
      [
        ['FULL_NAME', '-'],
        ['_', '__'],
        ['___', '-_-'],
      ],
    ],
    ['-_'.repeat(LONGEST / 2), [['__', '_'.repeat(LONGEST)]]],
  ]),
  words(
    'number_words',
    'Words that look like numbers, or like words of a language, stay as they are.',
    () => [
      [
        '007',
        [
          ['FULL_NAME', '0'],
          ['EMAIL1', '00'],
          ['EMAIL2', '1e3'],
          ['SOCIAL', '0x1F'],
          ['COUNTRY', '-0'],
        ],
      ],
      [
        '1e5',
        [
          ['FULL_NAME', 'null'],
          ['EMAIL1', 'true'],
          ['EMAIL2', 'NaN'],
          ['SOCIAL', '9007199254740993'],
        ],
      ],
      [
        'undefined',
        [
          ['FULL_NAME', '1_000'],
          ['NULL', 'None'],
          ['NO', 'NO'],
        ],
      ],
    ],
  ),
  words('digit_names', 'A name can begin with a digit, and have digits alone.', () => [
    ['token', ofNames(['0', '1', '42', '007', '2FA', '9'.repeat(LONGEST)])],
  ]),
  words('command_names', 'A name that begins or ends like a command is a name.', () => [
    [
      'token',
      ofNames([
        ...['DONE_', 'DONE1', 'FAILED', 'FAIL_', 'FAILURE', 'WORK2', 'WORK_', 'HELLO_', 'HELLOO'],
        ...['_DONE', '_FAIL', 'XWORK', '0HELLO', 'DONEDONE', 'HELL', 'DON', 'FAI', 'WOR'],
      ]),
    ],
  ]),
  // The server of this project refuses to ask for them. Another one can.
  words('answer_names', "A name can be one of the client's own words.", () => [
    ['token', ofNames(['OK', 'HELLOBACK'])],
  ]),
  words('command_words', 'Token and random string can be words of the protocol.', () => {
    const strings = ['DONE', 'FAIL', 'HELLO', 'WORK', 'OK', 'HELLOBACK', 'FULL_NAME'];
    return ['WORK', 'DONE', 'FAIL'].map((token) => [
      token,
      strings.map((randomString): Request => ['FULL_NAME', randomString]),
    ]);
  }),
  words('random_string_is_token', 'A random string can be the same as the token.', ({ random }) => {
    const token = random.token();
    return [
      [
        token,
        [
          ['FULL_NAME', token],
          ['EMAIL1', `${token}${token}`],
        ],
      ],
    ];
  }),
  words(
    'checksum_lengths',
    'A checksum is right at every length of token and random string.',
    ({ random }) => {
      // At these lengths SHA-256 pads into another block, or begins one.
      const lengths = [54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129];
      const token = random.token(40);
      return [
        [token, lengths.map((length) => ['FULL_NAME', random.token(length - token.length)])],
        [random.token(LONGEST), [55, 56, 63, 64, 127, 128].map((length) => ['EMAIL1', random.token(length)])],
      ];
    },
  ),
];

type Sessions = readonly (readonly [token: string, requests: readonly Request[]])[];

/** A check of words: one run of the program for each token. */
function words(name: string, rule: string, make: (stage: ClientStage) => Sessions): ClientCheck {
  return {
    id: `session.${name}`,
    level: 'must',
    section: 'session',
    rule,
    // Up to three starts of the program.
    timeFactor: 2,
    play: async (stage) => {
      const listener = await stage.listen();
      for (const [token, requests] of make(stage)) {
        const program = await stage.start(listener.port);
        const peer = await stage.accept(listener, program);
        await askHello(peer);
        await askWork(peer, token);
        for (const [requested, randomString] of requests) await askFor(peer, token, requested, randomString);
        await askDone(peer);
        await stage.succeeds({ listener, program, peer });
      }
    },
  };
}

function ofNames(names: readonly string[]): readonly Request[] {
  return names.map((name, nth): Request => [name, `string${nth}`]);
}
