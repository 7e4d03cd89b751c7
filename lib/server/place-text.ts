import { escapeText } from '../protocol/escape.js';
import { hostPort } from '../session/remote-text.js';
import type { ListeningPlace } from './accept/opened.js';

const MAX_PATH_CHARS = 4096;

/** Formats where a server listens: `tls://localhost:1234`, `unix:/run/tlslp.sock`. */
export function placeText({ host, port, path }: ListeningPlace): string {
  return path === null ? `tls://${hostPort(host, port)}` : `unix:${escapeText(path, MAX_PATH_CHARS)}`;
}
