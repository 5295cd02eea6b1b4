// The words of the page that mails login URLs (/find), which that page alone loads; markup as in ../ja.js
export default {
  'find.pageTitle': 'ログイン URL を探す – 荔枝好推 ACHO',
  'find.title': 'ログイン URL を探す',
  'find.lead': 'このアドレスで登録されたすべての店舗と、それぞれのログイン URL をメールでお送りします。',
  'find.email': '登録時のメールアドレス',
  'find.email.hint': '複数のアドレスをお使いの場合は、一つずつお試しください。',
  'find.submit': 'ログイン URL をメールで受け取る',
  'find.sent': 'このアドレスで登録がある場合、数分以内にログイン URL の一覧がメールで届きます。見当たらないときは、まず迷惑メールフォルダーをご確認ください。',
  'find.none': 'アカウントをまだお持ちでない方は{signup}',
};
