/**
 * Returns the number that an option of a script gives.
 *
 * @param kind such as `an integer`, for the message
 * @throws {Error} if the text has another shape, or the number is out of range; the message is one line
 */
export function numberOf(
  option: string,
  text: string,
  shape: RegExp,
  [min, max]: readonly [number, number],
  kind: string,
): number {
  const value = shape.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${option}: ${JSON.stringify(text)} is not ${kind} from ${min} to ${max}.`);
}
