import test from 'ava';
import { TLS_MUTANTS } from '../../../support/conformance/server-mutants/tls.js';
import { catches, removePki } from '../../../support/conformance/server/play-server.js';

test.after.always(removePki);

for (const mutant of TLS_MUTANTS) test(`${mutant.name} is caught`, catches, mutant);
