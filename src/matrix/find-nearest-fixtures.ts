import { type ClientPlatform, identifyPlatform, readSignals } from '../core/index.ts'
import type { ExpandedFixture } from './expand-fixture.ts'

/** Fixtures of the same system and browser, those of the nearest versions first. */
export function findNearestFixtures(
  platform: ClientPlatform,
  fixtures: readonly ExpandedFixture[],
  most: number,
): readonly ExpandedFixture[] {
  const ranked = fixtures.flatMap((expanded) => {
    const other = identifyPlatform(readSignals(expanded.request.signals ?? {}))
    if (other.os !== platform.os || other.browser !== platform.browser) return []
    return [{ expanded, distance: measureDistance(platform, other) }]
  })
  return ranked
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ expanded }) => expanded)
}

/** Another host app weighs more than any version; a version nobody told, more than a neighbouring one. */
function measureDistance(one: ClientPlatform, other: ClientPlatform): number {
  const host = one.webview === other.webview ? 0 : 10_000
  const browser = gapBetween(one.browserMajor, other.browserMajor)
  const system = gapBetween(majorOf(one.osVersion), majorOf(other.osVersion))
  return host + browser + system * 10 + (one.osVersion === other.osVersion ? 0 : 1)
}

const majorOf = (version: string): number | 'unknown' =>
  version === 'unknown' ? version : Number.parseInt(version, 10)

const unknownGap = 5

function gapBetween(one: number | 'unknown', other: number | 'unknown'): number {
  if (one === 'unknown' || other === 'unknown') return one === other ? 0 : unknownGap
  return Math.abs(one - other)
}
