import { createCore } from './create-core.ts'
import type { KeywiseCore, KeywiseOptions } from './keywise.ts'

/**
 * The SDK without ceremonies (3 KB): for pages that run their own.
 *
 * @example
 * const keywise = createKeywiseCore({ key: 'pk_...' })
 * const decision = await keywise.decide({ user: { id: 'u-123' } })
 */
export const createKeywiseCore = (options: KeywiseOptions): KeywiseCore => createCore(options).core
