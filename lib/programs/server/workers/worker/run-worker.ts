import { ReplaySubject, type Observable } from 'rxjs';
import { createRecords } from '../../../../records/create-records.js';
import { runServer, type ServeOptions, type ServerControls } from '../../../../server/run-server.js';
import { Sessions } from '../../../../server/sessions.js';
import type { Observer } from '../../../../server/observers.js';
import type { SharedParts } from '../../../../server/shared-parts.js';
import type { RecordStore } from '../../../../session/context.js';
import { FollowedDifficulty } from '../../../../work/difficulty/followed-difficulty.js';
import type { Channel } from '../channel/channel.js';
import { FLOOD, STRESS } from '../messages/admission.js';
import { ENDED, LOADED, START, STOP, USE, type StartOrder } from '../messages/control.js';
import { DIFFICULTY } from '../messages/work.js';
import { ChannelSink } from './channel-sink.js';
import { EventSender } from './event-sender.js';
import { listenOnHeld } from './listen.js';
import { RemoteLimits } from './remote-limits.js';
import { reportUsage } from './report-usage.js';
import { RemoteOnce } from './remote-once.js';
import { OldWork } from './old-work.js';
import { RemoteWorkStore } from './remote-work-store.js';
import { ToldWorkStore } from './told-work-store.js';

/** What a worker has besides. */
export interface WorkerOptions {
  /** Makes what watches its events, besides the primary. */
  readonly watch: (
    order: StartOrder,
  ) => Promise<{ readonly observers: readonly Observer[]; readonly end: () => void }>;
  /** Called when it has ended in order. */
  readonly onEnd: () => void;
}

/** A worker that listens. */
interface Started {
  readonly controls: ServerControls;
  readonly sessions: Sessions;
  readonly sender: EventSender;
  readonly difficulty: FollowedDifficulty;
}

/** Runs a worker: it starts, reloads and stops as the primary says. */
export function runWorker(channel: Channel, { watch, onEnd }: WorkerOptions): void {
  // A stop may come before the start.
  const stop = new ReplaySubject<void>(1);
  let started: Promise<Started> | null = null;
  channel.onAsk(START, async (order) => {
    // What changes until it starts counts, too.
    let latest = order;
    channel.onTell(DIFFICULTY, ({ to }) => (latest = { ...latest, nBits: to }));
    channel.onTell(STRESS, (isStressed) => (latest = { ...latest, isStressed }));
    started = watch(order).then((watching) => start(channel, latest, { watching, stop, onEnd }));
    await started;
    return null;
  });
  channel.onTell(STOP, () => {
    stop.next();
  });
  channel.onTell(FLOOD, (fingerprint) => {
    // The primary is told of a start that fails.
    started?.then(
      ({ sessions }) => sessions.context.traffic?.flooded(fingerprint),
      () => undefined,
    );
  });
  channel.onAsk(USE, async (settings) => {
    if (started === null) return null;
    const { controls, sender, difficulty } = await started;
    difficulty.use(settings.nBits);
    controls.setCredentials(settings.credentials);
    await controls.reload(settings.config);
    sender.want(settings.events);
    return null;
  });
  channel.tell(LOADED, null);
}

interface Context {
  readonly watching: Awaited<ReturnType<WorkerOptions['watch']>>;
  readonly stop: Observable<void>;
  readonly onEnd: () => void;
}

/** Resolves when it listens. */
function start(
  channel: Channel,
  order: StartOrder,
  { watching: { observers, end }, stop, onEnd }: Context,
): Promise<Started> {
  const { config } = order;
  const oldWork = new OldWork();
  const difficulty = new FollowedDifficulty(order.nBits);
  channel.onTell(DIFFICULTY, (change) => {
    difficulty.follow(change);
  });
  const sender = new EventSender(channel, order.events);
  const reporting = order.reportsUsage ? reportUsage(channel) : null;
  let sessions: Sessions | null = null;
  let controls: ServerControls | null = null;
  // The primary tells of records that were lost, and counts those of sessions that answered nothing.
  const records = order.keepsRecords
    ? createRecords(new ChannelSink(channel), { emptyPerHour: Infinity })
    : null;
  const options: ServeOptions = {
    stop,
    credentials: order.credentials,
    observers: [sender.observe, ...observers],
    workStore: order.hasWorkInMemory ? new ToldWorkStore(channel, oldWork) : new RemoteWorkStore(channel),
    difficulty,
    ...(records === null ? {} : { recordStore: storeOf(records, order, channel) }),
  };
  const shared: SharedParts = {
    limits: (limitsOptions) => new RemoteLimits(channel, limitsOptions, order.isStressed, oldWork),
    knowsWhoIsDone: true,
    onFlood: (fingerprint) => {
      channel.tell(FLOOD, fingerprint);
    },
  };
  return new Promise((resolve, reject) => {
    const owner = {
      onBound: (given: ServerControls) => (controls = given),
      onClosed: () => undefined,
    };
    const parts = {
      createHost: (...given: ConstructorParameters<typeof Sessions>) => {
        sessions = new Sessions(given[0], given[1], shared);
        for (const fingerprint of order.flooders) sessions.context.traffic?.flooded(fingerprint);
        return sessions;
      },
      bind: () => listenOnHeld(order.places, order.descriptors),
    };
    runServer(config, options, owner, parts).subscribe({
      next: ({ type }) => {
        if (type === 'listening' && sessions !== null && controls !== null) {
          resolve({ sessions, controls, sender, difficulty });
        }
      },
      error: reject,
      complete: () => {
        end();
        sender.close();
        reporting?.unsubscribe();
        void endInOrder(channel, records).then(onEnd);
      },
    });
  });
}

function storeOf(records: RecordStore, { config }: StartOrder, channel: Channel): RecordStore {
  return config.once ? new RemoteOnce(records, config.identity, channel) : records;
}

async function endInOrder(channel: Channel, records: AsyncDisposable | null): Promise<void> {
  await records?.[Symbol.asyncDispose]();
  channel.tell(ENDED, null);
  await channel.flushed();
}
