// The words of the page to sign up on (/signup), which that page alone loads; markup as in ../en.js
export default {
  'signup.pageTitle': 'Sign up – Lychee ACHO',
  'signup.title': 'Create your ACHO account',
  'signup.lead': 'Step 9. You get your login URL as soon as you are done.',
  'signup.before': 'LINE is not ready yet? You can sign up now, or {guide}.',
  'signup.before.guide': 'do steps 1 to 8 first',
  'signup.email': 'Email address',
  'signup.email.hint': 'We’ll send your login URL here. One address can be used for more than one account.',
  'signup.password': 'Create a password',
  'signup.submit': 'Create account',
  'signup.done.pageTitle': 'Signed up – Lychee ACHO',
  'signup.done.title': 'Your account is ready',
  'signup.done': 'You’re signed up. This is your login URL. Bookmark it:',
  'signup.done.mail': 'The same URL will be mailed to {email}, usually within minutes. After several sign-ups with one address in a short time it comes later, in one mail with the others. Not there yet? Check the spam folder first. Still nothing? {find}.',
  'signup.again': 'Create another account with the same address',
};
