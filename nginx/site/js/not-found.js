import { lost } from './lost.js';
import { start } from './page.js';

start({ titleKey: 'lost.title' });
lost();
