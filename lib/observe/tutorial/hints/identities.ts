import type { Hint } from './hint.js';

const AWAIT = 'Wait for its result (await, then) before you send it.';
const UNSET = 'A variable or a field was never set: look at where it gets its value.';
const CONTENT = "Send the object's content: the text, or its bytes as hex digits.";
const EXPAND = 'Put in the value: the template was not expanded.';

/** What programming languages print in place of a value, without spaces at either end. Anchored: no ordinary value may fit. */
const WHOLE: readonly (readonly [pattern: RegExp, what: string, instead: string])[] = [
  [
    /^(?:undefined|null|None|nil|NULL|<nil>|Nil|nullptr|\(null\)|NoneType|Nothing|\(none\)|nan|undef)$/,
    'This is how a program shows a value that is not set.',
    UNSET,
  ],
  [
    /^(?:-?NaN|-?Infinity|-?inf)$/,
    'This is how a program shows a number that is none.',
    'A text was probably converted to a number: send the text.',
  ],
  [/^\[object Promise\]$|^Promise \{.*\}?$/, 'This is a promise, not its result.', AWAIT],
  [
    /^<coroutine object .*>?$|^<Task (?:pending|finished).*$|^<Future .*$|^System\.Threading\.Tasks\.Task.*$/,
    'This is a task, not its result.',
    AWAIT,
  ],
  [
    /^\[object [A-Z]\w*\]$|^\[\[object [A-Z]\w*\]\]$/,
    'This is how JavaScript turns an object into text.',
    CONTENT,
  ],
  [
    /^\[[BCISJZFD]@[0-9a-f]+$/,
    'This is how Java shows the identity of an array, not its content.',
    'Format its bytes as hex digits (HexFormat.of().formatHex), or make a String of them.',
  ],
  [
    /^(?:[a-z_][\w$]*\.)+[A-Z][\w$]*(?:\$\w+)?@[0-9a-f]+$|^[A-Z][\w$]*@[0-9a-f]{6,8}$|^\[L[\w.$]+;@[0-9a-f]+$/,
    'This is how Java shows the identity of an object or an array.',
    CONTENT,
  ],
  [
    /^System\.(?:Byte|Char|String|Object)\[\]$|^System\.[A-Z][\w.`[\]]*$/,
    'This is how .NET shows the type of an object.',
    'Format its content: Convert.ToHexString makes hex digits of bytes.',
  ],
  [
    /^<Buffer(?: [0-9a-f]{2})*(?: \.\.\. \d+ more bytes?)?>$/,
    'This is how Node shows the bytes of a Buffer.',
    "Send its text, toString(), or its hex digits, toString('hex').",
  ],
  [/^<memory at 0x[0-9a-f]+>?$|^<memory$/, 'This is a Python memoryview, not its bytes.', CONTENT],
  [
    /^<(?:built-in|bound|function|method|lambda)\b.*$|^<(?:unbound|class)\b.*$/,
    'This is a function, not its result.',
    'Call it: write hexdigest(), with parentheses.',
  ],
  [
    /^<.*\bHASH\b.*object.*>?$|^<(?:sha256|hashlib|_hashlib|_sha2).*$/,
    'This is a hashlib object, not its digest.',
    'Call hexdigest() on it.',
  ],
  [
    /^<(?:generator|map|filter|zip|range|dict_\w+|_io\.\w+|itertools\.\w+)\b.*$/,
    'This is a Python iterator, not its content.',
    CONTENT,
  ],
  [
    /^<[\w.]+ object at 0x[0-9a-f]+>?$|^<[\w.]+$/,
    'This is how Python shows an object, not its content.',
    CONTENT,
  ],
  [
    /^(?:CODE|HASH|ARRAY|SCALAR|GLOB|REF|Digest::SHA=\w+)\(0x[0-9a-f]+\)$|^Digest::SHA\S*$/,
    'This is how Perl shows a reference.',
    'Follow the reference, or call the method: hexdigest.',
  ],
  [
    /^(?:table|function|userdata|thread|builtin|file)(?:: |:)?(?:0x)?[0-9a-f]{6,}$|^(?:table|userdata|function):$/,
    'This is how Lua shows an object.',
    CONTENT,
  ],
  [
    /^#<.*>?$|^#<\w+.*$/,
    'This is how Ruby shows an object.',
    'Call the method that returns its text, such as hexdigest.',
  ],
  [
    /^(?:Array|Object|Resource id #\d+)$|^\(Array\)$/,
    'This is how a program shows the type of a value.',
    CONTENT,
  ],
  [
    /^(?:function\b|async function\b|\([\w, ]*\) ?=>|class ).*$|^ƒ .*$/,
    'This is the source of a function, not its result.',
    'Call it.',
  ],
  [/^Symbol\(.*\)$|^Symbol\.\w+$/, 'This is a JavaScript symbol.', CONTENT],
  [
    /^(?:0x[0-9a-f]{6,12}|0xc000[0-9a-f]+|&\{.*\}?|&\[.*\]?)$/,
    'This is an address in memory, or a pointer.',
    'Send what it points to.',
  ],
  [
    /^%!.*$|^.*%!\w?\(.*$/,
    'This is how Go reports a wrong format.',
    'Give Printf a verb that fits the value, and the value.',
  ],
  [
    /^%[-+ 0#]*\d*(?:\.\d+)?(?:l|ll|h|hh|z)?[sdxXufgcpv](?:%[-+ 0#]*\d*[sdxXufgcpv])*$/,
    'This is a format (such as %s) without its value.',
    EXPAND,
  ],
  [
    /^\$\{[^}]*\}.*$|^#\{[^}]*\}.*$|^\{\{[^}]*\}\}.*$|^\{[a-z_]\w*\}.*$|^\{\d*\}.*$|^\$\(?[A-Za-z_]\w*\)?$|^%[A-Za-z_]\w+%$|^<%=.*$/,
    'This is a template (such as ${name}) that was not expanded.',
    EXPAND,
  ],
  [
    /^(?:true|false|True|False)$/,
    'This is a truth value.',
    'Send the value itself, not the result of a test of it.',
  ],
  [
    /^(?:Some|Ok|Err|Just|Right|Left|Optional)\(.*\)?$|^(?:Some|Ok|Err|Just|Right|Left)$/,
    'This is how a program shows a value in a wrapper (Some, Ok, Optional).',
    'Unwrap the value.',
  ],
  [
    /^[<{[(]?(?:suffix|nonce|token|random_string|randomstring|cksum|checksum|your_?suffix|n_bits|answer here)[>}\])]?$/i,
    'This is the name of a value, as documentation writes it, not the value.',
    'Put in the value.',
  ],
  [
    /^(?:kotlin\.Unit|kotlin\.\w+|\(\)|unit)$/,
    'This is what a function returns that has no result.',
    CONTENT,
  ],
  [
    /^(?:(?:Traceback|Exception|Error|TypeError|ValueError|SyntaxError)\b|panic:|thread ').*$|^\w*(?:Error|Exception): .*$/,
    'This is the message of an error in your client.',
    'Mend that error; write its message to standard error, not to the connection.',
  ],
  [/^(?:usage|Usage): .*$/, 'This is the usage message of a program.', 'Give the program its arguments.'],
];

/** Recognizes a text that a program wrote in place of a value: a type, an identity, an unset variable, or a template. */
export function foreignText(text: string): Hint | null {
  const trimmed = text.trim();
  const known = WHOLE.find(([pattern]) => pattern.test(trimmed));
  return known === undefined ? null : { found: known[1], instead: known[2] };
}
