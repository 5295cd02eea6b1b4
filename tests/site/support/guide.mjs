// What the guide would leave a reader without: a part of a step, a mark on a drawing, a warning before a door
// that does not open again.

const LINE = /^https:\/\/(?:[a-z]+\.)+line\.biz\//;

// `data`: STEPS, SCREENS, SITES; `words`: { locale: { key: message } }.
export function guideComplaints({ STEPS, SCREENS, SITES }, words) {
  const out = [];
  const used = new Set();
  const say = (where, key, ...needs) => {
    if (typeof key !== 'string') {
      out.push(`${where}: not said`);
      return;
    }
    for (const [locale, messages] of Object.entries(words)) {
      if (!messages[key]) out.push(`${where}: no message ${key} in ${locale}`);
      for (const need of needs) if (messages[key] && !messages[key].includes(need)) out.push(`${where}: ${key} in ${locale} lacks ${need}`);
    }
  };
  if (STEPS.map(({ number }) => number).join() !== '1,2,3,4,5,6,7,8') out.push('the steps are not 1 to 8');
  for (const [at, step] of STEPS.entries()) {
    const where = `step ${step.number}`;
    for (const part of ['title', 'why', 'who', 'path', 'known', 'translated']) say(`${where}, ${part}`, step[part]);
    say(`${where}, forward`, step.forward, '{link}', String(step.number));
    if (!SITES[step.site]) out.push(`${where}: no site ${step.site}`);
    if (!(step.acts?.length >= 1 && step.acts.length <= 5)) out.push(`${where}: one act to five`);
    for (const key of step.acts ?? []) say(`${where}, acts`, key);
    if (!step.troubles?.length) out.push(`${where}: nothing goes wrong`);
    for (const key of step.troubles ?? []) say(`${where}, troubles`, key);
    for (const key of [...(step.choices ?? []).flat(), ...(step.fields ?? []).flatMap(([name, value]) => [name, value]), step.warn, step.ahead].filter(Boolean)) say(where, key);
    if (!step.pictures?.length) out.push(`${where}: no drawing`);
    for (const picture of step.pictures ?? []) out.push(...pictureComplaints(where, picture, SCREENS[picture.screen], step.acts.length, say));
    for (const { screen } of step.pictures ?? []) used.add(screen);
    // A door is behind the warning of its own step, and announced by the one before.
    if (at > 0 && isDoor(step) && STEPS[at - 1].ahead !== step.warn) out.push(`${where}: its door is not announced before`);
  }
  for (const number of [4, 8]) if (!isDoor(STEPS[number - 1] ?? {})) out.push(`step ${number}: its door is not warned of`);
  if (STEPS.at(-1).ahead !== 'guide.doors.reissue') out.push('Reissue is not announced');
  for (const [name, { link, host }] of Object.entries(SITES)) if (!LINE.test(link) || new URL(link).host !== host) out.push(`${name}: no site of LINE's`);
  for (const [name, screen] of Object.entries(SCREENS)) {
    if (!used.has(name)) out.push(`${name}: nobody sees it`);
    for (const key of keysOf(screen)) say(name, key);
  }
  return [...new Set(out)];
}

// The choices that stay: of the Provider and of the Region.
const isDoor = ({ warn, choices, fields }) => Boolean(warn && (choices || fields));

const places = ({ corner, side = [], rows }) => [corner, ...side, ...rows].map((each) => each?.mark).filter(Boolean);

const keysOf = ({ address, head, corner, tabs = [], side = [], rows }) =>
  [address, head, corner?.words, ...tabs, ...side.map(({ words }) => words), ...rows.flatMap(({ label, value, button, choice, link }) => [label, value, button, choice, link])].filter(Boolean);

function pictureComplaints(where, { screen: name, marks, alt, here }, screen, acts, say) {
  const at = `${where}, ${name}`;
  if (!screen) return [`${at}: no such screen`];
  const out = [];
  const numbers = Object.values(marks);
  if (numbers.length === 0) out.push(`${at}: nothing is marked`);
  if (new Set(numbers).size !== numbers.length) out.push(`${at}: a number twice`);
  for (const [mark, number] of Object.entries(marks)) {
    if (places(screen).filter((each) => each === mark).length !== 1) out.push(`${at}: ${mark} is not one place`);
    if (!(number >= 1 && number <= acts)) out.push(`${at}: ${mark} is marked with ${number}, which is no act`);
  }
  say(`${at}, alt`, alt, ...numbers.map(String));
  say(`${at}, here`, here);
  return out;
}
