import type { ClientMutant } from '../client-mutant.js';
import { CORRECT } from '../correct-client.js';

/** Mistakes that show in whole sessions. */
export const SESSION_MUTANTS: readonly ClientMutant[] = [
  {
    name: 'hello_in_lower_case',
    mistake: 'It answers HELLO in lower case.',
    caughtBy: ['session.plain'],
    behaviour: {
      answer: async (command, ...rest) =>
        command.kind === 'hello' ? 'helloback' : CORRECT.answer(command, ...rest),
    },
  },
];
