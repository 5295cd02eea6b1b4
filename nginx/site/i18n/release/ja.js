// The words of the page where an Official Account is released (/a/{slug}/release), which that page alone loads; markup as in ../ja.js
export default {
  'release.pageTitle': '公式アカウントの連携解除 – 荔枝好推 ACHO',
  'release.title': '公式アカウントの連携を解除しますか？',
  'release.lead': 'メールに記載の公式アカウントを、ACHO の別のアカウントで使いたいという依頼がありました。現在は「{company}」に連携されています。',
  'release.copy': 'ボタンを押すと、ACHO に保存された Messaging API トークンを削除します。ほかのデータは変わりません。',
  'release.stops': 'もう一度連携するまで、「{company}」では ACHO の機能を使えません。',
  'release.line': 'LINE 公式アカウント本体、友だち、ほかのツールに影響はありません。',
  'release.submit': '連携を解除する',
  'release.nothing': '解除しない場合は、何もせずにこのページを閉じてください。メールのリンクは 7 日後に使えなくなります。',
  'release.done.title': '連携を解除しました',
  'release.done': '公式アカウントは「{company}」に連携されていません。依頼した方にはメールでお知らせします。',
  'release.expired.title': 'このリンクは使えません',
  'release.expired': '使用済み、7 日以上経過、またはコピー漏れが考えられます。メールのリンクを直接開いてください。解除しない場合は、何もする必要はありません。',
  'release.login': 'ログインページへ',
};
