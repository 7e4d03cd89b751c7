import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import { stepOf } from '../../protocol/commands.js';
import type { TlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import type {
  ConnectedEvent,
  DoneEvent,
  FailedEvent,
  SentEvent,
  SessionEvent,
} from '../../session/events.js';
import type { TracingApi } from './api.js';
import { sessionAttributes } from './attributes.js';
import { exceptionOf } from './exception.js';
import { spanTime } from './span-time.js';

/** The spans of a session's steps. All requests share one: a span for each would cost the server, and the place that keeps them, five times as much. */
type StepName = 'HELLO' | 'WORK' | 'requests' | 'DONE';

/** A step that is under way. */
interface OpenStep {
  readonly name: StepName;
  readonly span: Span;
}

/**
 * The spans of one session: its own, and a child for each step. They begin and end at the times of the events. No line, token, suffix or
 * value is in them.
 */
export class SessionTrace {
  readonly #api: TracingApi;
  readonly #tracer: Tracer;
  readonly #span: Span;
  readonly #context: Context;
  /** When `elapsed` was 0, in milliseconds since the epoch. */
  readonly #beganAt: number;
  /** The end of the last step, in seconds since the session began. */
  #mark: number;
  #step: OpenStep | null = null;
  /** The last command that was sent; a request by its name. */
  #command = 'HELLO';
  #answers = 0;
  #promised = false;

  constructor(api: TracingApi, tracer: Tracer, event: ConnectedEvent, server: Attributes) {
    this.#api = api;
    this.#tracer = tracer;
    this.#mark = event.elapsed;
    this.#beganAt = event.at - event.elapsed * 1000;
    // In the root context: the active one is that in which the server was started, which no session is a part of.
    this.#span = tracer.startSpan(
      'session',
      {
        kind: api.SpanKind.SERVER,
        startTime: spanTime(event.at),
        attributes: sessionAttributes(event, server),
      },
      api.ROOT_CONTEXT,
    );
    this.#context = api.trace.setSpan(api.ROOT_CONTEXT, this.#span);
  }

  /** Whether anybody wants the spans. If not, the session needs no further event. */
  get isRecording(): boolean {
    return this.#span.isRecording();
  }

  /** Takes the next event of the session. Returns whether its spans have ended. */
  fold(event: SessionEvent): boolean {
    switch (event.type) {
      case 'sent':
        this.#sent(event);
        return false;
      case 'received':
        // Of HELLOBACK there is no other event. The step ends with the next one, which tells whether it was right.
        if (event.command.kind === 'hello') this.#mark = event.elapsed;
        return false;
      case 'work_accepted': {
        const bits = { 'tlslp.zero_bits': event.zeroBits };
        this.#step?.span.setAttributes(bits);
        this.#span.setAttributes({ ...bits, 'tlslp.work.seconds': event.seconds });
        this.#endStep(event.elapsed);
        return false;
      }
      case 'answered':
        // Ends the requests, if it is the last one.
        this.#answers += 1;
        this.#mark = event.elapsed;
        return false;
      case 'committed': {
        const seconds = Math.round((event.elapsed - this.#mark) * 1000) / 1000;
        this.#beginStep('DONE', this.#mark, { 'tlslp.commit.seconds': seconds });
        return false;
      }
      case 'done':
        this.#done(event);
        return true;
      case 'failed':
        this.#failed(event);
        return true;
      case 'closed':
        this.tearDown(event.at);
        return true;
      default:
        return false;
    }
  }

  /**
   * Ends the spans of a session that was destroyed: it has no last event.
   * @param at milliseconds since the epoch
   */
  tearDown(at: number): void {
    const elapsed = Math.max(this.#mark, (at - this.#beganAt) / 1000);
    if (this.#promised) {
      this.#endStep(elapsed);
      this.#end({ 'tlslp.outcome': 'done', 'tlslp.confirmed': false }, elapsed);
      return;
    }
    const status = { code: this.#api.SpanStatusCode.ERROR, message: 'The session was destroyed.' };
    this.#step?.span.setStatus(status);
    this.#endStep(elapsed);
    this.#span.setStatus(status);
    this.#end(
      { 'tlslp.outcome': 'stopped', 'tlslp.step': escapeText(this.#command), 'error.type': '_OTHER' },
      elapsed,
    );
  }

  #sent({ command, elapsed }: SentEvent): void {
    this.#command = stepOf(command);
    this.#promised = command.kind === 'done';
    const name = spanNameOf(this.#command);
    // DONE began with the commit, if there was one.
    if (this.#step?.name === name) return;
    if (command.kind !== 'work') {
      this.#beginStep(name, elapsed);
      return;
    }
    const bits = { 'tlslp.n_bits': command.nBits };
    this.#span.setAttributes(bits);
    this.#beginStep(name, elapsed, bits);
  }

  #done({ confirmed, error, elapsed }: DoneEvent): void {
    // The session is done all the same: only its last step has failed.
    if (error !== null) this.#fail(this.#stepOf('DONE').span, error, elapsed);
    this.#endStep(elapsed);
    this.#end({ 'tlslp.outcome': 'done', 'tlslp.confirmed': confirmed }, elapsed);
  }

  #failed({ step, outcome, error, elapsed }: FailedEvent): void {
    this.#fail(this.#stepOf(spanNameOf(step)).span, error, elapsed);
    this.#endStep(elapsed);
    this.#fail(this.#span, error, elapsed, exceptionOf(error) !== null);
    this.#end({ 'tlslp.outcome': outcome, 'tlslp.step': escapeText(step) }, elapsed);
  }

  /** Returns the step that is under way. One whose command was never sent began when the step before it ended. */
  #stepOf(name: StepName): OpenStep {
    return this.#step?.name === name ? this.#step : this.#beginStep(name, this.#mark);
  }

  #fail(span: Span, error: TlslpError, elapsed: number, withException = false): void {
    span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: escapeText(error.message) });
    span.setAttribute('error.type', error.code);
    const exception = withException ? exceptionOf(error) : null;
    if (exception !== null) span.recordException(exception, this.#time(elapsed));
  }

  #beginStep(name: StepName, elapsed: number, attributes: Attributes = {}): OpenStep {
    if (this.#step !== null) this.#endStep(this.#mark);
    const options = { startTime: this.#time(elapsed), attributes };
    const span = this.#tracer.startSpan(name, options, this.#context);
    return (this.#step = { name, span });
  }

  #endStep(elapsed: number): void {
    this.#mark = elapsed;
    this.#step?.span.end(this.#time(elapsed));
    this.#step = null;
  }

  #end(attributes: Attributes, elapsed: number): void {
    this.#span.setAttributes({ ...attributes, 'tlslp.answers': this.#answers });
    this.#span.end(this.#time(elapsed));
  }

  #time(elapsed: number): ReturnType<typeof spanTime> {
    return spanTime(this.#beganAt + elapsed * 1000);
  }
}

/** @param step a step as events name it: a request by its name */
function spanNameOf(step: string): StepName {
  return step === 'HELLO' || step === 'WORK' || step === 'DONE' ? step : 'requests';
}
