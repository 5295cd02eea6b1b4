// The words of the page for a new password (/a/{slug}/reset), which that page alone loads; markup as in ../zh-TW.js
export default {
  'reset.pageTitle': '重設密碼：{company} – 荔枝好推',
  'reset.pageTitlePlain': '重設密碼 – 荔枝好推',
  'reset.title': '重設「{company}」的密碼',
  'reset.lead': '填您登入「{company}」用的電子信箱。我們會寄一個連結給您，打開它就能設定新密碼。',
  'reset.submit': '把連結寄給我',
  'reset.sent': '如果這個信箱可以登入「{company}」，幾分鐘內會收到一封信。信裡的連結 30 分鐘內有效，只能用一次。沒看到時，先找垃圾郵件匣。',
  'reset.otherShop': '不是這家店？每個帳號的密碼是分開的。忘了登入網址，可以{find}。',
  'reset.back': '回到登入頁',
  'reset.choose': '設定「{company}」的新密碼',
  'reset.choose.lead': '存好之後，所有裝置都會登出，要用新密碼重新登入。',
  'reset.password': '新密碼',
  'reset.save': '儲存新密碼',
  'reset.done.title': '新密碼存好了',
  'reset.done': '所有裝置都已經登出。請用新密碼登入「{company}」。',
  'reset.expired': '這個連結已經用過或超過 30 分鐘。請重新寄一封。',
  'reset.again': '重新寄一封',
};
