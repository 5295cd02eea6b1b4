// The words of the page that takes a change of address back (/a/{slug}/undo), which that page alone loads; markup as in ../en.js
export default {
  'undo.pageTitle': 'Take your address back: {company} – Lychee ACHO',
  'undo.pageTitlePlain': 'Take your address back – Lychee ACHO',
  'undo.title': 'Take this address back?',
  'undo.lead': 'The address for logging in to {company} was changed from {email} to {other}. If it was not you, press the button to take it back.',
  'undo.out': 'Every device is logged out at once.',
  'undo.password': 'The present password no longer works. A mail to this address lets you set a new one.',
  'undo.others': 'Other accounts of this address are not touched.',
  'undo.submit': 'Take this address back',
  'undo.nothing': 'Was it you? There is nothing to do; just close this page.',
  'undo.done.title': 'Your address is back',
  'undo.done': 'You log in to {company} with this address again. Open the mail we have just sent and set a new password within 30 minutes.',
  'undo.expired': 'This link was used, is over 7 days old, or is not complete.',
  'undo.expired.reset': 'Is it back already, and only the new password is missing? {reset}.',
};
