// A page whose words all stand in its HTML as data-t.

import { start } from './page.js';

start({ titleKey: document.documentElement.dataset.title });
