// A step that is a dialog and that most visits do not open: it comes over the network when it is first wanted, or at
// once where the address asks for it. `load` resolves to what makes the step; `facts` are what the list says of it before.

import { el } from '../dom.js';
import { stepOf } from '../place.js';

export const later = ({ number, title, facts, load }) => (app) => {
  const root = el('div');
  let coming = null;
  let step = null;
  let wanted = false;
  let notice = null;

  const come = () => {
    coming ??= load();
    return coming;
  };

  async function open() {
    wanted = true;
    let make;
    try {
      make = await come();
    } catch {
      coming = null;
      if (wanted) app.missing(number);
      return;
    }
    if (!step) {
      step = make(app);
      root.append(step.dialog.root);
    }
    if (!wanted) return;
    if (notice) step.notice.say(...notice);
    else step.notice.clear();
    step.opened();
    step.dialog.open();
  }

  if (stepOf(location.hash) === number) come().catch(() => { coming = null; });
  return {
    number,
    title,
    facts,
    notice: { say: (...words) => { notice = words; }, clear: () => { notice = null; } },
    dialog: {
      root,
      open,
      close: () => {
        wanted = false;
        step?.dialog.close();
      },
    },
    opened: () => {}, // open() does it, once the step is here
    update: (state) => step?.update(state),
  };
};
