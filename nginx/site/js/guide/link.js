// The guide's own addresses.

import { outOfLine } from '../line-app.js';

// The step that a fragment names, and 0 for the list.
export const stepOf = (hash) => Number(/^#step-([1-8])$/.exec(hash)?.[1] ?? 0);

// A link to go on by elsewhere: whoever gets it in LINE should not be left in LINE's browser.
export const linkTo = (hash) => outOfLine(`/guide${hash}`);
