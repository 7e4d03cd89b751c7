import type { Exception } from '@opentelemetry/api';
import type { TlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';

const MAX_STACK_CHARS = 4000;

/**
 * Returns the cause of an error that the operator or the embedder has to mend; null for every other error: what a client did has no stack
 * that helps. The message of the cause stays here. It is somebody else's text, such as that of a hook or a database, and can quote an
 * answer.
 */
export function exceptionOf({ code, cause }: TlslpError): Exception | null {
  if (code !== 'internal_error' && code !== 'not_durable') return null;
  if (!(cause instanceof Error)) return null;
  const stack = framesOf(cause);
  const type = systemCodeOf(cause);
  return {
    ...(type === null ? { name: escapeText(cause.name) } : { code: type }),
    ...(stack === '' ? {} : { stack }),
  };
}

/** Returns the code of an error of the system, such as ENOSPC. It says more than the name, which is always Error. */
function systemCodeOf(error: Error): string | null {
  const code = 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : null;
}

/** Returns the frames of a stack without the heading, which holds the message. */
function framesOf({ name, message, stack = '' }: Error): string {
  const heading = message === '' ? name : `${name}: ${message}`;
  // Whoever changed the message or the name later left the old ones in the stack.
  if (!stack.startsWith(`${heading}\n`)) return '';
  const frames = stack.slice(heading.length + 1).split('\n');
  return frames
    .map((frame) => frame.trimEnd())
    .join('\n')
    .slice(0, MAX_STACK_CHARS);
}
