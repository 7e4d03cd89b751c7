/** @throws {Error} if the status is not 200 */
export async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url}: status ${response.status}: ${text.slice(0, 200)}`);
  return text;
}

/** The caller knows the type. */
export async function fetchJson<T>(url: string): Promise<T> {
  return JSON.parse(await fetchText(url)) as T;
}
