import { Observable, Subject } from 'rxjs';

/**
 * Subscribes to the lines, and then to what `begin` makes of them. What the lines bring before `begin` has been subscribed to comes right
 * after it: so a list of lines, which brings everything at once, waits for the first command, and a client that answers from within
 * the telling of the first command is heard.
 */
export function withLines<T>(
  lines: Observable<string>,
  begin: (line$: Observable<string>) => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    const line$ = new Subject<string>();
    let early: (() => void)[] | null = [];
    const pass = (tell: () => void): void => {
      if (early === null) tell();
      else early.push(tell);
    };
    subscriber.add(
      lines.subscribe({
        next: (line) => {
          pass(() => {
            line$.next(line);
          });
        },
        error: (error: unknown) => {
          pass(() => {
            line$.error(error);
          });
        },
        complete: () => {
          pass(() => {
            line$.complete();
          });
        },
      }),
    );
    begin(line$).subscribe(subscriber);
    // What is added meanwhile is still within this loop, and so keeps its order.
    for (const tell of early) tell();
    early = null;
  });
}
