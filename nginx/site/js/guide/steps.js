// What the guide says of steps 1 to 8, which are done at LINE: words by their keys, and LINE's screens as
// the drawings show them. Data only; section.js makes elements of it, tests/site holds it whole.

const ENTRY = { link: 'https://entry.line.biz/form/entry/unverified', host: 'entry.line.biz', to: 'guide.place.entry' };
const MANAGER = { link: 'https://manager.line.biz/', host: 'manager.line.biz', to: 'place.manager' };
const CONSOLE = { link: 'https://developers.line.biz/console/', host: 'developers.line.biz', to: 'place.console' };

// Where each of LINE's own sites is; `link` opens it.
export const SITES = { entry: ENTRY, manager: MANAGER, console: CONSOLE };

// The menu of the Official Account Manager's settings, with the entry that is open.
const menu = (on) => [
  { words: 'draw.accountSettings', on: on === 'account' },
  { words: 'guide.draw.permissions' },
  { words: 'label.messagingApi', mark: 'messaging', on: on === 'messaging' },
];
const settings = { words: 'guide.draw.settings', mark: 'settings' };

// As in wizard/explanations.js, with the address that the browser shows above them.
export const SCREENS = {
  entry: {
    address: 'label.address.entry', head: 'guide.draw.entry',
    rows: [
      { mark: 'name', label: 'draw.accountName', value: 'draw.yourShop' },
      { label: 'guide.draw.business', value: 'guide.draw.chooseOne' },
      { mark: 'send', button: 'guide.draw.ok' }],
  },
  manager: {
    address: 'label.address.manager', head: 'draw.yourShop', corner: settings, side: menu('account'),
    rows: [
      { mark: 'name', label: 'draw.accountName', value: 'draw.yourShop' },
      { label: 'guide.draw.picture', value: 'guide.draw.yourPicture' }],
  },
  enable: {
    address: 'label.address.manager', head: 'draw.yourShop', corner: settings, side: menu('messaging'),
    rows: [
      { label: 'guide.draw.status', value: 'guide.draw.notInUse' },
      { mark: 'enable', button: 'guide.draw.enable' }],
  },
  developer: {
    address: 'label.address.manager', head: 'guide.draw.developer',
    rows: [
      { mark: 'name', label: 'guide.draw.yourName', value: 'guide.draw.somebody' },
      { label: 'guide.draw.yourEmail', value: 'label.example.email' }],
  },
  provider: {
    address: 'label.address.manager', head: 'guide.draw.chooseProvider',
    rows: [
      { choice: 'guide.draw.existingProvider' },
      { mark: 'create', choice: 'guide.draw.createProvider', on: true },
      { mark: 'name', label: 'guide.draw.providerName', value: 'guide.draw.companyName' },
      { mark: 'agree', button: 'guide.draw.agree' }],
  },
  policies: {
    address: 'label.address.manager', head: 'guide.draw.policies',
    rows: [
      { mark: 'privacy', label: 'guide.draw.privacy', value: 'label.example.url' },
      { label: 'guide.draw.terms', value: 'label.example.url' },
      { mark: 'send', button: 'guide.draw.ok' }],
  },
  enabled: {
    address: 'label.address.manager', head: 'draw.yourShop', corner: settings, side: menu('messaging'),
    rows: [
      { label: 'guide.draw.status', value: 'guide.draw.inUse' },
      { mark: 'channelId', label: 'label.channelId', value: 'label.example.channelId' },
      { mark: 'developers', link: 'label.developers' }],
  },
  login: {
    address: 'label.address.console', head: 'label.developers', corner: { words: 'label.logInConsole', wide: true, mark: 'logIn' },
    rows: [
      { label: 'label.developerName', value: 'guide.draw.companyName' },
      { label: 'label.yourEmail', value: 'label.example.email' },
      { mark: 'createAccount', button: 'label.createAccount' }],
  },
  console: {
    address: 'label.address.console', head: 'label.developers', corner: { words: 'label.console', mark: 'console' },
    side: [
      { words: 'label.providers' }, { words: 'label.admin' },
      { words: 'guide.draw.yourProvider', mark: 'provider', on: true }],
    rows: [
      { label: 'label.lineLogin', value: 'draw.loginChannel' },
      { mark: 'messagingChannel', label: 'label.messagingApi', value: 'draw.yourShop' }],
  },
  messagingTab: {
    address: 'label.address.console', head: 'draw.yourShop', tabs: ['label.basicSettings', 'label.messagingApi', 'label.security'], on: 1,
    rows: [{ mark: 'botId', label: 'label.botBasicId', value: 'label.example.basicId' }],
  },
  channels: {
    address: 'label.address.console', head: 'guide.draw.yourProvider', tabs: ['label.channels', 'label.roles', 'label.settings'], on: 0,
    rows: [
      { mark: 'create', button: 'label.createChannel' },
      { label: 'label.messagingApi', value: 'draw.yourShop' }],
  },
  form: {
    address: 'label.address.console', head: 'label.createChannel',
    rows: [
      { mark: 'region', label: 'label.region', value: 'label.taiwan' },
      { mark: 'name', label: 'label.channelName', value: 'guide.8.value.name' },
      { label: 'label.appTypes', value: 'label.webApp' },
      { mark: 'create', button: 'label.create' }],
  },
  loginBasic: {
    address: 'label.address.console', head: 'guide.8.value.name', tabs: ['label.basicSettings', 'label.lineLogin', 'label.liff'], on: 0,
    rows: [
      { mark: 'channelId', label: 'label.channelId', value: 'label.example.channelId' },
      { label: 'label.signingKey', button: 'label.register' }],
  },
};

/*
 * A step: why, who may do it; where it is done; `warn`, a door that does not open again behind who goes through it now;
 * acts; pictures of screens, each with the numbers of the acts at the marks, words for who cannot see it, and how to know
 * that one is there; what a translated screen may say; how to know that it worked; what goes wrong; a message to whoever
 * has the rights; `ahead`, the door that the next step has. Step 4 has a choice, which it `decides`; step 8 a form.
 */
export const STEPS = [
  {
    number: 1, title: 'guide.1.title', why: 'guide.1.why', who: 'guide.1.who', site: 'entry', path: 'guide.1.path',
    acts: ['guide.1.do.1', 'guide.1.do.2', 'guide.1.do.3'],
    pictures: [{ screen: 'entry', marks: { name: 2, send: 3 }, alt: 'guide.1.alt', here: 'guide.1.here' }],
    translated: 'guide.1.translated', known: 'guide.1.known',
    troubles: ['guide.1.trouble.1', 'guide.1.trouble.2', 'guide.1.trouble.3'], forward: 'guide.1.forward',
  },
  {
    number: 2, title: 'guide.2.title', why: 'guide.2.why', who: 'guide.2.who', site: 'manager', path: 'guide.2.path',
    acts: ['guide.2.do.1', 'guide.2.do.2', 'guide.2.do.3', 'guide.2.do.4'],
    pictures: [{ screen: 'manager', marks: { settings: 2, name: 3, messaging: 4 }, alt: 'guide.2.alt', here: 'guide.2.here' }],
    translated: 'guide.2.translated', known: 'guide.2.known',
    troubles: ['guide.2.trouble.1', 'guide.2.trouble.2', 'guide.2.trouble.3'], forward: 'guide.2.forward',
  },
  {
    number: 3, title: 'guide.3.title', why: 'guide.3.why', who: 'guide.3.who', site: 'manager', path: 'guide.3.path',
    warn: 'guide.3.warn',
    acts: ['guide.3.do.1', 'guide.3.do.2', 'guide.3.do.3'],
    pictures: [{ screen: 'enable', marks: { messaging: 1, enable: 3 }, alt: 'guide.3.alt', here: 'guide.3.here' }],
    translated: 'guide.3.translated', known: 'guide.3.known',
    troubles: ['guide.3.trouble.1', 'guide.3.trouble.2'], forward: 'guide.3.forward', ahead: 'guide.4.warn',
  },
  {
    number: 4, title: 'guide.4.title', why: 'guide.4.why', who: 'guide.4.who', site: 'manager', path: 'guide.4.path',
    warn: 'guide.4.warn', decides: true,
    choices: [['guide.4.own', 'guide.4.own.text'], ['guide.4.group', 'guide.4.group.text']],
    acts: ['guide.4.do.1', 'guide.4.do.2', 'guide.4.do.3'],
    pictures: [
      { screen: 'developer', marks: { name: 1 }, alt: 'guide.4.alt.developer', here: 'guide.4.here.developer' },
      { screen: 'provider', marks: { create: 2, agree: 3 }, alt: 'guide.4.alt', here: 'guide.4.here' }],
    translated: 'guide.4.translated', known: 'guide.4.known',
    troubles: ['guide.4.trouble.1', 'guide.4.trouble.2', 'guide.4.trouble.3'], forward: 'guide.4.forward',
  },
  {
    number: 5, title: 'guide.5.title', why: 'guide.5.why', who: 'guide.5.who', site: 'manager', path: 'guide.5.path',
    warn: 'guide.5.warn',
    acts: ['guide.5.do.1', 'guide.5.do.2', 'guide.5.do.3'],
    pictures: [{ screen: 'policies', marks: { privacy: 1, send: 2 }, alt: 'guide.5.alt', here: 'guide.5.here' }],
    translated: 'guide.5.translated', known: 'guide.5.known',
    troubles: ['guide.5.trouble.1', 'guide.5.trouble.2'], forward: 'guide.5.forward',
  },
  {
    number: 6, title: 'guide.6.title', why: 'guide.6.why', who: 'guide.6.who', site: 'console', path: 'guide.6.path',
    acts: ['guide.6.do.1', 'guide.6.do.2', 'guide.6.do.3'],
    pictures: [
      { screen: 'enabled', marks: { developers: 1 }, alt: 'guide.6.alt', here: 'guide.6.here' },
      { screen: 'login', marks: { logIn: 2, createAccount: 3 }, alt: 'guide.6.alt.login', here: 'guide.6.here.login' }],
    translated: 'guide.6.translated', known: 'guide.6.known',
    troubles: ['guide.6.trouble.1', 'guide.6.trouble.2'], forward: 'guide.6.forward',
  },
  {
    number: 7, title: 'guide.7.title', why: 'guide.7.why', who: 'guide.7.who', site: 'console', path: 'guide.7.path',
    warn: 'guide.7.warn',
    acts: ['guide.7.do.1', 'guide.7.do.2', 'guide.7.do.3', 'guide.7.do.4'],
    pictures: [
      { screen: 'console', marks: { console: 1, provider: 2, messagingChannel: 3 }, alt: 'guide.7.alt', here: 'guide.7.here' },
      { screen: 'messagingTab', marks: { botId: 4 }, alt: 'guide.7.alt.bot', here: 'guide.7.here.bot' }],
    translated: 'guide.7.translated', known: 'guide.7.known',
    troubles: ['guide.7.trouble.1', 'guide.7.trouble.2', 'guide.7.trouble.3'], forward: 'guide.7.forward', ahead: 'guide.8.warn',
  },
  {
    number: 8, title: 'guide.8.title', why: 'guide.8.why', who: 'guide.8.who', site: 'console', path: 'guide.8.path',
    warn: 'guide.8.warn',
    acts: ['guide.8.do.1', 'guide.8.do.2', 'guide.8.do.3', 'guide.8.do.4'],
    fields: [
      ['guide.8.field.type', 'guide.8.value.type'], ['guide.8.field.provider', 'guide.8.value.provider'],
      ['guide.8.field.region', 'guide.8.value.region'], ['guide.8.field.country', 'guide.8.value.country'],
      ['guide.8.field.name', 'guide.8.value.name', 'copy'], ['guide.8.field.description', 'guide.8.value.description', 'copy'],
      ['guide.8.field.apps', 'guide.8.value.apps'], ['guide.8.field.email', 'guide.8.value.email'],
      ['guide.8.field.rest', 'guide.8.value.rest']],
    pictures: [
      { screen: 'channels', marks: { create: 1 }, alt: 'guide.8.alt', here: 'guide.8.here' },
      { screen: 'form', marks: { region: 2, create: 3 }, alt: 'guide.8.alt.form', here: 'guide.8.here.form' },
      { screen: 'loginBasic', marks: { channelId: 4 }, alt: 'guide.8.alt.basic', here: 'guide.8.here.basic' }],
    translated: 'guide.8.translated', known: 'guide.8.known',
    troubles: ['guide.8.trouble.1', 'guide.8.trouble.2', 'guide.8.trouble.3'], forward: 'guide.8.forward', ahead: 'guide.doors.reissue',
  },
];
