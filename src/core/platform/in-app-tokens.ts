/**
 * Apps that show web pages inside themselves, by the token each leaves in the user agent, first match wins.
 * The tokens are the apps' own; each was seen in public user-agent collections (yauaa, uap-core, WhichBrowser,
 * ua-parser-js test data) or is documented by the app's maker. No leading word boundary: some proxies drop spaces.
 */
export const inAppTokens: readonly (readonly [token: RegExp, host: string])[] = [
  [/FBAN\/Messenger|FB_IAB\/(?:Orca|MESSENGER)|\bOrca-Android/i, 'facebook-messenger'],
  [/Barcelona[ /]\d/, 'threads'],
  [/Instagram[ /]\d/, 'instagram'],
  [/FBAN\/|FBAV\/|FB_IAB\/|\[FB[A-Z]{2}\//, 'facebook'],
  [/musical_?ly|trill_|BytedanceWebview|aweme_|TikTok[ /]\d/i, 'tiktok'],
  [/Snapchat\/?/, 'snapchat'],
  [/LinkedInApp/, 'linkedin'],
  [/\[Pinterest\/|Pinterest for (?:iOS|Android)/, 'pinterest'],
  [/Twitter for (?:iPhone|iPad|Android)|TwitterAndroid/, 'twitter'],
  [/KAKAOTALK|KakaoStory/i, 'kakaotalk'],
  [/NAVER\(inapp|NAVER\/\d/, 'naver'],
  [/(?:^|[ ;)])(?:Line|LINE)\/\d|LIFF\//, 'line'],
  [/MicroMessenger\/|WindowsWechat|WeChat\//i, 'wechat'],
  [/(?:^|[ ;)])QQ\/\d|V1_(?:AND|IPH)_SQ_/, 'qq'],
  [/AlipayClient\/|AliApp\(AP\//, 'alipay'],
  [/baiduboxapp\/?|baidubrowserapp|BaiduBoxApp|bdapp\//i, 'baidu'],
  [/BingSapphire\/|BingWeb\/|BingForIOS|BingApp/i, 'bing'],
  [/YJApp/, 'yahoo-japan'],
  [/WhatsApp\/[\d.]+/, 'whatsapp'],
  [/Telegram-(?:Android|iOS)|Telegram\//, 'telegram'],
  [/Slack_SSB|Slack\/\d|com\.tinyspeck\.chatlyio/, 'slack'],
  [/Viber\//, 'viber'],
  [/GSA\/\d|GoogleApp\//, 'gsa'],
  [/GoogleWv\/|CoreAssistant\/|com\.google\.GoogleMobile/, 'other-app'],
  [/TeamsMobile|Teams\/\d/, 'other-app'],
  [/[Dd]iscord\/\d/, 'other-app'],
  [/Reddit\/(?:Version|\d)|RedditAndroid/, 'other-app'],
  [
    // UC Browser carries an AliApp token too, of an advertising kit; WebView/3.0 is an EdgeHTML app.
    /MSAppHost\/|WebView\/3\.0|(?:Lark|Feishu)\/\d|Valve Steam |EpicGamesLauncher\/|Spotify\/\d|OcIdWebView|AliApp\((?!TUnionSDK)|Weibo[ (]|__weibo__|DingTalk|Zalo|Kwai\/|Quora \d|Flipboard\/|huawei\.fastapp|EmbeddedBrowser\/|WorxWeb\/|DaumApps\/|Klarna\//,
    'other-app',
  ],
]
