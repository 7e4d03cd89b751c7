import test from 'ava';
import { LINE_MUTANTS } from '../../../support/conformance/server-mutants/lines.js';
import { catches, removePki } from '../../../support/conformance/server/play-server.js';

test.after.always(removePki);

for (const mutant of LINE_MUTANTS) test(`${mutant.name} is caught`, catches, mutant);
