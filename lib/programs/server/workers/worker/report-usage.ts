import { asyncScheduler, interval, startWith, type SchedulerLike, type Subscription } from 'rxjs';
import type { Channel } from '../channel/channel.js';
import { USAGE, USAGE_MS } from '../messages/usage.js';

/** Reports what this process uses, now and at intervals, until unsubscribed. */
export function reportUsage(channel: Channel, scheduler: SchedulerLike = asyncScheduler): Subscription {
  return interval(USAGE_MS, scheduler)
    .pipe(startWith(-1))
    .subscribe(() => {
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      channel.report(USAGE, [(user + system) / 1e6, rss, heapUsed]);
    });
}
