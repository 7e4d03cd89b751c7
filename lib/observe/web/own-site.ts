import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns whether a request comes from our own page, from the address bar of a browser, or from no browser. Browsers say where a request
 * comes from: `Sec-Fetch-Site`, and for some requests `Origin`.
 */
export function isOwnSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  // Only the host is compared: behind a reverse proxy the scheme is another one.
  const [, from] = /^https?:\/\/(.+)$/i.exec(origin) ?? [];
  return from !== undefined && from.toLowerCase() === host?.toLowerCase();
}

/** Returns whether a link of any site was followed. */
export function isNavigation(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}
