// The picture of the account's Official Account, beside its name and so without words of its own. It is not there at
// once: an empty frame keeps its room. Where there is none, nothing stands in its place.

import { el, show } from './dom.js';
import { picturePath } from './place.js';

export function oaPicture(testid) {
  const picture = el('img', { alt: '', testid, hidden: true });
  const root = el('span', { class: 'oa-picture', hidden: true }, picture);
  let lost = false;
  picture.addEventListener('load', () => show(picture));
  picture.addEventListener('error', () => {
    lost = true;
    show(root, false);
  });
  return {
    root,
    // `version`: whatever changes when it may be another one; `coming`: it is here, or will be soon.
    update(has, version = '', coming = has) {
      const wanted = has ? picturePath() + (version && `?${encodeURIComponent(version)}`) : null;
      if (wanted !== picture.getAttribute('src')) {
        lost = false;
        show(picture, false);
        if (wanted) picture.setAttribute('src', wanted);
        else picture.removeAttribute('src');
      }
      show(root, coming && !lost);
    },
  };
}
