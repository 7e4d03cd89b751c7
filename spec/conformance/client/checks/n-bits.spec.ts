import test from 'ava';
import { N_BITS_CHECKS } from '../../../../lib/conformance/client/checks/n-bits.js';
import { N_BITS_MUTANTS } from '../../../support/conformance/client-mutants/n-bits.js';
import { catches, passes, removePki } from '../../../support/conformance/play-client.js';
import { areNamed } from '../../../support/conformance/uncaught.js';

test.after.always(removePki);

for (const check of N_BITS_CHECKS) test(`${check.id} passes a client that does all right`, passes, check);

for (const mutant of N_BITS_MUTANTS) test(`${mutant.name} is caught`, catches, mutant, N_BITS_CHECKS);

test('each check is caught by a mutant', areNamed, N_BITS_CHECKS, N_BITS_MUTANTS);
