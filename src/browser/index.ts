/** The SDK for login pages: `keywise/browser`, and as one file `/sdk/keywise.js`. */
export type * from './ceremony-server.ts'
export * from './create-keywise.ts'
export * from './create-keywise-core.ts'
export type * from './keywise.ts'
