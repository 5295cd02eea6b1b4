// The words of the login page (/a/{slug}), which that page alone loads; markup as in ../ja.js
export default {
  'bookmark.title': 'ブックマークやホーム画面に追加',
  'login.pageTitle': 'ログイン：{company} – 荔枝好推 ACHO',
  'login.pageTitlePlain': 'ログイン – 荔枝好推 ACHO',
  'login.title': '「{company}」にログイン',
  'login.lead': 'このアカウントのメールアドレスとパスワードを入力してください。',
  'login.ended': 'ログインの有効期限が切れました。もう一度ログインしてください。入力した内容は残っています（パスワードとトークンを除く）。',
  'login.password': 'パスワード',
  'login.username': 'パスワード管理用の名前',
  'login.submit': 'ログイン',
  'login.otherShop': 'この店舗ではありませんか？アカウントごとにログイン URL が異なります。お忘れの場合は「{find}」からお探しください。',
  'login.otherSlug': '入力されたパスワードは別のアカウント（`{account}`）のものです。ここは「{company}」ですので、このアカウントのパスワードを選んでください。',
  'login.otherSlug.go': 'そのアカウントのログインページへ',
  'login.otherName': '入力されたパスワードは「{account}」用に保存されたものです。ここは「{company}」ですので、このアカウントのパスワードを選んでください。',
  'reset.link': 'パスワードをお忘れですか？',
};
