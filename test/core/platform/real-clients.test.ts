import { describe, expect, it } from 'vitest'
import type { ClientPlatform } from '../../../src/core/platform/client-platform.ts'
import { identifyPlatform } from '../../../src/core/platform/identify-platform.ts'
import type { SupportKey, SupportWord } from '../../../src/core/platform/knowledge.ts'
import { resolveSupport } from '../../../src/core/platform/resolve-support.ts'
import { readSignals } from '../../../src/core/signals/read-signals.ts'
import type { RawSignals } from '../../../src/core/signals/signals.ts'
import { parseShipped, readShippedFolder } from './knowledge-of-the-house.ts'

/*
 * Clients that are easily taken for another, each with what it is. The list is our own: the form of a user agent is
 * its maker's, the numbers in it are those of some release. What a client hides stays unknown, and a client that says
 * word for word what another says (Tor Browser: Firefox) is that other one to us.
 */
const mozilla = 'Mozilla/5.0'
const chromium = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const mac = 'Macintosh; Intel Mac OS X 10_15_7'
const windows = 'Windows NT 10.0; Win64; x64'
const webView = 'Version/4.0 Chrome/131.0.6778.135 Mobile Safari/537.36'

const identify = (raw: RawSignals): ClientPlatform => identifyPlatform(readSignals(raw))

/** `os osVersion browser major deviceType webview` */
const tell = ({ os, osVersion, browser, browserMajor, deviceType, webview }: ClientPlatform) =>
  [os, osVersion, browser, browserMajor, deviceType, webview ?? '-'].join(' ')

describe('privacy browsers and small browsers', () => {
  it.each([
    [
      'DuckDuckGo on macOS',
      `${mozilla} (${mac}) ${webkit} Version/18.5 Safari/605.1.15 Ddg/18.5`,
      'macos unknown duckduckgo 18 desktop -',
    ],
    [
      'DuckDuckGo on iOS, older form',
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Version/18.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`,
      'ios 18.5 duckduckgo 7 mobile -',
    ],
    [
      'DuckDuckGo on iOS 26',
      `${mozilla} (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} Version/26.1 Mobile/15E148 Safari/604.1 Ddg/26.1`,
      'ios 26.1 duckduckgo 26 mobile -',
    ],
    [
      'DuckDuckGo on Windows, built on WebView2',
      `${mozilla} (${windows}) ${chromium} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0 Ddg/140.0.0.0`,
      'windows unknown duckduckgo 140 desktop -',
    ],
    [
      'DuckDuckGo on Android',
      `${mozilla} (Linux; Android 14) ${chromium} Version/4.0 Chrome/131.0.6778.200 Mobile DuckDuckGo/5 Safari/537.36`,
      'android 14 duckduckgo 5 mobile -',
    ],
    [
      'Brave on iOS that names itself',
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Version/18.5 Brave/1 Mobile/15E148 Safari/604.1`,
      'ios 18.5 brave 1 mobile -',
    ],
    [
      'Vivaldi on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${webkit} CriOS/126.0.6478.108 Mobile/15E148 Safari/604.1 Vivaldi/6.8.3388.46`,
      'ios 17.5 vivaldi 6 mobile -',
    ],
    [
      'Opera on iOS 26',
      `${mozilla} (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} Version/26.0 Mobile/15E148 Safari/604.1 OPT/6.2.0`,
      'ios 26.0 opera 6 mobile -',
    ],
    [
      'Opera GX on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) ${webkit} Version/17.4.1 Mobile/15E148 Safari/604.1 OPX/2.4.5`,
      'ios 17.4.1 opera 2 mobile -',
    ],
    [
      'Arc Search on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_4 like Mac OS X) ${webkit} Version/17.4 Mobile/15E148 Safari/604.1 ArcMobile2/1.12`,
      'ios 17.4 other 1 mobile -',
    ],
    [
      'Opera on Android',
      `${mozilla} (Linux; Android 14; SM-S911B) ${chromium} Chrome/139.0.0.0 Mobile Safari/537.36 OPR/91.3.4704.82`,
      'android 14 opera 91 mobile -',
    ],
    [
      'Opera on Android with a reduced user agent',
      `${mozilla} (Linux; Android 10; K) ${chromium} Chrome/139.0.0.0 Mobile Safari/537.36 OPR/91.0.0.0`,
      'android unknown opera 91 mobile -',
    ],
    [
      'Opera Mini on Android, in the web view of the system',
      `${mozilla} (Linux; U; Android 13; SM-A127F Build/TP1A.220624.014; wv) ${chromium} Version/4.0 Chrome/126.0.6478.186 Mobile Safari/537.36 OPR/81.2.2254.76512`,
      'android 13 opera-mini 81 mobile android-webview',
    ],
    [
      'Opera GX on Windows',
      `${mozilla} (${windows}) ${chromium} Chrome/134.0.0.0 Safari/537.36 OPR/119.0.0.0 (Edition GX-CN)`,
      'windows unknown opera 119 desktop -',
    ],
    [
      'Opera Mini on Android, rendered by its servers',
      'Opera/9.80 (Android; Opera Mini/76.0.2254/191.303; U; en) Presto/2.12.423 Version/12.16',
      'android unknown opera-mini 76 mobile -',
    ],
    [
      'Opera Mini on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 16_7 like Mac OS X) ${webkit} OPiOS/16.0.15.124050 Mobile/15E148 Safari/9537.53`,
      'ios 16.7 opera-mini 16 mobile -',
    ],
    [
      'Tor Browser on Android',
      `${mozilla} (Android 10; Mobile; rv:128.0) Gecko/20100101 Firefox/128.0`,
      'android unknown firefox 128 mobile -',
    ],
    [
      'Tor Browser, Mullvad, LibreWolf or Zen on Linux, which all say Firefox',
      `${mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`,
      'linux unknown firefox 140 desktop -',
    ],
    [
      'Waterfox',
      `${mozilla} (${windows}; rv:128.0) Gecko/20100101 Firefox/128.0 Waterfox/6.5.2`,
      'windows unknown other 6 desktop -',
    ],
    [
      'LibreWolf that names itself',
      `${mozilla} (${windows}; rv:128.0) Gecko/20100101 LibreWolf/128.0-2`,
      'windows unknown other 128 desktop -',
    ],
    [
      'Zen that names itself',
      `${mozilla} (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0 Zen/1.12`,
      'linux unknown other 1 desktop -',
    ],
    [
      'Floorp',
      `${mozilla} (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 Floorp/11.20`,
      'linux unknown other 11 desktop -',
    ],
    [
      'Firefox Focus on iOS, older',
      `${mozilla} (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) ${webkit} FxiOS/7.0.4 Mobile/15E148 Safari/605.1.15`,
      'ios 17.5.1 firefox 7 mobile -',
    ],
    [
      'Firefox Focus on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 16_2 like Mac OS X) ${webkit} Focus/106.0 FxiOS/106.0 Mobile/15E148 Safari/605.1.15`,
      'ios 16.2 firefox 106 mobile -',
    ],
    [
      'Firefox Klar on Android, in the web view of the system',
      `${mozilla} (Linux; Android 9; SM-G960F) ${chromium} Version/4.0 Klar/8.0.15 Chrome/80.0.3987.149 Mobile Safari/537.36`,
      'android 9 firefox 8 mobile -',
    ],
    [
      'Firefox on macOS while rv stood still',
      `${mozilla} (Macintosh; Intel Mac OS X 10.15; rv:109.0) Gecko/20100101 Firefox/119.0`,
      'macos unknown firefox 119 desktop -',
    ],
    [
      'Ecosia on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Version/18.5 Mobile/15E148 Safari/605.1.15 (Ecosia ios@11.1.0.2025)`,
      'ios 18.5 ecosia 11 mobile -',
    ],
    [
      'Ecosia on Android',
      `${mozilla} (Linux; Android 10; K) ${chromium} Chrome/137.0.0.0 Mobile Safari/537.36 (Ecosia android@137.0.7151.72)`,
      'android unknown ecosia 137 mobile -',
    ],
    [
      'Aloha on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) ${webkit} Version/17.6 Mobile/15E148 Safari/604.1 AlohaBrowser/6.1.1`,
      'ios 17.6.1 other 6 mobile -',
    ],
    [
      'Aloha on Android',
      `${mozilla} (Linux; Android 14; Pixel 7) ${chromium} Chrome/126.0.6478.122 Mobile Safari/537.36 AlohaBrowser/5.10.4`,
      'android 14 other 5 mobile -',
    ],
    [
      'Whale on Windows',
      `${mozilla} (${windows}) ${chromium} Chrome/132.0.0.0 Whale/4.30.291.11 Safari/537.36`,
      'windows unknown whale 4 desktop -',
    ],
    [
      'Whale on Android',
      `${mozilla} (Linux; Android 14; SM-S928N) ${chromium} Chrome/126.0.0.0 Whale/3.2.2.1 Mobile Safari/537.36`,
      'android 14 whale 3 mobile -',
    ],
    [
      'Whale on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${webkit} Whale/3.2.0.2438 Mobile/15E148 Safari/604.1`,
      'ios 17.5 whale 3 mobile -',
    ],
    [
      'Yandex on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Version/18.5 YaBrowser/25.6.1.500.10 SA/3 Mobile/15E148 Safari/604.1`,
      'ios 18.5 yandex 25 mobile -',
    ],
    [
      'Yandex on Android',
      `${mozilla} (Linux; arm_64; Android 14; SM-A546E) ${chromium} Chrome/134.0.6998.35 YaBrowser/25.4.3.57.00 SA/3 Mobile Safari/537.36`,
      'android 14 yandex 25 mobile -',
    ],
    [
      'the Yandex app on Android, a browser',
      `${mozilla} (Linux; arm_64; Android 13; 220333QNY) ${chromium} Chrome/132.0.6834.15 YaApp_Android/25.33.1 YaSearchBrowser/25.33.1 BroPP/1.0 SA/3 Mobile Safari/537.36`,
      'android 13 yandex 25 mobile -',
    ],
    [
      'UC on Android',
      `${mozilla} (Linux; U; Android 13; en-US; RMX3363 Build/SKQ1.210216.001) ${chromium} Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.8.2.1324 Mobile Safari/537.36`,
      'android 13 uc 13 mobile -',
    ],
    [
      'UC on iOS, with the token of an advertising kit',
      `${mozilla} (iPhone; CPU iPhone OS 16_0 like Mac OS X; zh-CN) AppleWebKit/537.51.1 (KHTML, like Gecko) Mobile/20A362 UCBrowser/15.3.1.1806 Mobile  AliApp(TUnionSDK/0.1.20.4)`,
      'ios 16.0 uc 15 mobile wkwebview',
    ],
    [
      'QQ Browser on Android',
      `${mozilla} (Linux; U; Android 14; zh-cn; 23127PN0CC Build/UKQ1.230804.001) ${chromium} Version/4.0 Chrome/109.0.5414.86 MQQBrowser/15.3 Mobile Safari/537.36 COVC/046915`,
      'android 14 qq 15 mobile -',
    ],
    [
      'QQ Browser on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_0 like Mac OS X) ${webkit} Version/17.0 MQQBrowser/15.1.0 Mobile/15E148 Safari/604.1 QBWebViewUA/2 QBWebViewType/1 WKType/1`,
      'ios 17.0 qq 15 mobile -',
    ],
    [
      'QQ Browser on Windows',
      `${mozilla} (${windows}) ${chromium} Chrome/123.0.0.0 Safari/537.36 QQBrowser/17.1.6360.400`,
      'windows unknown qq 17 desktop -',
    ],
    [
      'Mi Browser',
      `${mozilla} (Linux; U; Android 13; zh-cn; 2211133C Build/TKQ1.220905.001) ${chromium} Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.2.150419`,
      'android 13 miui 18 mobile -',
    ],
    [
      'Huawei Browser on EMUI',
      `${mozilla} (Linux; Android 12; ELS-AN00; HMSCore 6.13.0.302) ${chromium} Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36`,
      'android 12 huawei 15 mobile -',
    ],
    [
      'Vivo Browser, in the web view of the system',
      `${mozilla} (Linux; Android 14; V2309A Build/UP1A.231005.007; wv) ${chromium} Version/4.0 Chrome/123.0.6312.118 Mobile Safari/537.36 VivoBrowser/23.5.0.0`,
      'android 14 other 23 mobile android-webview',
    ],
    [
      'HeyTap Browser of Oppo',
      `${mozilla} (Linux; U; Android 14; zh-cn; PHZ110 Build/UKQ1.230924.001) ${chromium} Version/4.0 Chrome/115.0.5790.168 Mobile Safari/537.36 HeyTapBrowser/40.9.5.1`,
      'android 14 other 40 mobile -',
    ],
    [
      'Phoenix',
      `${mozilla} (Linux; Android 11; RMX2185) ${chromium} Chrome/130.0.6723.102 Mobile Safari/537.36 PHX/17.2`,
      'android 11 other 17 mobile -',
    ],
    [
      'Puffin on an Android tablet',
      `${mozilla} (Linux; Android 13; SM-X200; wv) ${chromium} Chrome/120.0.0.0 Safari/537.36 Puffin/10.4.1.51625AT`,
      'android 13 other 10 tablet android-webview',
    ],
    [
      'Puffin in its cloud',
      `${mozilla} (X11; U; Linux x86_64; en-US) ${chromium} Chrome/110.0.0.0 Safari/537.36 Puffin/9.11.0.2143CR`,
      'linux unknown other 9 desktop -',
    ],
    [
      'Quark on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_0 like Mac OS X; zh-cn) AppleWebKit/601.1.46 (KHTML, like Gecko) Mobile/21A329 Quark/7.0.5.2412 Mobile`,
      'ios 17.0 other 7 mobile wkwebview',
    ],
    [
      'Quark on Android',
      `${mozilla} (Linux; U; Android 14; zh-CN; V2312A Build/UP1A.231005.007) ${chromium} Version/4.0 Chrome/100.0.4896.58 Quark/7.4.5.680 Mobile Safari/537.36`,
      'android 14 other 7 mobile -',
    ],
    [
      'Silk on a Fire tablet',
      `${mozilla} (Linux; Android 11; KFTRWI) ${chromium} Silk/126.4.1 like Chrome/126.0.6478.243 Safari/537.36`,
      'android 11 silk 126 tablet -',
    ],
    [
      'Silk on a Fire tablet that asks for the desktop site',
      `${mozilla} (X11; Linux x86_64) ${chromium} Silk/126.4.1 like Chrome/126.0.6478.243 Safari/537.36`,
      'android unknown silk 126 tablet -',
    ],
    [
      'Silk on a Fire TV',
      `${mozilla} (Linux; Android 9; AFTSSS) ${chromium} Silk/130.3.1 like Chrome/130.0.6723.102 Safari/537.36`,
      'android 9 silk 130 tv -',
    ],
    [
      'the browser of a Quest',
      `${mozilla} (Linux; Android 14; Quest 3S) ${chromium} OculusBrowser/38.1.0.7 Chrome/134.0.6998.178 Mobile VR Safari/537.36`,
      'android 14 oculus 38 other -',
    ],
    [
      "Orion, Kagi's browser for macOS, which says Safari",
      `${mozilla} (${mac}) ${webkit} Version/18.0 Safari/605.1.15`,
      'macos unknown safari 18 desktop -',
    ],
    [
      'Samsung Internet on a phone',
      `${mozilla} (Linux; Android 13; SAMSUNG SM-S918B) ${chromium} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36`,
      'android 13 samsung 23 mobile -',
    ],
    [
      'Samsung Internet in desktop mode',
      `${mozilla} (X11; Linux x86_64) ${chromium} SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36`,
      'android unknown samsung 28 tablet -',
    ],
    [
      'the browser of an old Samsung television',
      `${mozilla} (Linux; Tizen 2.4; SMART-TV) AppleWebKit/538.1 (KHTML, like Gecko) SamsungBrowser/1.0 TV Safari/538.1`,
      'other unknown samsung 1 tv -',
    ],
    [
      'Chrome on iOS 15',
      `${mozilla} (iPhone; CPU iPhone OS 15_7 like Mac OS X) ${webkit} CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1`,
      'ios 15.7 chrome 120 mobile -',
    ],
    [
      'Chrome on an iPad with iPadOS 26',
      `${mozilla} (iPad; CPU OS 26_0 like Mac OS X) ${webkit} CriOS/141.0.7390.96 Mobile/15E148 Safari/604.1`,
      'ipados 26.0 chrome 141 tablet -',
    ],
    [
      'Edge on iOS 26',
      `${mozilla} (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} Version/26.0 EdgiOS/140.0.3485.94 Mobile/15E148 Safari/605.1.15`,
      'ios 26.0 edge 140 mobile -',
    ],
    [
      'Edge on an iPad',
      `${mozilla} (${mac}) ${webkit} Version/26.0 EdgiOS/140.0.3485.94 Safari/605.1.15`,
      'ipados unknown edge 140 tablet -',
    ],
    [
      'the Google app on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} GSA/370.0.762543316 Mobile/15E148 Safari/604.1`,
      'ios 18.5 webview unknown mobile gsa',
    ],
    [
      'the Google app on an iPad',
      `${mozilla} (${mac}) ${webkit} GSA/370.0.762543316 Safari/604.1`,
      'ipados unknown webview unknown tablet gsa',
    ],
    [
      'Firefox on iOS 26',
      `${mozilla} (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} FxiOS/144.0  Mobile/15E148 Safari/605.1.15`,
      'ios unknown firefox 144 mobile -',
    ],
    [
      'Instagram on iOS 17',
      `${mozilla} (iPhone; CPU iPhone OS 17_1_1 like Mac OS X) ${webkit} Mobile/21B91 Instagram 309.1.1.28.108 (iPhone15,3; iOS 17_1_1; en_US; en; scale=3.00; 1290x2796; 537288535; IABMV/1)`,
      'ios 17.1.1 webview unknown mobile instagram',
    ],
    [
      'Snapchat on iOS 26',
      `${mozilla} (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} Mobile/23A355 Safari/604.1 Snapchat/13.59.0.43 (like Safari/8622.1.22.10.9, panda)`,
      'ios unknown webview unknown mobile snapchat',
    ],
    [
      'Snapchat on Android',
      `${mozilla} (Linux; Android 14; SM-S911U Build/UP1A.231005.007; wv) ${chromium} ${webView} Snapchat/13.20.0.40 (SM-S911U; Android 14#S911USQS4CXK1#34; gzip; )`,
      'android 14 webview 131 mobile snapchat',
    ],
    [
      'LinkedIn on Android',
      `${mozilla} (Linux; Android 14; SM-S911U Build/UP1A.231005.007; wv) ${chromium} ${webView} [LinkedInApp]/4.1.1023`,
      'android 14 webview 131 mobile linkedin',
    ],
    [
      'Pinterest on Android',
      `${mozilla} (Linux; Android 14; Pixel 8 Build/UD1A; wv) ${chromium} ${webView} [Pinterest/Android]`,
      'android 14 webview 131 mobile pinterest',
    ],
    [
      'Pinterest on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Mobile/15E148 [Pinterest/iOS]`,
      'ios 18.5 webview unknown mobile pinterest',
    ],
    [
      'X on Android',
      `${mozilla} (Linux; Android 14; Pixel 8 Build/UD1A; wv) ${chromium} ${webView} TwitterAndroid`,
      'android 14 webview 131 mobile twitter',
    ],
    [
      'KakaoTalk on Android',
      `${mozilla} (Linux; Android 14; SM-S926N Build/UP1A; wv) ${chromium} ${webView};KAKAOTALK 2511230`,
      'android 14 webview 131 mobile kakaotalk',
    ],
    [
      'KakaoTalk on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) ${webkit} Mobile/15E148 KAKAOTALK/25.1.0 (INAPP)`,
      'ios 17.6.1 webview unknown mobile kakaotalk',
    ],
    [
      'Naver on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webkit} Mobile/15E148 NAVER(inapp; search; 2000; 12.8.4; 15PRO)`,
      'ios 18.1 webview unknown mobile naver',
    ],
    [
      'LINE on Android',
      `${mozilla} (Linux; Android 14; Pixel 8 Build/UD1A; wv) ${chromium} ${webView} Line/14.21.0/IAB`,
      'android 14 webview 131 mobile line',
    ],
    [
      'Telegram on Android',
      `${mozilla} (Linux; Android 14; SM-A546E Build/UP1A; wv) ${chromium} ${webView} Telegram-Android/11.5.3 (Samsung SM-A546E; Android 14; SDK 34; AVERAGE)`,
      'android 14 webview 131 mobile telegram',
    ],
    [
      'WeChat on Android',
      `${mozilla} (Linux; Android 14; 2201123C Build/UKQ1; wv) ${chromium} Version/4.0 Chrome/130.0.6723.103 Mobile Safari/537.36 XWEB/1300473 MMWEBSDK/20241202 MMWEBID/6533 MicroMessenger/8.0.56.2800(0x28003854) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64`,
      'android 14 webview 130 mobile wechat',
    ],
    [
      'WeChat on Windows',
      `${mozilla} (${windows}) ${chromium} Chrome/132.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090c33) XWEB/14185 Flue`,
      'windows unknown webview 132 desktop wechat',
    ],
    [
      'WeChat on macOS',
      `${mozilla} (${mac}) ${chromium} Chrome/132.0.0.0 Safari/537.36 MicroMessenger/6.8.0(0x16080000) NetType/WIFI MiniProgramEnv/Mac MacWechat/WMPF MacWechat/3.8.10(0x13080a11) XWEB/1227`,
      'macos unknown webview 132 desktop wechat',
    ],
    [
      'Reddit on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_4 like Mac OS X) ${webkit} Mobile/15E148 Reddit/Version 2024.17.0/Build 616112/iOS Version 17.4 (Build 21E219)`,
      'ios 17.4 webview unknown mobile other-app',
    ],
    [
      'Discord on Windows',
      `${mozilla} (Windows NT 10.0; WOW64) ${chromium} discord/1.0.9163 Chrome/124.0.6367.243 Electron/30.2.0 Safari/537.36`,
      'windows unknown webview 124 desktop other-app',
    ],
    [
      'Slack on macOS',
      `${mozilla} (${mac}) ${chromium} Chrome/130.0.6723.191 Electron/33.3.2 Safari/537.36 Slack/4.42.117 Sonic Slack_SSB/4.42.117`,
      'macos unknown webview 130 desktop slack',
    ],
    [
      'Visual Studio Code',
      `${mozilla} (${mac}) ${chromium} Code/1.96.2 Chrome/128.0.6613.186 Electron/32.2.6 Safari/537.36`,
      'macos unknown electron 32 desktop electron',
    ],
    [
      'Notion on macOS',
      `${mozilla} (${mac}) ${chromium} Notion/4.4.0 Chrome/130.0.6723.191 Electron/33.3.2 Safari/537.36`,
      'macos unknown electron 33 desktop electron',
    ],
    [
      'Teams on Windows',
      `${mozilla} (${windows}) ${chromium} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0 Teams/24295.605.3225.8804/49`,
      'windows unknown webview 130 desktop other-app',
    ],
    [
      'Teams on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) ${webkit} Mobile/15E148 TeamsMobile-iOS`,
      'ios 17.5.1 webview unknown mobile other-app',
    ],
    [
      'Outlook on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) ${webkit} Mobile/15E148 OutlookMobile`,
      'ios 17.5.1 webview unknown mobile wkwebview',
    ],
    [
      "an Android app with Microsoft's sign-in library",
      `${mozilla} (Linux; Android 14; Pixel 8 Build/UD1A; wv) ${chromium} ${webView} PKeyAuth/1.0`,
      'android 14 webview 131 mobile android-webview',
    ],
    [
      'the web view of Android with a reduced user agent',
      `${mozilla} (Linux; Android 10; K; wv) ${chromium} Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36`,
      'android unknown webview 138 mobile android-webview',
    ],
    [
      'the web view of Android without `wv`',
      `${mozilla} (Linux; Android 13; CPH2387) ${chromium} ${webView}`,
      'android 13 webview 131 mobile android-webview',
    ],
    [
      'TikTok on Android',
      `${mozilla} (Linux; Android 14; SM-S901B Build/UP1A.231005.007; wv) ${chromium} Version/4.0 Chrome/127.0.6533.103 Mobile Safari/537.36 trill_350304 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/trill app_version/35.3.4 ByteLocale/en ByteFullLocale/en Region/GB BytedanceWebview/d8a21c6`,
      'android 14 webview 127 mobile tiktok',
    ],
    [
      'TikTok on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webkit} Mobile/15E148 musical_ly_37.4.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en Region/US RevealType/Dialog isDarkMode/1 WKWebView/1 BytedanceWebview/d8a21c6 FalconTag/`,
      'ios 18.1 webview unknown mobile tiktok',
    ],
    [
      'Messenger on Android',
      `${mozilla} (Linux; Android 14; SM-A055F Build/UP1A; wv) ${chromium} Version/4.0 Chrome/130.0.6723.107 Mobile Safari/537.36 [FB_IAB/Orca-Android;FBAV/485.0.0.70.97;]`,
      'android 14 webview 130 mobile facebook-messenger',
    ],
    [
      'Facebook Lite',
      `${mozilla} (Linux; Android 12; SM-A127F Build/SP1A; wv) ${chromium} Version/4.0 Chrome/130.0.6723.107 Mobile Safari/537.36[FBAN/EMA;FBLC/es_LA;FBAV/432.0.0.7.107;FBCX/modulariab;]`,
      'android 12 webview 130 mobile facebook',
    ],
    [
      'Facebook on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Mobile/15E148 [FBAN/FBIOS;FBAV/513.0.0.50.103;FBBV/735229101;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/18.5;FBSS/3;FBCR/;FBID/phone;FBLC/en_US;FBOP/80]`,
      'ios 18.5 webview unknown mobile facebook',
    ],
    [
      'an app whose name has the letters of a Fire TV model',
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Mobile/15E148 DraftKings/5.20`,
      'ios 18.5 webview unknown mobile wkwebview',
    ],
    [
      'the PlayStation app on a phone, no console',
      `${mozilla} (Linux; Android 14; Pixel 8 Build/UD1A; wv) ${chromium} ${webView} PlayStation App/24.10.1/en-US/en-US`,
      'android 14 webview 131 mobile android-webview',
    ],
    [
      'ChatGPT on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Mobile/15E148 ChatGPT/1.2025.350`,
      'ios 18.5 webview unknown mobile wkwebview',
    ],
    [
      'LINE on an iPad',
      `${mozilla} (iPad; CPU OS 18_5 like Mac OS X) ${webkit} Mobile/15E148 Safari/604.1 Line/15.2.0`,
      'ipados 18.5 webview unknown tablet line',
    ],
    [
      'X on iOS 26',
      `${mozilla} (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} Version/26.1 Mobile/15E148 Safari/604.1 Twitter for iPhone/11.42`,
      'ios 26.1 webview unknown mobile twitter',
    ],
  ] as const)('%s', (_what, userAgent, wanted) => {
    expect(tell(identify({ userAgent }))).toBe(wanted)
  })
})

describe('robots, tools, televisions and rare systems', () => {
  it.each([
    [
      'Googlebot as a smartphone',
      `${mozilla} (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${chromium} Chrome/143.0.7499.40 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
      'android 6.0.1 bot unknown bot -',
    ],
    [
      'Bingbot with a Chrome token',
      `${mozilla} AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36`,
      'other unknown bot unknown bot -',
    ],
    [
      'GPTBot',
      `${mozilla} AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)`,
      'other unknown bot unknown bot -',
    ],
    [
      'ClaudeBot',
      `${mozilla} AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)`,
      'other unknown bot unknown bot -',
    ],
    [
      'PerplexityBot',
      `${mozilla} AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)`,
      'other unknown bot unknown bot -',
    ],
    [
      'AhrefsBot',
      `${mozilla} (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)`,
      'other unknown bot unknown bot -',
    ],
    [
      'SemrushBot',
      `${mozilla} (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)`,
      'other unknown bot unknown bot -',
    ],
    [
      'YandexBot',
      `${mozilla} (compatible; YandexBot/3.0; +http://yandex.com/bots)`,
      'other unknown bot unknown bot -',
    ],
    [
      'Bytespider',
      `${mozilla} (Linux; Android 5.0) ${chromium} Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)`,
      'android 5.0 bot unknown bot -',
    ],
    [
      'Amazonbot',
      `${mozilla} (Macintosh; Intel Mac OS X 10_10_1) AppleWebKit/600.2.5 (KHTML, like Gecko) Version/8.0.2 Safari/600.2.5 (Amazonbot/0.1; +https://developer.amazon.com/support/amazonbot)`,
      'macos 10.10.1 bot unknown bot -',
    ],
    [
      'Applebot',
      `${mozilla} (Macintosh; Intel Mac OS X 10_15_5) ${webkit} Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)`,
      'macos 10.15.5 bot unknown bot -',
    ],
    ['CCBot', 'CCBot/2.0 (https://commoncrawl.org/faq/)', 'other unknown bot unknown bot -'],
    [
      'DuckAssistBot',
      `${mozilla} (compatible; DuckAssistBot/1.2; +http://duckduckgo.com/duckassistbot.html)`,
      'other unknown bot unknown bot -',
    ],
    [
      'DuckDuckBot',
      'DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)',
      'other unknown bot unknown bot -',
    ],
    [
      "Google's inspection tool",
      `${mozilla} (compatible; Google-InspectionTool/1.0;)`,
      'other unknown bot unknown bot -',
    ],
    [
      "Google's StoreBot",
      `${mozilla} (X11; Linux x86_64; Storebot-Google/1.0) ${chromium} Chrome/79.0.3945.88 Safari/537.36`,
      'linux unknown bot unknown bot -',
    ],
    [
      'Lighthouse',
      `${mozilla} (Linux; Android 11; moto g power (2022)) ${chromium} Chrome/136.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse`,
      'android 11 bot unknown bot -',
    ],
    [
      'headless Chrome, as Playwright and Puppeteer start it',
      `${mozilla} (X11; Linux x86_64) ${chromium} HeadlessChrome/141.0.7390.37 Safari/537.36`,
      'linux unknown headless-chrome 141 desktop -',
    ],
    [
      'the request client of Playwright',
      'Playwright/1.49.0 (x64; ubuntu 22.04) node/20.18',
      'other unknown bot unknown bot -',
    ],
    ['curl', 'curl/8.7.1', 'other unknown bot unknown bot -'],
    ['Wget', 'Wget/1.21.4', 'other unknown bot unknown bot -'],
    ['requests of Python', 'python-requests/2.32.3', 'other unknown bot unknown bot -'],
    ['httpx of Python', 'python-httpx/0.27.2', 'other unknown bot unknown bot -'],
    ['aiohttp of Python', 'Python/3.12 aiohttp/3.10.10', 'other unknown bot unknown bot -'],
    ['urllib of Python', 'Python-urllib/3.11', 'other unknown bot unknown bot -'],
    ["Go's client", 'Go-http-client/2.0', 'other unknown bot unknown bot -'],
    ['OkHttp', 'okhttp/4.12.0', 'other unknown bot unknown bot -'],
    ['axios', 'axios/1.7.9', 'other unknown bot unknown bot -'],
    [
      'node-fetch',
      'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)',
      'other unknown bot unknown bot -',
    ],
    ["Node's own fetch", 'node', 'other unknown bot unknown bot -'],
    ['undici', 'undici', 'other unknown bot unknown bot -'],
    ['Postman', 'PostmanRuntime/7.43.0', 'other unknown bot unknown bot -'],
    ['Insomnia', 'insomnia/10.1.1', 'other unknown bot unknown bot -'],
    ['HTTPie', 'HTTPie/3.2.4', 'other unknown bot unknown bot -'],
    ['Guzzle', 'GuzzleHttp/7', 'other unknown bot unknown bot -'],
    ["Java's old client", 'Java/17.0.9', 'other unknown bot unknown bot -'],
    ["Java's new client", 'Java-http-client/21.0.2', 'other unknown bot unknown bot -'],
    ['Apache HttpClient', 'Apache-HttpClient/5.3.1 (Java/17.0.9)', 'other unknown bot unknown bot -'],
    ["Dart's client", 'Dart/3.5 (dart:io)', 'other unknown bot unknown bot -'],
    ['Faraday', 'Faraday v2.9.0', 'other unknown bot unknown bot -'],
    ["Ruby's client", 'Ruby', 'other unknown bot unknown bot -'],
    ['reqwest', 'reqwest/0.12.9', 'other unknown bot unknown bot -'],
    ['RestSharp', 'RestSharp/112.1.0.0', 'other unknown bot unknown bot -'],
    ['k6', 'k6/0.55.0 (https://k6.io/)', 'other unknown bot unknown bot -'],
    ['Deno', 'Deno/2.1.4', 'other unknown bot unknown bot -'],
    ['Bun', 'Bun/1.1.38', 'other unknown bot unknown bot -'],
    [
      'PowerShell',
      `${mozilla} (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.22621.4391`,
      'windows unknown bot unknown bot -',
    ],
    [
      "Slack's link preview",
      'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
      'other unknown bot unknown bot -',
    ],
    ["Telegram's link preview", 'TelegramBot (like TwitterBot)', 'other unknown bot unknown bot -'],
    [
      "Discord's link preview",
      `${mozilla} (compatible; Discordbot/2.0; +https://discordapp.com)`,
      'other unknown bot unknown bot -',
    ],
    [
      "LinkedIn's link preview",
      'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
      'other unknown bot unknown bot -',
    ],
    [
      "Facebook's link preview",
      'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
      'other unknown bot unknown bot -',
    ],
    [
      "Meta's fetcher",
      'meta-externalfetcher/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
      'other unknown bot unknown bot -',
    ],
    ["WhatsApp's link preview", 'WhatsApp/2.24.25.78 A', 'other unknown bot unknown bot -'],
    [
      'MJ12bot',
      `${mozilla} (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)`,
      'other unknown bot unknown bot -',
    ],
    [
      'PetalBot',
      `${mozilla} (compatible;PetalBot;+https://webmaster.petalsearch.com/site/petalbot)`,
      'other unknown bot unknown bot -',
    ],
    [
      'UptimeRobot',
      `${mozilla} (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)`,
      'other unknown bot unknown bot -',
    ],
    ['Pingdom', 'Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)', 'other unknown bot unknown bot -'],
    [
      'ChatGPT when a user asks',
      `${mozilla} ${chromium}; compatible; ChatGPT-User/1.0; +https://openai.com/bot`,
      'other unknown bot unknown bot -',
    ],
    [
      'Baiduspider',
      `${mozilla} (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)`,
      'other unknown bot unknown bot -',
    ],
    [
      'Baiduspider as a phone',
      `${mozilla} (iPhone; CPU iPhone OS 9_1 like Mac OS X) AppleWebKit/601.1.46 (KHTML, like Gecko) Version/9.0 Mobile/13B143 Safari/601.1 (compatible; Baiduspider-render/2.0; +http://www.baidu.com/search/spider.html)`,
      'ios 9.1 bot unknown bot -',
    ],
    [
      'Yeti of Naver',
      `${mozilla} (compatible; Yeti/1.1; +https://naver.me/spd)`,
      'other unknown bot unknown bot -',
    ],
    [
      'WebPageTest',
      `${mozilla} (${windows}) ${chromium} Chrome/125.0.0.0 Safari/537.36 PTST/250106.185545`,
      'windows unknown bot unknown bot -',
    ],
    [
      'Cypress, which runs in Electron',
      `${mozilla} (X11; Linux x86_64) ${chromium} Chrome/119.0.0.0 Safari/537.36 Cypress/13.6.4 Electron/27.1.3`,
      'linux unknown electron 27 desktop electron',
    ],
    [
      'PhantomJS',
      `${mozilla} (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1`,
      'linux unknown bot unknown bot -',
    ],
    [
      'Chrome on a Cubot phone, no robot',
      `${mozilla} (Linux; Android 13; CUBOT P80) ${chromium} Chrome/131.0.0.0 Mobile Safari/537.36`,
      'android 13 chrome 131 mobile -',
    ],
    [
      'a Samsung television',
      `${mozilla} (SMART-TV; LINUX; Tizen 8.0) ${chromium} SamsungBrowser/5.0 Chrome/108.0.5359.1 TV Safari/537.36`,
      'other unknown samsung 5 tv -',
    ],
    [
      "an older Samsung television without a browser's name",
      `${mozilla} (SMART-TV; Linux; Tizen 6.5) ${chromium} 85.0.4183.93/6.5 TV Safari/537.36`,
      'other unknown other unknown tv -',
    ],
    [
      'an LG television',
      `${mozilla} (Web0S; Linux/SmartTV) ${chromium} Chrome/108.0.5359.211 Safari/537.36 WebAppManager`,
      'other unknown other unknown tv -',
    ],
    [
      'an app on a Fire TV',
      `${mozilla} (Linux; Android 9; AFTKA Build/PS7633; wv) ${chromium} Version/4.0 Chrome/130.0.6723.102 Mobile Safari/537.36`,
      'android 9 webview 130 tv android-webview',
    ],
    [
      'an app on a Sony television',
      `${mozilla} (Linux; Android 12; BRAVIA VH21 Build/STT2.230203.001.S14; wv) ${chromium} Version/4.0 Chrome/126.0.6478.122 Safari/537.36`,
      'android 12 webview 126 tv android-webview',
    ],
    [
      'a Chromecast with Google TV',
      `${mozilla} (Linux; Android 12; Chromecast) ${chromium} Chrome/131.0.6778.81 Safari/537.36 CrKey/1.56.500000 DeviceType/AndroidTV`,
      'android 12 chrome 131 tv -',
    ],
    [
      'an older Chromecast',
      `${mozilla} (X11; Linux armv7l) ${chromium} Chrome/120.0.6099.0 Safari/537.36 CrKey/1.56.500000`,
      'linux unknown chrome 120 tv -',
    ],
    ['a Roku', 'Roku/DVP-14.0 (14.0.0.4182-88)', 'other unknown other unknown tv -'],
    [
      'a PlayStation 5',
      `${mozilla} (PlayStation; PlayStation 5/10.20) ${webkit} Version/17.0 Safari/605.1.15`,
      'other unknown other 17 console -',
    ],
    [
      'a PlayStation 4',
      `${mozilla} (PlayStation; PlayStation 4/12.00) ${webkit} Version/13.0 Safari/605.1.15`,
      'other unknown other 13 console -',
    ],
    [
      'Edge on an Xbox',
      `${mozilla} (${windows}; Xbox; Xbox Series X) ${chromium} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`,
      'other unknown edge 131 console -',
    ],
    [
      'a Nintendo Switch',
      `${mozilla} (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/613.0 (KHTML, like Gecko) NF/6.0.3.25.0 NintendoBrowser/5.1.0.32061`,
      'other unknown other 5 console -',
    ],
    [
      'an Apple TV',
      'AppleCoreMedia/1.0.0.22J354 (Apple TV; U; CPU OS 18_0 like Mac OS X; en_us)',
      'other unknown other unknown tv -',
    ],
    [
      'Chrome on a Chromebook with ARM',
      `${mozilla} (X11; CrOS aarch64 14541.0.0) ${chromium} Chrome/140.0.0.0 Safari/537.36`,
      'chromeos unknown chrome 140 desktop -',
    ],
    [
      'Chrome on a Chromebook before the reduction',
      `${mozilla} (X11; CrOS x86_64 16181.61.0) ${chromium} Chrome/134.0.6998.198 Safari/537.36`,
      'chromeos unknown chrome 134 desktop -',
    ],
    [
      'Firefox on Fedora',
      `${mozilla} (X11; Fedora; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0`,
      'linux unknown firefox 144 desktop -',
    ],
    [
      'Firefox on a Raspberry Pi',
      `${mozilla} (X11; Linux aarch64; rv:128.0) Gecko/20100101 Firefox/128.0`,
      'linux unknown firefox 128 desktop -',
    ],
    [
      'GNOME Web',
      `${mozilla} (X11; Linux x86_64) ${webkit} Version/18.0 Safari/605.1.15`,
      'linux unknown other 18 desktop -',
    ],
    [
      'GNOME Web, older',
      `${mozilla} (X11; Linux x86_64) ${webkit} Version/16.0 Safari/605.1.15 Epiphany/605.1.15`,
      'linux unknown other 605 desktop -',
    ],
    [
      'Chromium of Ubuntu',
      `${mozilla} (X11; Linux x86_64) ${chromium} Ubuntu Chromium/83.0.4103.61 Chrome/83.0.4103.61 Safari/537.36`,
      'linux unknown chromium 83 desktop -',
    ],
    [
      'Firefox on FreeBSD',
      `${mozilla} (X11; FreeBSD amd64; rv:133.0) Gecko/20100101 Firefox/133.0`,
      'other unknown firefox 133 desktop -',
    ],
    [
      'Firefox on OpenBSD',
      `${mozilla} (X11; OpenBSD amd64; rv:133.0) Gecko/20100101 Firefox/133.0`,
      'other unknown firefox 133 desktop -',
    ],
    [
      'a Linux phone',
      `${mozilla} (Linux; Linux aarch64) ${webkit} Version/16.0 Mobile Safari/605.1.15`,
      'linux unknown other 16 mobile -',
    ],
    [
      'Firefox on Windows 7',
      `${mozilla} (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0`,
      'windows 7 firefox 115 desktop -',
    ],
    [
      'Chrome on Windows 8.1',
      `${mozilla} (Windows NT 6.3; Win64; x64) ${chromium} Chrome/109.0.0.0 Safari/537.36`,
      'windows 8.1 chrome 109 desktop -',
    ],
    [
      'Internet Explorer on Windows 8',
      `${mozilla} (Windows NT 6.2; WOW64; Trident/7.0; rv:11.0) like Gecko`,
      'windows 8 ie 11 desktop -',
    ],
    [
      'the old Edge on Windows 10 with ARM',
      `${mozilla} (Windows NT 10.0; ARM64; RM-1096) AppleWebKit/537.36 (KHTML like Gecko) Chrome/51.0.2704.79 Safari/537.36 Edge/14.14393`,
      'windows unknown edge 14 desktop -',
    ],
    [
      'Edge on Windows 10 or 11',
      `${mozilla} (${windows}) ${chromium} Chrome/123.0.0.0 Safari/537.36 Edg/123.0.0.0`,
      'windows unknown edge 123 desktop -',
    ],
    [
      'the old Edge',
      `${mozilla} (${windows}) ${chromium} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`,
      'windows unknown edge 18 desktop -',
    ],
    [
      'Internet Explorer on Windows 10',
      `${mozilla} (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko`,
      'windows unknown ie 11 desktop -',
    ],
    [
      "Avast's browser on Windows 7",
      `${mozilla} (Windows NT 6.1; WOW64) ${chromium} Chrome/109.0.5414.120 Safari/537.36 Avast/109.0.24252.121`,
      'windows 7 other 109 desktop -',
    ],
    [
      "Norton's browser",
      `${mozilla} (${windows}) ${chromium} Chrome/131.0.0.0 Safari/537.36 Norton/131.0.27894.265`,
      'windows unknown other 131 desktop -',
    ],
    [
      "Lenovo's browser",
      `${mozilla} (${windows}) ${chromium} Chrome/122.0.0.0 Safari/537.36 SLBrowser/9.0.3.5211 SLBChan/105`,
      'windows unknown other 9 desktop -',
    ],
    [
      'QQ Browser on Windows with its core',
      `${mozilla} (Windows NT 10.0; WOW64) ${chromium} Chrome/116.0.5845.97 Safari/537.36 Core/1.116.520.400 QQBrowser/14.0.5735.400`,
      'windows unknown qq 14 desktop -',
    ],
    [
      'Sogou on Windows',
      `${mozilla} (${windows}) ${chromium} Chrome/122.0.6261.171 Safari/537.36 SE 2.X MetaSr 1.0`,
      'windows unknown other 1 desktop -',
    ],
    [
      'Coc Coc on Windows',
      `${mozilla} (${windows}) ${chromium} coc_coc_browser/135.0.152 Chrome/129.0.6668.152 Safari/537.36`,
      'windows unknown other 135 desktop -',
    ],
    [
      'Ulaa',
      `${mozilla} (${windows}) ${chromium} Chrome/134.0.0.0 Safari/537.36 Ulaa/134`,
      'windows unknown other 134 desktop -',
    ],
    [
      'Quark on Windows',
      `${mozilla} (${windows}) ${chromium} Chrome/112.0.0.0 Safari/537.36 QuarkPC/2.5.0.283`,
      'windows unknown other 2 desktop -',
    ],
    [
      'the web component of HarmonyOS 5',
      `${mozilla} (Phone; OpenHarmony 5.0) ${chromium} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`,
      'other unknown other unknown mobile -',
    ],
    [
      'Huawei Browser on HarmonyOS 5',
      `${mozilla} (Phone; OpenHarmony 5.0) ${chromium} Chrome/114.0.0.0 Safari/537.36  ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.4.300`,
      'other unknown huawei 5 mobile -',
    ],
    [
      'the web component of a HarmonyOS tablet',
      `${mozilla} (Tablet; OpenHarmony 5.0) ${chromium} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1`,
      'other unknown other unknown tablet -',
    ],
    [
      'Huawei Browser on a HarmonyOS PC',
      `${mozilla} (PC; OpenHarmony 5.1) ${chromium} Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.0.0.45 HuaweiBrowser/6.0.1.1`,
      'other unknown huawei 6 desktop -',
    ],
    [
      'KaiOS',
      `${mozilla} (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.4`,
      'other unknown firefox 48 mobile -',
    ],
    [
      'Huawei Browser on HarmonyOS 3',
      `${mozilla} (Linux; Android 12; HarmonyOS; NOH-AN00; HMSCore 6.14.0.302) ${chromium} Chrome/114.0.5735.196 HuaweiBrowser/15.0.7.301 Mobile Safari/537.36`,
      'android unknown huawei 15 mobile -',
    ],
    [
      'Chrome on an Android Go phone',
      `${mozilla} (Linux; Android 8.1.0; Nokia 1 Build/OPM1.171019.011) ${chromium} Chrome/106.0.5249.126 Mobile Safari/537.36`,
      'android 8.1.0 chrome 106 mobile -',
    ],
    [
      'Chrome on an unfolded foldable',
      `${mozilla} (Linux; Android 14; SM-F946B) ${chromium} Chrome/109.0.0.0 Safari/537.36`,
      'android 14 chrome 109 tablet -',
    ],
    [
      'the browser of a Tesla',
      `${mozilla} (X11; GNU/Linux) ${chromium} Chrome/109.0.0.0 Safari/537.36 Tesla/2024.44.25`,
      'linux unknown chrome 109 other -',
    ],
    [
      'a web view on macOS',
      `${mozilla} (${mac}) ${webkit}`,
      'macos unknown webview unknown desktop wkwebview',
    ],
    [
      'an app of the old Edge engine',
      `${mozilla} (${windows}; WebView/3.0) ${chromium} Chrome/70.0.3538.102 Safari/537.36 Edge/18.19045`,
      'windows unknown webview 70 desktop other-app',
    ],
    [
      'Edge on Windows Phone',
      `${mozilla} (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) ${chromium} Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15254`,
      'other unknown edge 15 mobile -',
    ],
    [
      'DuckDuckGo on Android, older',
      `${mozilla} (Linux; Android 12) ${chromium} Version/4.0 Chrome/119.0.6045.66 Mobile DuckDuckGo/5 Safari/537.36`,
      'android 12 duckduckgo 5 mobile -',
    ],
    [
      'Phoenix, in the web view of the system',
      `${mozilla} (Linux; Android 13; TECNO KI5q Build/TP1A.220624.014; wv) ${chromium} Version/4.0 Chrome/131.0.6778.104 Mobile Safari/537.36 PHX/17.6`,
      'android 13 other 17 mobile android-webview',
    ],
    [
      'Instabridge',
      `${mozilla} (Linux; Android 12; moto g(60)s) ${chromium} Chrome/129.0.0.0 Mobile Safari/537.36 Instabridge/22`,
      'android 12 other 22 mobile -',
    ],
    [
      'Edge on Android before the reduction',
      `${mozilla} (Linux; Android 13; SM-G981B) ${chromium} Chrome/131.0.0.0 Mobile Safari/537.36 EdgA/131.0.0.0`,
      'android 13 edge 131 mobile -',
    ],
    [
      'Vivaldi on Android',
      `${mozilla} (Linux; Android 14; Pixel 8) ${chromium} Chrome/126.0.0.0 Mobile Safari/537.36 Vivaldi/6.8.3381.72`,
      'android 14 vivaldi 6 mobile -',
    ],
    [
      'the Google app on Android',
      `${mozilla} (Linux; Android 10; VOG-L29) ${chromium} Chrome/111.0 Mobile Safari/537.36 GoogleApp/14.1`,
      'android 10 webview 111 mobile gsa',
    ],
    [
      'the Bing app on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${webkit} Mobile/15E148 BingSapphire/29.1.430603005`,
      'ios 17.5 webview unknown mobile bing',
    ],
    [
      'Yahoo Japan on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} Version/18.0 Mobile/15E148 Safari/604.1 YJApp-IOS jp.co.yahoo.ipn.appli/4.130.0`,
      'ios 18.0 webview unknown mobile yahoo-japan',
    ],
    [
      'Baidu on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_0 like Mac OS X) ${webkit} Mobile/15E148 baiduboxapp/13.70.0.10 (Baidu; P2 17.0)`,
      'ios 17.0 webview unknown mobile baidu',
    ],
    [
      'Baidu on Android',
      `${mozilla} (Linux; Android 12; KB2000 Build/RP1A; wv) ${chromium} Version/4.0 Chrome/97.0.4692.98 Mobile Safari/537.36 T7/13.58 BDOS/1.0 SP-engine/2.98.0 baiduboxapp/13.58.0.10 (Baidu; P1 12) NABar/1.0`,
      'android 12 webview 97 mobile baidu',
    ],
    [
      'QQ on Android',
      `${mozilla} (Linux; Android 13; V2141A Build/TP1A; wv) ${chromium} Version/4.0 Chrome/109.0.5414.86 MQQBrowser/6.2 TBS/046715 Mobile Safari/537.36 V1_AND_SQ_9.0.8_5540_YYB_D QQ/9.0.8.14755 NetType/WIFI WebP/0.3.0`,
      'android 13 webview 109 mobile qq',
    ],
    [
      'Taobao on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 16_5 like Mac OS X) ${webkit} Mobile/15E148 AliApp(TB/10.45.10) WindVane/8.7.2 1170x2532`,
      'ios 16.5 webview unknown mobile other-app',
    ],
    [
      'Alipay on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 16_5 like Mac OS X) ${webkit} Mobile/15E148 Ariver/1.1.0 AliApp(AP/10.5.36.6000) Nebula WK RVKType(0) AlipayClient/10.5.36.6000 Language/zh-Hans`,
      'ios 16.5 webview unknown mobile alipay',
    ],
  ] as const)('%s', (_what, userAgent, wanted) => {
    expect(tell(identify({ userAgent }))).toBe(wanted)
  })
})

describe('apps and devices that pass for something else', () => {
  it.each([
    [
      'Instagram on an iPad that asks for the desktop site',
      `${mozilla} (${mac}) ${webkit} Mobile/15E148 Instagram 408.0.0.25.92 (iPad14,3; iPadOS 26_1; en_US; en; scale=2.00; 1668x2388)`,
      'ipados 26.1 webview unknown tablet instagram',
    ],
    [
      'Facebook on an iPad',
      `${mozilla} (iPad; CPU OS 26_1 like Mac OS X) ${webkit} Mobile/15E148 [FBAN/FBIOS;FBAV/540.0.0.30.65;FBDV/iPad14,3;FBMD/iPad;FBSN/iPadOS;FBSV/26.1;FBSS/2]`,
      'ipados 26.1 webview unknown tablet facebook',
    ],
    [
      'a web view on an Android tablet',
      `${mozilla} (Linux; Android 14; Lenovo TB-X606F; wv) ${chromium} Version/4.0 Chrome/131.0.6778.135 Safari/537.36`,
      'android 14 webview 131 tablet android-webview',
    ],
    [
      'Samsung Internet on a tablet',
      `${mozilla} (Linux; Android 15; SM-X716B) ${chromium} SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36`,
      'android 15 samsung 28 tablet -',
    ],
    [
      'Samsung Internet with a reduced user agent',
      `${mozilla} (Linux; Android 10; K) ${chromium} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      'android unknown samsung 28 mobile -',
    ],
    [
      'Facebook on Android without `wv`',
      `${mozilla} (Linux; Android 14; Pixel 8 Pro Build/AP1A.240405.002) ${chromium} Chrome/131.0.6778.135 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/490.0.0.63.82;]`,
      'android 14 webview 131 mobile facebook',
    ],
    [
      'Instagram on Android',
      `${mozilla} (Linux; Android 15; Pixel 9 Build/AP4A; wv) ${chromium} Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36 Instagram 390.0.0.0.5 Android (35/15; 420dpi; 1080x2361; Google/google; Pixel 9; tokay; tokay; en_US; 750000000; IABMV/1)`,
      'android 15 webview 138 mobile instagram',
    ],
    [
      'WhatsApp on Windows',
      `${mozilla} (${windows}) ${chromium} Chrome/131.0.0.0 Safari/537.36 WhatsApp/2.2450.6`,
      'windows unknown webview 131 desktop whatsapp',
    ],
    [
      'WhatsApp on macOS',
      `${mozilla} (${mac}) ${webkit} WhatsApp/2.24.25.78`,
      'macos unknown webview unknown desktop whatsapp',
    ],
    [
      'Viber on Windows',
      `${mozilla} (${windows}) ${chromium} Chrome/130.0.0.0 Safari/537.36 Viber/23.0`,
      'windows unknown webview 130 desktop viber',
    ],
    [
      'KakaoTalk on macOS',
      `${mozilla} (${mac}) ${webkit} Version/18.5 Safari/605.1.15 KAKAOTALK/25.1`,
      'macos unknown webview unknown desktop kakaotalk',
    ],
    [
      'the browser of the Steam client',
      `${mozilla} (Windows; U; Windows NT 10.0; en-US; Valve Steam Client/default/1733265492; ) ${chromium} Chrome/126.0.6478.183 Safari/537.36`,
      'windows unknown webview 126 desktop other-app',
    ],
    [
      'the Epic Games launcher',
      `${mozilla} (${windows}) ${chromium} EpicGamesLauncher/17.2.0 UnrealEngine/4.27.0 Chrome/90.0.4430.212 Safari/537.36`,
      'windows unknown webview 90 desktop other-app',
    ],
    [
      'Spotify on Windows',
      `${mozilla} (Windows NT 10.0; WOW64) ${chromium} Chrome/118.0.5993.159 Safari/537.36 Spotify/1.2.52 CEF`,
      'windows unknown webview 118 desktop other-app',
    ],
    [
      'Zalo on Android',
      `${mozilla} (Linux; Android 13; Mi 9T Build/TQ3A; wv) ${chromium} Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 Zalo android/12110710 ZaloTheme/light ZaloLanguage/vi`,
      'android 13 webview 131 mobile other-app',
    ],
    [
      'Zalo on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_6 like Mac OS X) ${webkit} Mobile/15E148 Zalo iOS/524 ZaloTheme/light ZaloLanguage/vn`,
      'ios 17.6 webview unknown mobile other-app',
    ],
    [
      'Discord on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_2 like Mac OS X) ${webkit} Mobile/15E148 Discord/256.0`,
      'ios 18.2 webview unknown mobile other-app',
    ],
    [
      'Telegram on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_2 like Mac OS X) ${webkit} Version/18.2 Mobile/15E148 Safari/604.1 Telegram-iOS/11.4`,
      'ios 18.2 webview unknown mobile telegram',
    ],
    [
      'Weibo on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_2 like Mac OS X) ${webkit} Mobile/15E148 Weibo (iPhone14,5__weibo__14.12.1__iphone__os18.2)`,
      'ios 18.2 webview unknown mobile other-app',
    ],
    [
      'WeChat on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_2 like Mac OS X) ${webkit} Mobile/15E148 MicroMessenger/8.0.54(0x1800362c) NetType/WIFI Language/zh_CN`,
      'ios 18.2 webview unknown mobile wechat',
    ],
    [
      'Slack on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 18_2 like Mac OS X) ${webkit} Mobile/15E148 Slack/24.12.20`,
      'ios 18.2 webview unknown mobile slack',
    ],
    [
      'Alipay on iOS 18',
      `${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} Mobile/15E148 AlipayDefined(nt:WIFI,ws:390|844|3.0) AliApp(AP/10.6) AlipayClient/10.6`,
      'ios 18.0 webview unknown mobile alipay',
    ],
    [
      'Facebook on iOS that looks like Safari',
      `${mozilla} (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) ${webkit} Version/17.5.1 Mobile/15E148 Safari/604.1 [FBAN/FBIOS;FBAV/470.0]`,
      'ios 17.5.1 webview unknown mobile facebook',
    ],
    [
      'Mi Browser, global edition',
      `${mozilla} (Linux; U; Android 13; en-us; M2101K6G Build/TKQ1.221013.002) ${chromium} Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.11.0-gn`,
      'android 13 miui 14 mobile -',
    ],
    [
      'Mi Browser that asks for the desktop site',
      `${mozilla} (X11; U; Linux x86_64; en-us) ${chromium} Chrome/112.0.5615.136 Safari/537.36 XiaoMi/MiuiBrowser/14.11.0-gn`,
      'android unknown miui 14 tablet -',
    ],
    [
      'Chrome in the Android emulator',
      `${mozilla} (Linux; Android 14; sdk_gphone64_x86_64) ${chromium} Chrome/124.0.0.0 Mobile Safari/537.36`,
      'android 14 chrome 124 mobile -',
    ],
    [
      'Firefox on Android that names the phone',
      `${mozilla} (Android 14; Mobile; LG-M255; rv:133.0) Gecko/133.0 Firefox/133.0`,
      'android 14 firefox 133 mobile -',
    ],
    [
      'Firefox on Android 15',
      `${mozilla} (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0`,
      'android 15 firefox 144 mobile -',
    ],
    [
      'Firefox on an old Android',
      `${mozilla} (Android; Mobile; rv:40.0) Gecko/40.0 Firefox/40.0`,
      'android unknown firefox 40 mobile -',
    ],
    [
      'Firefox on an iPad',
      `${mozilla} (${mac}) ${webkit} FxiOS/144.0 Safari/605.1.15`,
      'ipados unknown firefox 144 tablet -',
    ],
    [
      'a Mac whose version is told by somebody who changed it',
      `${mozilla} (Macintosh; Intel Mac OS X 14_7_2) ${webkit} Version/18.2 Safari/605.1.15`,
      'macos 14.7.2 safari 18 desktop -',
    ],
    [
      'Chrome that claims a Windows that never was',
      `${mozilla} (Windows NT 11.0; Win64; x64) ${chromium} Chrome/131.0.0.0 Safari/537.36`,
      'windows unknown chrome 131 desktop -',
    ],
    [
      'Firefox on Windows 10 or 11',
      `${mozilla} (${windows}; rv:144.0) Gecko/20100101 Firefox/144.0`,
      'windows unknown firefox 144 desktop -',
    ],
    [
      'Yandex on Android, alpha',
      `${mozilla} (Linux; arm_64; Android 15; SM-S918B) ${chromium} Chrome/138.0.7204.50 YaBrowser/25.8.2.50.00 (alpha) SA/3 Mobile Safari/537.36`,
      'android 15 yandex 25 mobile -',
    ],
    [
      'Yandex on an iPad',
      `${mozilla} (iPad; CPU OS 17_5 like Mac OS X) ${webkit} Version/17.0 YaBrowser/24.6.6.610.11 Mobile/15E148 Safari/605.1`,
      'ipados 17.5 yandex 24 tablet -',
    ],
    [
      'Edge on iOS 17',
      `${mozilla} (iPhone; CPU iPhone OS 17_0 like Mac OS X) ${webkit} Version/17.0 EdgiOS/122.0.2365.86 Mobile/15E148 Safari/605.1.15`,
      'ios 17.0 edge 122 mobile -',
    ],
    [
      'Pinterest on an Android tablet',
      `${mozilla} (Linux; Android 12; SM-T870 Build/SP2A; wv) ${chromium} Version/4.0 Chrome/126.0.6478.122 Safari/537.36 Pinterest for Android Tablet/12.20.0 (gts7lwifi; 12)`,
      'android 12 webview 126 tablet pinterest',
    ],
    [
      'Chrome on Linux with ARM',
      `${mozilla} (X11; Linux armv8l) ${chromium} Chrome/120.0.0.0 Safari/537.36`,
      'linux unknown chrome 120 desktop -',
    ],
    [
      'Chrome on an old Chromebook',
      `${mozilla} (X11; CrOS armv7l 13597.84.0) ${chromium} Chrome/88.0.4324.146 Safari/537.36`,
      'chromeos unknown chrome 88 desktop -',
    ],
    [
      'Chrome on an Android tablet',
      `${mozilla} (Linux; Android 13; Pixel C) ${chromium} Chrome/131 Safari/537.36`,
      'android 13 chrome 131 tablet -',
    ],
    [
      'the sign-in page of Play services',
      `${mozilla} (Linux; Android 12; HD1913; Build/SKQ1) ${chromium} Chrome/131.0.6778.200 Mobile Safari/537.36 OcIdWebView ({"os":"Android","appVersion":"297.20"})`,
      'android 12 webview 131 mobile other-app',
    ],
    [
      'the sign-in page of a Google app on iOS',
      `${mozilla} (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${webkit} Mobile/21F79 OcIdWebView`,
      'ios 17.5 webview unknown mobile other-app',
    ],
    [
      'Chrome on Android without a model',
      `${mozilla} (Linux; Android 15) ${chromium} Chrome/143.0.0.0 Mobile Safari/537.36`,
      'android 15 chrome 143 mobile -',
    ],
    [
      'Huawei Browser with its services',
      `${mozilla} (Linux; Android 14; VOG-L29; HMSCore 6.14) ${chromium} Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36`,
      'android 14 huawei 15 mobile -',
    ],
    [
      "an LG television with its browser's name",
      `${mozilla} (Web0S; Linux/SmartTV) ${chromium} Chrome/120.0.6099.5 Safari/537.36 LG Browser/8.00.00(LGE; OLED65C1PUB; 03.40.65; 1; DTV_W21U)`,
      'other unknown other unknown tv -',
    ],
    [
      'an old LG television',
      `${mozilla} (Linux; NetCast; U) AppleWebKit/537.31 (KHTML, like Gecko) Chrome/108.0 Safari/537.31 SmartTV/10.0 Colt/2.0`,
      'other unknown other unknown tv -',
    ],
    [
      'a Shield on a television',
      `${mozilla} (Linux; Android 12; SHIELD Android TV) ${chromium} Chrome/131.0.0.0 Safari/537.36`,
      'android 12 chrome 131 tv -',
    ],
    [
      'a Hisense television',
      `${mozilla} (Linux; U; Linux armv7l; VIDAA/6.0(Hisense;SmartTV)) AppleWebKit/537.36 Chrome/88 Safari/537.36`,
      'other unknown other unknown tv -',
    ],
    [
      'a Nintendo 3DS',
      `${mozilla} (Nintendo 3DS; U; ; en) Version/1.7630.US`,
      'other unknown other unknown console -',
    ],
    [
      'Konqueror on FreeBSD',
      `${mozilla} (compatible; Konqueror/4.5; FreeBSD) KHTML/4.5.4 (like Gecko)`,
      'other unknown other 4 desktop -',
    ],
    [
      'GNOME Web of Ubuntu',
      `${mozilla} (X11; Linux x86_64) ${webkit} Version/16.0 Safari/605.1.15 Ubuntu/22.04 Epiphany/42.4`,
      'linux unknown other 42 desktop -',
    ],
    [
      "JioSphere's predecessor",
      `${mozilla} (Linux; Android 13; JioPhone Next) ${chromium} Chrome/120.0.0.0 Mobile Safari/537.36 JioPages/4.0`,
      'android 13 other 4 mobile -',
    ],
    [
      'Falkon',
      `${mozilla} (X11; Linux x86_64) ${chromium} Chrome/138.0.0.0 Safari/537.36 Falkon/24.02.2`,
      'linux unknown other 24 desktop -',
    ],
    [
      'Kiwi',
      `${mozilla} (Linux; Android 10; K) ${chromium} Chrome/127.0.0.0 Mobile Safari/537.36 Kiwi/124`,
      'android unknown other 124 mobile -',
    ],
    [
      'a user agent in small letters, which nobody honest sends',
      'mozilla/5.0 (iphone; cpu iphone os 18_5 like mac os x) applewebkit/605.1.15 (khtml, like gecko) version/18.5 mobile/15e148 safari/604.1',
      'other unknown other unknown mobile -',
    ],
  ] as const)('%s', (_what, userAgent, wanted) => {
    expect(tell(identify({ userAgent }))).toBe(wanted)
  })
})

const knowledge = parseShipped()
const folder = readShippedFolder()

interface Told {
  readonly value: SupportWord
  /** The file of the statement that decided, and the condition that it stands on beyond those of its file. */
  readonly by: string
  readonly where: Readonly<Record<string, unknown>>
}
type Deciding = Partial<Record<SupportKey, Told>>

const told = (value: SupportWord, by: string, where: Told['where'] = {}): Told => ({ value, by, where })

/** What decided one value: its place in `rules/`, looked up there. */
function lookUp(raw: RawSignals, key: SupportKey): Told & { readonly source: string } {
  const signals = readSignals(raw)
  const { value, source, ref = '' } = resolveSupport(identifyPlatform(signals), signals, knowledge)[key]
  const [file = '', pointer = ''] = ref.split('#')
  const text = folder.get(file.replace(/^rules\//, '')) ?? '{}'
  const statement: { readonly where?: Told['where'] } = JSON.parse(text).statements?.[
    Number(pointer.split('/').at(-1))
  ] ?? { where: { none: ref } }
  return { value, source, by: file.split('/').at(-1) ?? '', where: statement.where ?? {} }
}

const hints = (platform: string, platformVersion: string, brand: string, version: string) => ({
  platform,
  platformVersion,
  mobile: false,
  brands: [
    { brand: 'Not A(Brand', version: '8' },
    { brand: 'Chromium', version },
    { brand, version },
  ],
})
const chromeOnMac = (version: string) => ({
  userAgent: `${mozilla} (${mac}) ${chromium} Chrome/${version}.0.0.0 Safari/537.36`,
  clientHints: hints('macOS', '13.5.0', 'Google Chrome', version),
})
const firefoxOnMac = (version: string) => ({
  userAgent: `${mozilla} (Macintosh; Intel Mac OS X 10.15; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`,
})
const android14 = (container: string) => ({
  userAgent: `${mozilla} (Linux; Android 14; Pixel 8${container}`,
})
const inAndroidWebView: Deciding = {
  webauthn: told(false, 'containers.json', { webview: true, os: 'android' }),
  platformPasskeys: told(false, 'containers.json', { webview: true, os: 'android' }),
  // The page cannot, the phone around it can be scanned all the same.
  hybridAuthenticator: told(true, 'android.json'),
}
const usbOnly = { browser: 'firefox', browserVersion: '<122' }

const named: readonly (readonly [what: string, raw: RawSignals, platform: string, deciding: Deciding])[] = [
  [
    'Chrome 117 on macOS 13.5: the profile of this Mac',
    chromeOnMac('117'),
    'macos 13.5.0 chrome 117 desktop -',
    {
      platformPasskeys: told(true, 'macos.json', { browser: 'chrome' }),
      passkeySync: told('device-bound', 'macos.json', { browser: 'chrome', browserVersion: '<118' }),
    },
  ],
  [
    'Chrome 118 on macOS 13.5: iCloud Keychain',
    chromeOnMac('118'),
    'macos 13.5.0 chrome 118 desktop -',
    {
      platformPasskeys: told(true, 'macos.json', { browser: 'chrome' }),
      passkeySync: told('synced', 'macos.json', { browser: 'chrome', osVersion: '>=13.5' }),
    },
  ],
  [
    'Edge 122 on macOS 14: a store of its own',
    {
      userAgent: `${mozilla} (${mac}) ${chromium} Chrome/122.0.0.0 Safari/537.36 Edg/122.0.0.0`,
      clientHints: hints('macOS', '14.0.0', 'Microsoft Edge', '122'),
    },
    'macos 14.0.0 edge 122 desktop -',
    { passkeySync: told('device-bound', 'macos.json', { browser: 'edge', browserVersion: '<133' }) },
  ],
  [
    'Safari 26 on iOS, whose user agent says 18_6',
    {
      userAgent: `${mozilla} (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Version/26.0 Mobile/15E148 Safari/604.1`,
      maxTouchPoints: 5,
      platform: 'iPhone',
    },
    'ios 26.0 safari 26 mobile -',
    {
      // The version decides: Safari 18 has none of them.
      signalMethods: told(true, 'ios.json'),
      passkeySync: told('synced', 'ios.json'),
      conditionalCreate: told(true, 'ios.json'),
    },
  ],
  [
    'Chrome on iOS 15: the version of iOS counts, not its own',
    {
      userAgent: `${mozilla} (iPhone; CPU iPhone OS 15_7 like Mac OS X) ${webkit} CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1`,
    },
    'ios 15.7 chrome 120 mobile -',
    {
      platformPasskeys: told(false, 'ios.json', { osVersion: '<16' }),
      passkeySync: told('device-bound', 'ios.json', { osVersion: '<16' }),
      hybridClient: told(false, 'ios.json', { osVersion: '<16' }),
    },
  ],
  [
    'Firefox 121 on macOS: USB keys only',
    firefoxOnMac('121'),
    'macos unknown firefox 121 desktop -',
    {
      platformPasskeys: told(false, 'macos.json', usbOnly),
      passkeySync: told('none', 'macos.json', usbOnly),
    },
  ],
  [
    'Firefox 122 on macOS: it hangs on the version, which it hides',
    firefoxOnMac('122'),
    'macos unknown firefox 122 desktop -',
    {
      platformPasskeys: told('unknown', 'macos.json', { browser: 'firefox', osVersion: '<13.3' }),
      passkeySync: told('unknown', 'macos.json', { browser: 'firefox', osVersion: '<13.3' }),
    },
  ],
  [
    'Samsung Internet in desktop mode, whose hints say Linux too: an Android of unknown version',
    {
      userAgent: `${mozilla} (X11; Linux x86_64) ${chromium} SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36`,
      clientHints: hints('Linux', '', 'Samsung Internet', '28'),
      maxTouchPoints: 5,
      platform: 'Linux x86_64',
    },
    'android unknown samsung 28 tablet -',
    {
      webauthn: told(true, 'apis.json'),
      platformPasskeys: told('unknown', 'android.json', { osVersion: '<7' }),
      passkeySync: told('unknown', 'android.json', { osVersion: '<7' }),
    },
  ],
  [
    'an iPad that asks for the desktop site, by its touch points',
    {
      userAgent: `${mozilla} (${mac}) ${webkit} Version/18.5 Safari/605.1.15`,
      maxTouchPoints: 5,
      platform: 'MacIntel',
    },
    'ipados unknown safari 18 tablet -',
    {
      platformPasskeys: told(true, 'ios.json'),
      passkeySync: told('synced', 'ios.json'),
      // A Mac cannot be scanned, an iPad can.
      hybridAuthenticator: told(true, 'ios.json'),
    },
  ],
  [
    'a web view of Android with `wv`',
    android14(` Build/UD1A; wv) ${chromium} ${webView}`),
    'android 14 webview 131 mobile android-webview',
    inAndroidWebView,
  ],
  [
    'a web view of Android without `wv`',
    android14(`) ${chromium} ${webView}`),
    'android 14 webview 131 mobile android-webview',
    inAndroidWebView,
  ],
  [
    'Chrome on the same phone',
    android14(`) ${chromium} Chrome/131.0.6778.135 Mobile Safari/537.36`),
    'android 14 chrome 131 mobile -',
    {
      webauthn: told(true, 'apis.json'),
      platformPasskeys: told(true, 'android.json'),
      passkeySync: told('synced', 'android.json'),
    },
  ],
  [
    'Chrome on Linux with touch points: perhaps a phone on the desktop site',
    {
      userAgent: `${mozilla} (X11; Linux x86_64) ${chromium} Chrome/150.0.0.0 Safari/537.36`,
      maxTouchPoints: 10,
      platform: 'Linux x86_64',
    },
    'linux unknown chrome 150 desktop -',
    {
      platformAuthenticator: told('unknown', 'linux.json', { touch: true }),
      hybridClient: told('unknown', 'linux.json', { touch: true }),
      passkeySync: told('unknown', 'linux.json', { touch: true }),
    },
  ],
  [
    'Chrome on Linux without touch points',
    {
      userAgent: `${mozilla} (X11; Linux x86_64) ${chromium} Chrome/150.0.0.0 Safari/537.36`,
      maxTouchPoints: 0,
      platform: 'Linux x86_64',
    },
    'linux unknown chrome 150 desktop -',
    {
      platformAuthenticator: told(false, 'linux.json'),
      hybridClient: told(true, 'linux.json', { browser: 'chrome' }),
    },
  ],
]

describe('a client that is known by name, with the statements that decide what it can do', () => {
  it.each(named)('%s', (_what, raw, wanted, deciding) => {
    expect(tell(identify(raw))).toBe(wanted)
    for (const key of Object.keys(deciding) as SupportKey[]) {
      expect({ [key]: lookUp(raw, key) }).toMatchObject({ [key]: { ...deciding[key], source: 'knowledge' } })
    }
  })

  it('never contradicts itself', () => {
    expect(named.filter(([, raw]) => identify(raw).conflicts.length > 0).map(([what]) => what)).toEqual([])
  })
})
