/**
 * The SDK for login pages, `keywise/browser`. A page without a bundler has one file for each function: `createKeywise` in
 * `/sdk/keywise.js`, `createKeywiseCore` in `/sdk/keywise-core.js`.
 */
export type * from './ceremony-server.ts'
export * from './create-keywise.ts'
export * from './create-keywise-core.ts'
export type * from './keywise.ts'
