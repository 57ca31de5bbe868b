import type { BrowserName, DeviceType, OsName, OsVersionSource } from '../../contract/words.ts'

/** Which client this is, with the source of what can be hidden. A frozen or withheld value is `'unknown'`. */
export interface ClientPlatform {
  readonly os: OsName
  /** Dotted, as precise as the client tells: `'18.6'`, `'11'`, `'13.6.5'`; or `'unknown'`. */
  readonly osVersion: string | 'unknown'
  readonly osVersionSource: OsVersionSource
  /** The lowest version a frozen text can stand for, where that tells something: `18_6` is sent by iOS 18.6 and later. */
  readonly osVersionAtLeast: string | null
  readonly browser: BrowserName
  readonly browserMajor: number | 'unknown'
  /** The full dotted version where told; knowledge statements may need a minor (Safari 17.4). */
  readonly browserVersion: string | 'unknown'
  readonly deviceType: DeviceType
  /** The host app (`facebook`, `instagram`, `android-webview`, `wkwebview`...), or null in a browser proper. */
  readonly webview: string | null
  readonly bot: boolean
  /** What contradicts what: `user-agent-hints`, `user-agent-navigator-platform`, `user-agent-touch`; any rules out an automatic modal. */
  readonly conflicts: readonly string[]
}
