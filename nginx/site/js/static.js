// A page whose words all stand in its HTML as data-t.

import { start } from './page.js';

start({ titleKey: document.documentElement.dataset.title });

// Before the words came there was nowhere to scroll to.
document.getElementById(location.hash.slice(1))?.scrollIntoView();
