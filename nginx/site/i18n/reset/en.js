// The words of the page for a new password (/a/{slug}/reset), which that page alone loads; markup as in ../en.js
export default {
  'reset.pageTitle': 'Reset password: {company} – Lychee ACHO',
  'reset.pageTitlePlain': 'Reset password – Lychee ACHO',
  'reset.title': 'Reset the password of {company}',
  'reset.lead': 'Enter the email address you log in to {company} with. We’ll mail you a link to set a new password.',
  'reset.submit': 'Mail me the link',
  'reset.sent': 'If this address can log in to {company}, a mail will arrive in a few minutes. The link in it works for 30 minutes, and once. Check spam too.',
  'reset.otherShop': 'Not this shop? Every account has its own password. Lost the login URL? {find}.',
  'reset.back': 'Back to login',
  'reset.choose': 'Set a new password for {company}',
  'reset.choose.lead': 'Saving it logs out every device. Log in again with the new password.',
  'reset.password': 'New password',
  'reset.save': 'Save new password',
  'reset.done.title': 'Your new password is saved',
  'reset.done': 'Every device has been logged out. Log in to {company} with the new password.',
  'reset.expired': 'This link was used or is over 30 minutes old. Send a new one.',
  'reset.again': 'Send a new one',
};
