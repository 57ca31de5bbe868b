import type { BrowserName } from '../../contract/words.ts'

/**
 * Browsers by the token each leaves in the user agent, first match wins; the group is the version. Browsers built
 * on another one keep its tokens, so the more particular stands first. Spaces are optional: some proxies drop them.
 * Every repetition is bounded or anchored, so that no text can make a match slow.
 */
export const browserTokens: readonly (readonly [token: RegExp, browser: BrowserName])[] = [
  // On Windows it is built on WebView2 and keeps the token of Edge.
  [/(?:DuckDuckGo|Ddg)\/([\d.]+)/, 'duckduckgo'],
  [
    /(?:PicoBrowser|Cobalt|Puffin|Maxthon|MxBrowser|coc_coc_browser|SogouMobileBrowser|MetaSr|2345Explorer)[ /]?([\d.]*)/,
    'other',
  ],
  [
    /(?:QwantMobile|HeyTapBrowser|VivoBrowser|NokiaBrowser|NintendoBrowser|Avast|AVG|Avira|Norton|CCleaner)\/([\d.]+)/,
    'other',
  ],
  [
    /(?:SeaMonkey|LibreWolf|Wolvic|Dragon|PaleMoon|Waterfox|Basilisk|Falkon|Konqueror|Epiphany|Midori|Otter|qutebrowser|QtWebEngine|Surf|Aoyou|Odin|PHX|AlohaBrowser|ABB|Kiwi|Dolphin|Lunascape|Sleipnir|Iceweasel|Camino|OmniWeb|K-Meleon|Lynx|Links|w3m|NetFront|Obigo|Dillo)\/([\w.]+)/,
    'other',
  ],
  [
    /\b(?:Zen|Floorp|IceCat|Mypal|Ulaa|Quark(?:PC)?|Instabridge|ArcMobile2|SznProhlizec|Catsxp|Wavebox|Sidekick|Kinza|Mises|JioPages|JioSphere)\/([\w.]+)/,
    'other',
  ],
  [/(?:Ghostery:|Presearch|Iron(?=[ /])|QIHU 360[ES]E|360[ES]E(?![\w])|LBBROWSER)\/?([\d.]*)/, 'other'],
  // Opera Mini for Android says OPR/<version>.2254.<build> since it moved to the system's WebView.
  [/Opera ?Mini\/([\d.]+)/, 'opera-mini'],
  [/OPR\/([\d]+\.[\d]+\.2254\.[\d]+)/, 'opera-mini'],
  [/OPiOS\/([\d.]+)/, 'opera-mini'],
  [/(?:OPRGX|OPR|OPX|OPT)\/([\d.]+)/, 'opera'],
  [/^Opera\/.*Version\/([\d.]+)/, 'opera'],
  [/Opera[ /]([\d.]+)/, 'opera'],
  [/(?:EdgiOS|EdgA|Edge|Edg)\/([\d.]*)/, 'edge'],
  [/OculusBrowser\/([\d.]+)/, 'oculus'],
  [/SamsungBrowser\/([\d.]+)/, 'samsung'],
  [/Vivaldi\/([\d.]+)/, 'vivaldi'],
  [/(?:YaBrowser|YaSearchBrowser|YaApp_iOS_Browser|YaApp_iOS|YaApp_Android)\/([\d.]+)/, 'yandex'],
  [/(?:UC ?Browser|UCMobile|UCWEB|UBrowser)\/?([\d.]*)/, 'uc'],
  [/\(?Ecosia ?[a-z]{1,12}@([\d.]+)/, 'ecosia'],
  [/(?:HuaweiBrowser|HBPC)\/([\d.]+)/, 'huawei'],
  [/MiuiBrowser\/?([\d.]*)/, 'miui'],
  [/(?:MQQBrowser|QQBrowserLite|QQBrowser)\/?([\d.]+)/, 'qq'],
  [/Silk\/([\d.]+)/, 'silk'],
  [/Whale\/([\d.]+)/, 'whale'],
  [/[Bb]rave(?: Chrome)?\/([\d.]+)|[ (]Brave(?=[ )]|$)/, 'brave'],
  [/HeadlessChrome\/?([\d.]*)/, 'headless-chrome'],
  [/Electron\/([\d.]+)/, 'electron'],
  [/(?:MSIE|IEMobile)[ /]?([\d.]+)/, 'ie'],
  [/Trident\/[^)]{0,200}rv:([\d.]+)/, 'ie'],
  [/(?:FxiOS|Firefox|Fennec|Focus|Klar)\/([\d.]+)/, 'firefox'],
  [/Chromium\/([\d.]+)/, 'chromium'],
  [/(?<![A-Za-z])[A-Z]\w{0,30}Browser\/([\d.]+)/, 'other'],
  [/CriOS\/([\d.]+)/, 'chrome'],
  // HarmonyOS without Android: the system's web component, whose version says nothing of the browser around it.
  // https://developer.huawei.com/consumer/cn/doc/harmonyos-guides-V5/web-useragent-V5
  [/ArkWeb(?=\/)/, 'other'],
]

/** The token of the engine, or of plain Chrome: Chromium brands that name nothing else share it. */
export const chromeToken = /(?:Chrome|CrMo)\/([\d.]+)/
