import { isDeepStrictEqual } from 'node:util';
import type { StatusView } from '../../observe/web/status-view.js';
import type { RecordsStatus } from '../../status/snapshot.js';
import type { StatusModel } from '../../status/status-model.js';

/**
 * Returns a view of the model that looks at the records whenever it is read. No event tells of them, and a timer would run for nobody.
 */
export function viewWithRecords(model: StatusModel, status: () => RecordsStatus): StatusView {
  let shown: RecordsStatus | null = null;
  const look = (): StatusModel => {
    const now = status();
    if (!isDeepStrictEqual(now, shown))
      model.apply({ type: 'records', at: Date.now(), status: (shown = now) });
    return model;
  };
  return {
    get revision() {
      return look().revision;
    },
    summary: () => look().summary(),
    changesSince: (revision) => look().changesSince(revision),
    participants: (offset, limit) => model.participants(offset, limit),
    sessions: (filter, offset, limit) => model.sessions(filter, offset, limit),
    story: (id) => model.story(id),
  };
}
