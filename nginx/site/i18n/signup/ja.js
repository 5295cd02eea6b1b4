// The words of the page to sign up on (/signup), which that page alone loads; markup as in ../ja.js
export default {
  'signup.pageTitle': '新規登録 – 荔枝好推 ACHO',
  'signup.title': 'ACHO アカウントの作成',
  'signup.lead': '手順 9。入力が終わると、専用のログイン URL がすぐに発行されます。',
  'signup.before': 'LINE の準備がまだですか？先に登録しても、{guide}構いません。',
  'signup.before.guide': '手順 1〜8 から始めても',
  'signup.email': 'メールアドレス',
  'signup.email.hint': '専用のログイン URL をこのアドレスにお送りします。同じアドレスで複数のアカウントを登録できます。',
  'signup.password': 'パスワードの作成',
  'signup.submit': 'アカウントを作成',
  'signup.done.pageTitle': '登録完了 – 荔枝好推 ACHO',
  'signup.done.title': 'アカウントができました',
  'signup.done': '登録が完了しました。こちらが専用のログイン URL です。ブックマークしてください。',
  'signup.done.mail': '同じ URL を {email} にもお送りします。通常は数分で届きますが、短い時間に同じアドレスで何件も登録された場合は、少し遅れて 1 通にまとめてお送りします。届かない場合は、まず迷惑メールフォルダーをご確認ください。それでも見当たらないときは「{find}」をお試しください。',
  'signup.again': '同じアドレスでもう一つ登録する',
};
