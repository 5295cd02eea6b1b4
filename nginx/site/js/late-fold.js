// A question whose answer comes over the network when it is first opened. `load` resolves to the answer's elements, `room`
// stands there until they do.

import { fold, slot } from './wizard/parts.js';

export function lateFold(testid, question, load, room = null) {
  const trouble = slot(`${testid}-problem`, 'bad');
  const root = fold(testid, question, trouble.root, room);
  let asked = false;
  root.addEventListener('toggle', async () => {
    if (!root.open || asked) return;
    asked = true;
    try {
      root.append(...await load());
      trouble.clear();
    } catch {
      asked = false;
      trouble.say('fold.none');
    }
    room?.remove();
  });
  return root;
}
