import type { ServerEvent } from '../server/events.js';
import type { Activity, RefusalEntry, SessionEntry } from './entries.js';
import { difficultyText } from '../server/difficulty/difficulty-text.js';
import { shortText } from './failure.js';

/** An activity without its number. */
export type NewActivity = Omit<Activity, 'number'>;

/** What happened. The words need nothing of an entry that changes after this. */
export type Happening =
  | { readonly kind: 'began' | 'ended'; readonly entry: SessionEntry }
  | { readonly kind: 'worked'; readonly entry: SessionEntry; readonly at: number }
  | { readonly kind: 'refused'; readonly entry: RefusalEntry }
  | { readonly kind: 'server'; readonly activity: NewActivity };

/** Puts what happened into words. */
export function inWords(happening: Happening): NewActivity {
  switch (happening.kind) {
    case 'began':
      return beganActivity(happening.entry);
    case 'worked':
      return workedActivity(happening.entry, happening.at);
    case 'ended':
      return endedActivity(happening.entry);
    case 'refused':
      return refusedActivity(happening.entry);
    case 'server':
      return happening.activity;
  }
}

const ABOUT_SERVER = { reason: null, participant: null, name: null, session: null } as const;

/** Returns the activity of an event that is not about a session or a refused connection; null for one that nobody has to watch. */
export function serverActivity(event: ServerEvent): NewActivity | null {
  const about = (level: NewActivity['level'], message: string): NewActivity => {
    const { type, at } = event;
    return { at, level, type, ...ABOUT_SERVER, message };
  };
  switch (event.type) {
    case 'listening':
      return about('info', 'The server is ready.');
    case 'stopping':
      return about('warning', `The server stops; ${event.sessions} open sessions may go on.`);
    case 'drain_timed_out':
      return about('bad', `The drain timeout has passed; ${event.sessions} sessions are told to end.`);
    case 'stress_began':
      return about('warning', STRESS[event.cause]);
    case 'stress_ended':
      return about('info', `The stress is over, after ${seconds(event.seconds)}.`);
    case 'difficulty_changed':
      return about('info', `The difficulty changed: ${difficultyText(event)}.`);
    case 'shedding':
      return about('warning', `${event.count} new connections were closed: ${shortText(event.message)}`);
    case 'credentials_changed':
      return about('info', 'The certificates were replaced.');
    case 'credentials_rejected':
    case 'reload_rejected':
      return about('bad', `Nothing was changed: ${shortText(event.message)}`);
    case 'credentials_warning':
      return about(event.isUrgent ? 'bad' : 'warning', shortText(event.message));
    case 'reloaded':
      return about('info', 'The configuration was read again.');
    case 'server_error':
      return about('bad', shortText(event.message));
    default:
      return null;
  }
}

const STRESS = {
  sessions: 'The server is under stress: most places are taken.',
  lag: 'The server is under stress: its event loop lags.',
} as const;

/** Returns what the entry says about its session. */
function aboutSession({
  participant,
  name,
  id,
}: SessionEntry): Pick<NewActivity, 'participant' | 'name' | 'session'> {
  return { participant, name, session: id };
}

function beganActivity(entry: SessionEntry): NewActivity {
  const { startedAt: at, remote } = entry;
  const message = remote === null ? 'began' : `began from ${remote}`;
  return { at, level: 'info', type: 'connected', reason: null, ...aboutSession(entry), message };
}

function workedActivity(entry: SessionEntry, at: number): NewActivity {
  const { work } = entry;
  const message = work === null ? 'worked' : `worked: ${work.nBits} bits in ${seconds(work.seconds)}`;
  return { at, level: 'info', type: 'work_accepted', reason: null, ...aboutSession(entry), message };
}

function endedActivity(entry: SessionEntry): NewActivity {
  const { outcome, error, step, endedAt, startedAt } = entry;
  const base = { at: endedAt ?? startedAt, ...aboutSession(entry) };
  if (outcome !== 'done') {
    const why = error === null ? '' : `: ${error.message}`;
    return {
      ...base,
      level: 'bad',
      type: 'failed',
      reason: error?.code ?? null,
      message: `failed at ${step}${why}`,
    };
  }
  const why =
    error === null
      ? ''
      : `: answers kept; ${error.code === 'disconnected' ? 'left before OK' : error.message}`;
  return { ...base, level: 'good', type: 'done', reason: error?.code ?? 'done', message: `done${why}` };
}

function refusedActivity({ at, name, reason, message }: RefusalEntry): NewActivity {
  return {
    at,
    level: 'warning',
    type: 'refused',
    reason,
    participant: null,
    name,
    session: null,
    message: `refused: ${message}`,
  };
}

function seconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} s`;
}
