// The words of the page for a new password (/a/{slug}/reset), which that page alone loads; markup as in ../ja.js
export default {
  'reset.pageTitle': 'パスワードの再設定：{company} – 荔枝好推 ACHO',
  'reset.pageTitlePlain': 'パスワードの再設定 – 荔枝好推 ACHO',
  'reset.title': '「{company}」のパスワードを再設定',
  'reset.lead': '「{company}」へのログインに使うメールアドレスを入力してください。新しいパスワードを設定するためのリンクをお送りします。',
  'reset.submit': 'リンクをメールで受け取る',
  'reset.sent': 'このアドレスで「{company}」にログインできる場合、数分以内にメールが届きます。リンクの有効期限は 30 分、使えるのは 1 回だけです。見当たらないときは、まず迷惑メールフォルダーをご確認ください。',
  'reset.otherShop': 'この店舗ではありませんか？パスワードはアカウントごとに別々です。ログイン URL をお忘れの場合は「{find}」からお探しください。',
  'reset.back': 'ログインページに戻る',
  'reset.choose': '「{company}」の新しいパスワードを設定',
  'reset.choose.lead': '保存すると、すべての端末からログアウトします。新しいパスワードでログインし直してください。',
  'reset.password': '新しいパスワード',
  'reset.save': '新しいパスワードを保存',
  'reset.done.title': '新しいパスワードを保存しました',
  'reset.done': 'すべての端末からログアウトしました。新しいパスワードで「{company}」にログインしてください。',
  'reset.expired': 'このリンクは使用済みか、30 分以上たっています。もう一度お送りください。',
  'reset.again': 'もう一度送る',
};
