// The words of the page of an invitation (/a/{slug}/join), which that page alone loads; markup as in ../en.js
export default {
  'join.pageTitlePlain': 'Accept an invitation – Lychee ACHO',
  'join.pageTitle': 'Join {company} – Lychee ACHO',
  'join.title': 'Join {company}',
  'join.lead': 'You are invited to this account. Tell us what to call you, and choose a password for this account alone.',
  'join.name': 'Your name',
  'join.name.hint': 'What our mails call you.',
  'join.password': 'Choose a password',
  'join.submit': 'Join',
  'join.done.title': 'Welcome',
  'join.done': 'You are a member of {company} now. Log in with {email} and the password you have just chosen.',
  'join.expired': 'This invitation was used or withdrawn, or is older than 7 days. Ask whoever invited you to do it again.',
  'join.expired.joined': 'You have joined already? Just log in.',
};
