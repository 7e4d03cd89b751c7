import test from 'ava';
import { WORD_MUTANTS } from '../../../support/conformance/server-mutants/words.js';
import { catches, removePki } from '../../../support/conformance/server/play-server.js';

test.after.always(removePki);

for (const mutant of WORD_MUTANTS) test(`${mutant.name} is caught`, catches, mutant);
