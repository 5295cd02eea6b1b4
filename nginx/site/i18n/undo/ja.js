// The words of the page that takes a change of address back (/a/{slug}/undo), which that page alone loads; markup as in ../ja.js
export default {
  'undo.pageTitle': '元のアドレスに戻す：{company} – 荔枝好推 ACHO',
  'undo.pageTitlePlain': '元のアドレスに戻す – 荔枝好推 ACHO',
  'undo.title': 'このアドレスに戻しますか？',
  'undo.lead': '「{company}」のログイン用アドレスが {email} から {other} に変更されました。お心当たりがない場合は、下のボタンで元に戻してください。',
  'undo.out': 'すべての端末からすぐにログアウトします。',
  'undo.password': '現在のパスワードは使えなくなります。新しいパスワードを設定するためのメールを、このアドレスにお送りします。',
  'undo.others': 'このアドレスのほかのアカウントには影響しません。',
  'undo.submit': 'このアドレスに戻す',
  'undo.nothing': 'ご自分で変更された場合は、何もする必要はありません。このページを閉じてください。',
  'undo.done.title': '元に戻しました',
  'undo.done': '「{company}」には、またこのアドレスでログインします。今お送りしたメールを開き、30 分以内に新しいパスワードを設定してください。',
  'undo.expired': 'このリンクは使用済みか、7 日以上たっているか、途中で切れています。',
  'undo.expired.reset': 'すでに元に戻っていて、新しいパスワードだけがまだの場合は、{reset}してください。',
};
