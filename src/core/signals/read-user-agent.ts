import { UAParser } from 'ua-parser-js'
import { createTextMemo } from './create-text-memo.ts'
import type { UserAgentReading } from './signals.ts'

/** In-app browsers write their tokens late, ua-parser-js looks at 500 characters; nobody honest needs more than these. */
const longestUserAgent = 2048

/** Parsing takes 20 microseconds (a hostile text: 260), a remembered reading a tenth of one. */
const parse = createTextMemo(parseUserAgent)

/** A user agent as ua-parser-js reads it, with its text (at most 2048 characters) for our own look at tokens. */
export function readUserAgent(text: string): UserAgentReading {
  return parse(text.length > longestUserAgent ? text.slice(0, longestUserAgent) : text)
}

function parseUserAgent(text: string): UserAgentReading {
  const parser = new UAParser(text)
  const os = parser.getOS()
  const browser = parser.getBrowser()
  const device = parser.getDevice()
  return {
    text,
    osName: os.name,
    osVersion: os.version,
    browserName: browser.name,
    browserVersion: browser.version,
    engineName: parser.getEngine().name,
    deviceType: device.type,
    deviceVendor: device.vendor,
    deviceModel: device.model,
  }
}
