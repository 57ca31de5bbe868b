import type { DeviceType, OsName } from '../../contract/words.ts'
import type { UserAgentReading } from '../signals/signals.ts'

/**
 * The kind of device, by tokens and, for televisions, consoles and tablets that hide behind "Mobile", by the models
 * that ua-parser-js knows. On Android the convention decides: "Mobile" is a phone, its absence a tablet
 * (https://developer.chrome.com/docs/multidevice/user-agent).
 */
export function identifyUserAgentDevice(os: OsName | undefined, reading: UserAgentReading): DeviceType {
  const { text, deviceType, deviceVendor } = reading
  if (/Xbox|PlayStation|Nintendo/i.test(text)) return 'console'
  if (televisionToken.test(text) || deviceType === 'smarttv') return 'tv'
  if (/ VR |Quest|OculusBrowser|PicoBrowser|Watch\b/.test(text) || deviceType === 'wearable') return 'other'
  switch (os) {
    case 'windows':
    case 'macos':
    case 'chromeos':
      return 'desktop'
    case 'linux':
      return /Mobile/.test(text) ? 'mobile' : 'desktop'
    case 'ipados':
      return 'tablet'
    case 'ios':
      return /iPad/.test(text) ? 'tablet' : 'mobile'
    case 'android':
      // Without a vendor the parser has not seen a model it knows, and only guesses.
      return (deviceType === 'tablet' && deviceVendor !== undefined) || !/Mobile/.test(text)
        ? 'tablet'
        : 'mobile'
    default:
      if (deviceType === 'console' || deviceType === 'tablet') return deviceType
      if (deviceType === 'mobile' || /Mobile|Phone/.test(text)) return 'mobile'
      return text === '' ? 'other' : 'desktop'
  }
}

const televisionToken =
  /SMART-?TV|HbbTV|NetCast|Web0S|VIDAA|CrKey|GoogleTV|Google TV|Android ?TV|AppleTV|Apple TV|Roku|BRAVIA|AFT[A-Z]|\bTV\b|TV Safari|Opera TV|CE-HTML|PhilipsTV/i
