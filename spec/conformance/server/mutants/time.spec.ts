import test from 'ava';
import { TIME_MUTANTS } from '../../../support/conformance/server-mutants/time.js';
import { catches, removePki } from '../../../support/conformance/server/play-server.js';

test.after.always(removePki);

for (const mutant of TIME_MUTANTS) test(`${mutant.name} is caught`, catches, mutant);
