// The words of the page to sign up on (/signup), which that page alone loads; markup as in ../zh-TW.js
export default {
  'signup.pageTitle': '註冊 – 荔枝好推',
  'signup.title': '建立荔枝好推帳號',
  'signup.lead': '步驟 9。填好之後，馬上就會拿到您的專屬登入網址。',
  'signup.before': '還沒準備好 LINE？可以先註冊，也可以{guide}。',
  'signup.before.guide': '先做步驟 1 到 8',
  'signup.email': '電子信箱',
  'signup.email.hint': '我們會把您的專屬登入網址寄到這個信箱。同一個信箱可以註冊多個帳號。',
  'signup.password': '建立密碼',
  'signup.submit': '建立帳號',
  'signup.done.pageTitle': '註冊完成 – 荔枝好推',
  'signup.done.title': '帳號建好了',
  'signup.done': '註冊完成。這是您的專屬登入網址，請加入書籤：',
  'signup.done.mail': '同一個網址也會寄到 {email}，通常幾分鐘內就到。短時間內用同一個信箱註冊好幾個帳號時，網址會晚一點，合在一封信裡寄出。還沒收到，請先找垃圾郵件匣；還是沒有的話，可以{find}。',
  'signup.again': '用同一個信箱再註冊一個帳號',
};
