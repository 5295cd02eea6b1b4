// The words of the page where an Official Account is released (/a/{slug}/release), which that page alone loads; markup as in ../zh-TW.js
export default {
  'release.pageTitle': '解除官方帳號的連結 – 荔枝好推',
  'release.title': '要解除官方帳號的連結嗎？',
  'release.lead': '有人想在荔枝好推的另一個帳號使用信裡寫的官方帳號，它目前連結在「{company}」。',
  'release.copy': '按下按鈕後，荔枝好推會刪掉所保存的 Messaging API Token，其他資料都不變。',
  'release.stops': '「{company}」的荔枝好推功能會停用，直到再連結一次。',
  'release.line': 'LINE 官方帳號本身、好友和其他工具都不受影響。',
  'release.submit': '解除連結',
  'release.nothing': '不想解除？什麼都不用做，關掉這一頁就好。信裡的連結 7 天後失效。',
  'release.done.title': '已解除連結',
  'release.done': '官方帳號不再連結在「{company}」。提出要求的人會收到通知信。',
  'release.expired.title': '這個連結不能再用了',
  'release.expired': '連結可能已經用過、超過 7 天，或沒有複製完整。請直接點信裡的連結；不需要解除的話，什麼都不用做。',
  'release.login': '前往登入頁',
};
