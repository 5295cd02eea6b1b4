import { lost } from './lost.js';
import { start } from './page.js';
import { respelt } from './place.js';

const meant = respelt(location.pathname);
if (meant) location.replace(meant + location.search + location.hash);
else {
  start({ titleKey: 'lost.title' });
  lost();
}
