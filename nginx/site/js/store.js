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
