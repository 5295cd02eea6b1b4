// How hard a new password is to guess: a hint while it is typed, never laxer than the server, which decides.
//
// There is no dictionary here, so every word counts as one that is tried first, and only what stays hard even
// then is called good. tests/support/password_cases.tsv holds both verdicts side by side.

const CHARS_MIN = 8;
const BYTES_MAX = 1024;
const DISTINCT_MIN = 4;
const RUNS_MIN = 4;
const OWN_MIN = 6;
const WORD_BYTES_MIN = 3;
const BITS_GOOD = 26;

// What fingers walk along, forwards or backwards.
const TRACKS = ['abcdefghijklmnopqrstuvwxyz', '0123456789', '1234567890', 'qwertyuiop[]\\', "asdfghjkl;'", 'zxcvbnm,./',
  '!@#$%^&*()_+', 'qazwsxedcrfvtgbyhnujmikolp', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/']
  .flatMap((track) => [track, [...track].reverse().join('')]);

const bytes = (text) => new TextEncoder().encode(text).length;

function runLength(chars) {
  let longest = chars.findIndex((each) => each !== chars[0]);
  if (longest < 0) longest = chars.length;
  for (const track of TRACKS) {
    const at = track.indexOf(chars[0]);
    let n = 0;
    while (at >= 0 && n < chars.length && track[at + n] === chars[n]) n += 1;
    longest = Math.max(longest, n);
  }
  return longest;
}

function isFewRuns(chars) {
  let runs = 0;
  for (let rest = chars; rest.length > 0 && runs < RUNS_MIN; runs += 1) rest = rest.slice(runLength(rest));
  return runs < RUNS_MIN;
}

// Something short, said again and again; the last time perhaps not to its end.
function isRepeated(chars) {
  for (let n = 1; n < CHARS_MIN && n <= chars.length / 2; n += 1) {
    if (chars.every((each, i) => each === chars[i % n])) return true;
  }
  return false;
}

// Is it made of what everybody knows: the company, the address, the product?
function isMadeOf(text, about) {
  let own = text;
  for (const each of [...about.map((some) => some.toLowerCase()), 'acho lineoa line']) {
    const words = each.split(/[^a-z0-9\u0080-\u{10ffff}]+/u);
    for (const word of [words.join(''), ...words]) {
      if (bytes(word) >= WORD_BYTES_MIN) own = own.split(word).join('');
    }
  }
  return own !== text && [...own].length < OWN_MIN;
}

const letter = (char) => char !== undefined && /[a-z]/i.test(char);

// Signs and digits in a word are read as letters: pa$$w0rd, 1loveyou.
const plainly = (chars) => chars.join('').replace(/(^|[a-z])([@$!|013457]{1,3})(?=[a-z])/gi, (whole) => 'a'.repeat(whole.length));

// In bits, at the least: a word of up to eight letters 4, one more for each change of case within, a digit
// 1.5, a sign 2, any other character 4; what came before counts little.
function bitsOf(chars) {
  const seen = new Set();
  let bits = 0;
  for (const [part] of plainly(chars).matchAll(/[a-z]+|[0-9]+|./gsiu)) {
    const isNew = !seen.has(part.toLowerCase());
    if (letter(part[0])) {
      const changes = part.match(/[a-z][A-Z]|[A-Z][a-z]/g) ?? [];
      bits += isNew ? 4 * Math.ceil(part.length / 8) + Math.max(0, changes.length - 1) : 0.5;
    } else if (/^[0-9]/.test(part)) {
      bits += isNew ? Math.min(8, 1.5 * new Set(part).size) : 0.5;
    } else {
      const worth = part > '~' ? 4 : 2;
      bits += isNew ? worth : 0.5;
    }
    seen.add(part.toLowerCase());
  }
  return bits;
}

// { level: 'none' | 'short' | 'long' | 'weak' | 'fair' | 'good', missing }; `about` is what the person is known by.
export function strengthOf(typed, about = []) {
  const text = typed.normalize('NFC');
  const chars = [...text];
  const plain = text.toLowerCase();
  if (text === '') return { level: 'none' };
  if (bytes(text) > BYTES_MAX) return { level: 'long' };
  if (chars.length < CHARS_MIN) return { level: 'short', missing: CHARS_MIN - chars.length };
  if (new Set(chars).size < DISTINCT_MIN || isFewRuns([...plain]) || isRepeated(chars) || isMadeOf(plain, about)) return { level: 'weak' };
  // The server looks at both ends of a long one, and at the whole of a short one.
  return { level: bitsOf(chars.slice(0, 32)) >= BITS_GOOD ? 'good' : 'fair' };
}
