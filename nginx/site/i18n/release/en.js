// The words of the page where an Official Account is released (/a/{slug}/release), which that page alone loads; markup as in ../en.js
export default {
  'release.pageTitle': 'Release an Official Account – Lychee ACHO',
  'release.title': 'Release your Official Account?',
  'release.lead': 'Somebody wants to use the Official Account named in our mail in another ACHO account. It is linked to {company} now.',
  'release.copy': 'The button deletes the Messaging API token that ACHO keeps; nothing else changes.',
  'release.stops': 'ACHO stops working for {company} until you link it again.',
  'release.line': 'The Official Account itself, its friends and other tools are not affected.',
  'release.submit': 'Release it',
  'release.nothing': 'Do not want to? Do nothing and close this page. The link in the mail ends after 7 days.',
  'release.done.title': 'Released',
  'release.done': 'The Official Account is no longer linked to {company}. Whoever asked gets a mail.',
  'release.expired.title': 'This link no longer works',
  'release.expired': 'It may have been used, be older than 7 days, or be cut short. Follow the link in the mail itself; if you do not want to release anything, do nothing.',
  'release.login': 'Go to login',
};
