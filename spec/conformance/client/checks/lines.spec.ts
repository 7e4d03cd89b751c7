import test from 'ava';
import { LINE_CHECKS } from '../../../../lib/conformance/client/checks/lines.js';
import { LINE_MUTANTS } from '../../../support/conformance/client-mutants/lines.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';
import { areNamed } from '../../../support/conformance/uncaught.js';

test.after.always(removePki);

for (const check of LINE_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of LINE_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, LINE_CHECKS);

test('each check is caught by a mutant', areNamed, LINE_CHECKS, LINE_MUTANTS);
