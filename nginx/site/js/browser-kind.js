// Which of the ways to keep a page this browser has.

// LINE's own browser keeps no bookmarks. An iPad calls itself a Mac, but is touched.
export function browserKind({ userAgent, maxTouchPoints }) {
  if (/\bLine\//.test(userAgent)) return 'line';
  if (/\b(?:iPhone|iPad|iPod)\b/.test(userAgent)) return 'ios';
  if (/\bAndroid\b/.test(userAgent)) return 'android';
  if (!/\bMacintosh\b/.test(userAgent)) return 'desktop';
  return maxTouchPoints > 1 ? 'ios' : 'mac';
}
