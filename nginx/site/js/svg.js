// Drawn by hand, as elements: the page's policy takes no image from a script.

import { say } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';

export function shape(tag, attributes, words = null, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  if (words) say(node, words);
  return node;
}
