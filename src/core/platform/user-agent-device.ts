import type { DeviceType, OsName } from '../../contract/words.ts'
import type { UserAgentReading } from '../signals/signals.ts'

/**
 * The kind of device, by tokens and, for televisions, consoles and tablets that hide behind "Mobile", by the models
 * that ua-parser-js knows. On Android the convention decides: "Mobile" is a phone, its absence a tablet
 * (https://developer.chrome.com/docs/multidevice/user-agent).
 */
export function identifyUserAgentDevice(os: OsName | undefined, reading: UserAgentReading): DeviceType {
  const { text, deviceType, deviceVendor } = reading
  if (/Xbox|PlayStation(?! ?App)|Nintendo/i.test(text)) return 'console'
  if (televisionToken.test(text) || fireTvModel.test(text) || deviceType === 'smarttv') return 'tv'
  if (/ VR |\bQuest\b|OculusBrowser|PicoBrowser|Watch\b|\bTesla\/|QtCarBrowser/.test(text)) return 'other'
  if (deviceType === 'wearable') return 'other'
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
      // Opera's servers write for the phone and leave out what a phone would say.
      if (/Opera Mini\//.test(text)) return /Tablet/.test(text) ? 'tablet' : 'mobile'
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
  /SMART-?TV|HbbTV|NetCast|Web0S|VIDAA|CrKey|GoogleTV|Google TV|Android ?TV|AppleTV|Apple TV|Roku|BRAVIA|\bTV\b|TV Safari|Opera TV|CE-HTML|PhilipsTV/i

/** Fire TV sticks and sets: https://developer.amazon.com/docs/fire-tv/identify-amazon-fire-tv-devices.html. */
const fireTvModel = /\bAFT[A-Z]/
