import { identityOf, type IdentityKind } from '../../session/identity.js';
import type { RecordSource } from '../reading/record-source.js';

/** Returns the identities of the clients who are done by these records; see `identityOf`. */
export async function doneIn(source: RecordSource, kind: IdentityKind): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  for await (const records of source.lastRecords()) {
    for (const { outcome, client } of records) {
      if (outcome === 'done' && client !== null) done.add(identityOf(client, kind));
    }
  }
  return done;
}
