// The words of the page that mails login URLs (/find), which that page alone loads; markup as in ../en.js
export default {
  'find.pageTitle': 'Find my login URL – Lychee ACHO',
  'find.title': 'Find your login URL',
  'find.lead': 'We’ll mail you a list of every shop signed up with your address, with the login URL of each.',
  'find.email': 'Email address you signed up with',
  'find.email.hint': 'More than one address? Try them one after the other.',
  'find.submit': 'Mail me my login URLs',
  'find.sent': 'If this address has an account, a mail listing your login URLs will arrive in a few minutes. Check spam too.',
  'find.none': 'No account yet? {signup}',
};
