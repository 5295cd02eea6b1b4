// The words of the login page (/a/{slug}), which that page alone loads; markup as in ../zh-TW.js
export default {
  'bookmark.title': '存成書籤或放到主畫面',
  'login.pageTitle': '登入：{company} – 荔枝好推',
  'login.pageTitlePlain': '登入 – 荔枝好推',
  'login.title': '登入「{company}」',
  'login.lead': '用您在這個帳號的電子信箱和密碼登入。',
  'login.ended': '您的登入已經結束，請再登入一次。剛才填的內容都還在，只有密碼和 Token 要再填一次。',
  'login.password': '密碼',
  'login.username': '密碼管理工具用的名稱',
  'login.submit': '登入',
  'login.otherShop': '不是這家店？每個帳號都有自己的登入網址。忘了的話，可以{find}。',
  'login.otherSlug': '剛才填入的密碼屬於另一個帳號（`{account}`）。這裡是「{company}」，請選擇這個帳號的密碼。',
  'login.otherSlug.go': '改到那個帳號的登入頁',
  'login.otherName': '剛才填入的密碼是為「{account}」儲存的。這裡是「{company}」，請選擇這個帳號的密碼。',
  'reset.link': '忘記密碼？',
};
