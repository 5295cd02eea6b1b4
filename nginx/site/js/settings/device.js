// A browser's name for itself (User-Agent) in the few words that people know it by.

// The first that fits: most of them also claim to be those that stand further down.
const BROWSERS = [
  ['LINE', /\bLine\//], ['Instagram', /\bInstagram\b/], ['Facebook', /\bFB(?:AN|AV|_IAB)\b/],
  ['Edge', /\bEdg(?:e|A|iOS)?\//], ['Samsung Internet', /\bSamsungBrowser\//], ['Opera', /\bOP(?:R|T|X)\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//], ['Chrome', /\b(?:Chrome|CriOS)\//], ['Safari', /\bVersion\/[\d.]+ .*\bSafari\//],
];
const SYSTEMS = [
  ['iPhone', /\biPhone\b/], ['iPad', /\biPad\b/], ['Android', /\bAndroid\b/], ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/], ['Mac', /\bMacintosh\b/], ['Linux', /\bLinux\b/],
];

const nameIn = (table, text) => table.find(([, pattern]) => pattern.test(text))?.[0];

// "Chrome (Android)"; the text itself where we know neither.
export function deviceName(userAgent) {
  const [browser, system] = [nameIn(BROWSERS, userAgent), nameIn(SYSTEMS, userAgent)];
  return browser && system ? `${browser} (${system})` : browser ?? system ?? userAgent;
}
