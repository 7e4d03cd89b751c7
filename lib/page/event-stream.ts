/** One event of a stream of server-sent events. */
export interface ServerSentEvent {
  readonly type: string;
  readonly data: string;
}

/** What reads a stream. EventSource shows no comments, so that with it a dead connection looks like a quiet server. */
export interface EventStreamReader {
  /** Takes the next characters. */
  push(text: string): void;
  /** The id of the last whole event; null before the first. */
  readonly lastEventId: string | null;
}

/**
 * Reads the format of server-sent events (WHATWG HTML, 9.2.6). A carriage return ends no line here: the server sends LF alone.
 * @param onEvent gets each whole event; a comment is none
 */
export function readEventStream(onEvent: (event: ServerSentEvent) => void): EventStreamReader {
  let rest = '';
  let type = '';
  let data: string[] = [];
  let id: string | null = null;
  let lastEventId: string | null = null;

  const take = (line: string): void => {
    if (line === '') {
      // Not before: a stream that is cut within an event gets the event again.
      lastEventId = id;
      if (data.length > 0) onEvent({ type: type === '' ? 'message' : type, data: data.join('\n') });
      type = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') type = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  };

  return {
    push(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    },
    get lastEventId() {
      return lastEventId;
    },
  };
}
