import test from 'ava';
import { PROOF_MUTANTS } from '../../../support/conformance/server-mutants/proof.js';
import { catches, removePki } from '../../../support/conformance/server/play-server.js';

test.after.always(removePki);

for (const mutant of PROOF_MUTANTS) test(`${mutant.name} is caught`, catches, mutant);
