// The words of the page of an invitation (/a/{slug}/join), which that page alone loads; markup as in ../ja.js
export default {
  'join.pageTitlePlain': '招待を受ける – 荔枝好推 ACHO',
  'join.pageTitle': '{company} に参加 – 荔枝好推 ACHO',
  'join.title': '「{company}」に参加',
  'join.lead': 'このアカウントに招待されています。お名前を入力し、このアカウント専用のパスワードを設定してください。',
  'join.name': 'お名前',
  'join.name.hint': 'メールでの宛名に使います。',
  'join.password': 'パスワードを設定',
  'join.submit': '参加する',
  'join.done.title': '参加しました',
  'join.done': '「{company}」のメンバーになりました。{email} と、設定したパスワードでログインしてください。',
  'join.expired': 'この招待はすでに使われたか、取り消されたか、7 日を過ぎています。招待した方に、もう一度招待してもらってください。',
  'join.expired.joined': 'すでに参加済みの場合は、そのままログインしてください。',
};
