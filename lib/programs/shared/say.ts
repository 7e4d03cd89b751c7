import type { Writable } from 'node:stream';

/** Writes to a standard stream, best effort: a reader who is gone, or a full disk, must not end a program that has its exit code to give. */
export function say(stream: Writable, text: string): void {
  // Stays: the error comes after the call.
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  stream.write(text);
}

function ignore(): void {
  /* nobody is left to tell */
}
