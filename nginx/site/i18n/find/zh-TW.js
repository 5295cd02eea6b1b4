// The words of the page that mails login URLs (/find), which that page alone loads; markup as in ../zh-TW.js
export default {
  'find.pageTitle': '找回登入網址 – 荔枝好推',
  'find.title': '找回您的登入網址',
  'find.lead': '我們會寄一封信給您，列出這個信箱註冊過的每一家店，和各自的登入網址。',
  'find.email': '註冊時用的電子信箱',
  'find.email.hint': '用過不只一個信箱的話，可以一個一個試。',
  'find.submit': '把登入網址寄給我',
  'find.sent': '如果這個信箱註冊過，幾分鐘內會收到列有登入網址的信。沒看到時，先找垃圾郵件匣。',
  'find.none': '還沒有帳號？{signup}',
};
