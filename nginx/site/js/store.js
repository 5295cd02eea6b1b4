// What a browser keeps for us: per tab (session) or per browser (local). It may forbid all of it, so
// every use goes through here and nothing depends on an answer. Never holds a secret.

function attempt(use) {
  try {
    return use();
  } catch {
    return null;
  }
}

const over = (area) => ({
  get: (key) => attempt(() => JSON.parse(area().getItem(key))),
  set: (key, value) => { attempt(() => area().setItem(key, JSON.stringify(value))); },
  remove: (key) => { attempt(() => area().removeItem(key)); },
});

export const perTab = over(() => sessionStorage);
export const perBrowser = over(() => localStorage);

// A session ended under somebody's hands: the account's login page, which comes next in this tab, says so once.
const ENDED = (slug) => `acho.${slug}.ended`;
export const ended = {
  set: (slug) => perTab.set(ENDED(slug), true),
  take: (slug) => {
    const is = perTab.get(ENDED(slug)) === true;
    perTab.remove(ENDED(slug));
    return is;
  },
};
