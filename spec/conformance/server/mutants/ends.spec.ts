import test from 'ava';
import { END_MUTANTS } from '../../../support/conformance/server-mutants/ends.js';
import { catches, removePki } from '../../../support/conformance/server/play-server.js';

test.after.always(removePki);

for (const mutant of END_MUTANTS) test(`${mutant.name} is caught`, catches, mutant);
