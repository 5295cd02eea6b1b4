// What is wrong with the modules of others: not listed, changed, without a licence, or wanting more of them.

import { createHash } from 'node:crypto';

const ROW = /^\| `([^`]+)` \| (\S+ \d+\.\d+\.\d+), [^|]+ \| [^|]+`([^`]+)` \| `([0-9a-f]{64})` \|$/gm;

// `readme` has the table; `files` are { name: text } of the folder.
export function vendorComplaints(readme, files) {
  const out = [];
  const rows = [...readme.matchAll(ROW)].map(([, name, , licence, hash]) => ({ name, licence, hash }));
  for (const { name, licence, hash } of rows) {
    if (!(name in files)) out.push(`${name}: is not there`);
    else if (createHash('sha256').update(files[name]).digest('hex') !== hash) out.push(`${name}: is not what the package has`);
    if (!/permission notice shall be included/i.test(files[licence] ?? '')) out.push(`${name}: no licence`);
  }
  for (const [name, text] of Object.entries(files)) {
    if (!name.endsWith('.js')) continue;
    if (!rows.some((row) => row.name === name)) out.push(`${name}: not listed`);
    if (/\bimport\b|\bfetch\(|XMLHttpRequest|\beval\(|new Function|innerHTML|\bdocument\b/.test(text)) out.push(`${name}: reaches out`);
  }
  return out;
}
