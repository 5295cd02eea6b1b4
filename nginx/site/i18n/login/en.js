// The words of the login page (/a/{slug}), which that page alone loads; markup as in ../en.js
export default {
  'bookmark.title': 'Bookmark it, or put it on your home screen',
  'login.pageTitle': 'Log in: {company} – Lychee ACHO',
  'login.pageTitlePlain': 'Log in – Lychee ACHO',
  'login.title': 'Log in to {company}',
  'login.lead': 'Use your email address and password for this account.',
  'login.ended': 'Your login has ended. Please log in again; what you typed is still there, except passwords and tokens.',
  'login.password': 'Password',
  'login.username': 'Name for password managers',
  'login.submit': 'Log in',
  'login.otherShop': 'Not this shop? Every account has its own login URL. Lost it? {find}.',
  'login.otherSlug': 'The password just filled in belongs to another account (`{account}`). This is {company}: choose the password of this account.',
  'login.otherSlug.go': 'Go to the login page of that account',
  'login.otherName': 'The password just filled in was saved for {account}. This is {company}: choose the password of this account.',
  'reset.link': 'Forgot your password?',
};
