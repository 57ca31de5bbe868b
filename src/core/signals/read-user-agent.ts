import { UAParser } from 'ua-parser-js'
import { createTextMemo } from './create-text-memo.ts'
import type { UserAgentReading } from './signals.ts'

/** In-app browsers write their tokens late, ua-parser-js looks at 500 characters; nobody honest needs more than these. */
const longestUserAgent = 2048

/** Parsing takes some 10 microseconds, a remembered reading a tenth of one. */
const parse = createTextMemo(parseUserAgent)

/** A user agent as text (at most 2048 characters) for our own look at tokens, with the device as ua-parser-js knows it. */
export function readUserAgent(text: string): UserAgentReading {
  return parse(text.length > longestUserAgent ? text.slice(0, longestUserAgent) : text)
}

function parseUserAgent(text: string): UserAgentReading {
  // Its table of models is what we lack. Its browsers are never asked: `NAVER(1.1.1...` keeps them busy for 50 ms.
  const device = new UAParser(text).getDevice()
  return { text, deviceType: device.type, deviceVendor: device.vendor }
}
