/** How often the totals are said at most, in milliseconds. */
const PAUSE = 30_000;

/** Returns a function that passes on a sentence when it is another one, but not more often than someone who listens can bear. */
export function sparsely(say: (sentence: string) => void): (sentence: string, now: number) => void {
  let said = '';
  let saidAt = -Infinity;
  return (sentence, now) => {
    if (sentence === said || now - saidAt < PAUSE) return;
    said = sentence;
    saidAt = now;
    say(sentence);
  };
}
