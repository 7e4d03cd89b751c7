/** What can be wrong. */
export type ViolationKind =
  | 'not_finished'
  | 'done_without_row'
  | 'done_in_many_rows'
  | 'wrong_answers'
  | 'wrong_certificate'
  | 'id_twice'
  | 'unknown_row'
  | 'row_of_unanswered'
  | 'work_lost'
  | 'n_bits_changed'
  | 'token_of_two'
  | 'spent_token_given'
  | 'proof_counted_twice';

/** Something that is wrong: what, and where. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly where: string;
}

/** Groups a list by a key, in the order of their first appearance. */
export function groupedBy<T, K>(all: Iterable<T>, keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
