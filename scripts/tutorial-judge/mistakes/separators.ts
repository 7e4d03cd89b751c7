/** What authors put between the two parts of a hash, by the name that it has in ids. */
export const SEPARATORS = [
  ['space', ' '],
  ['colon', ':'],
  ['hyphen', '-'],
  ['comma', ','],
  ['bar', '|'],
  ['lf', '\n'],
  ['tab', '\t'],
  ['slash', '/'],
  ['percent', '%'],
  ['hash-sign', '#'],
  ['two-spaces', '  '],
  ['comma-space', ', '],
] as const;
