import test from 'ava';
import { summedEvent } from '../../../../../lib/programs/server/workers/primary/summed-event.js';
import { ReasonCounts } from '../../../../../lib/server/reason-counts.js';
import type { ServerEvent } from '../../../../../lib/server/events.js';

test('refusals of all workers are counted on, those of a dry run by themselves; other events stay', (t) => {
  const counts = new ReasonCounts();
  const refused = {
    ...{ type: 'refused', at: 0, reason: 'server_full', remote: null, count: 1 },
  } as ServerEvent;
  const wouldRefuse = { ...refused, type: 'would_refuse' } as ServerEvent;
  // Each worker tells of its first one.
  t.like(summedEvent(refused, counts), { ...refused, count: 1 });
  t.like(summedEvent(refused, counts), { count: 2 });
  t.like(summedEvent(wouldRefuse, counts), { count: 1 });
  t.like(summedEvent(refused, counts), { count: 3 });
  const other: ServerEvent = { type: 'server_error', at: 0, message: 'x' };
  t.is(summedEvent(other, counts), other);
  t.deepEqual([counts.of('server_full'), counts.dryRunOf('server_full')], [3, 1]);
});
