// The words of the page that takes a change of address back (/a/{slug}/undo), which that page alone loads; markup as in ../zh-TW.js
export default {
  'undo.pageTitle': '改回原來的信箱：{company} – 荔枝好推',
  'undo.pageTitlePlain': '改回原來的信箱 – 荔枝好推',
  'undo.title': '要改回這個信箱嗎？',
  'undo.lead': '「{company}」的登入信箱從 {email} 換成了 {other}。不是您換的話，請按下面的按鈕改回來。',
  'undo.out': '所有裝置都會馬上登出。',
  'undo.password': '目前的密碼不能再用。我們會寄一封信到這個信箱，讓您設定新密碼。',
  'undo.others': '您用這個信箱註冊的其他帳號不受影響。',
  'undo.submit': '改回這個信箱',
  'undo.nothing': '是您自己換的？什麼都不用做，關掉這一頁就好。',
  'undo.done.title': '改回來了',
  'undo.done': '「{company}」又用這個信箱登入了。請打開我們剛寄來的信，在 30 分鐘內設定新密碼。',
  'undo.expired': '這個連結已經用過、超過 7 天，或是網址不完整。',
  'undo.expired.reset': '已經改回來了，只差新密碼？請{reset}。',
};
