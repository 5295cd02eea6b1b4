// The words of the page of an invitation (/a/{slug}/join), which that page alone loads; markup as in ../zh-TW.js
export default {
  'join.pageTitlePlain': '接受邀請 – 荔枝好推',
  'join.pageTitle': '加入 {company} – 荔枝好推',
  'join.title': '加入「{company}」',
  'join.lead': '您受邀加入這個帳號。請填您的稱呼，再設定一組只用在這個帳號的密碼。',
  'join.name': '您的稱呼',
  'join.name.hint': '寄信給您時的稱呼，例如：王小明、店長小美。',
  'join.password': '設定密碼',
  'join.submit': '加入',
  'join.done.title': '加入完成',
  'join.done': '您現在是「{company}」的成員了。請用 {email} 和剛才設定的密碼登入。',
  'join.expired': '這個邀請用過了、取消了，或超過 7 天了。請聯絡邀請您的人，再邀請一次。',
  'join.expired.joined': '已經加入了嗎？請直接登入。',
};
