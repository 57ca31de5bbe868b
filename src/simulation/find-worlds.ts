import type { World } from './world.ts'
import { drawWorld } from './worlds/draw-world.ts'
import { shippedWorlds } from './worlds/shipped-worlds.ts'

/** The worlds of a list such as `consumer,random:7`; null and the name, where one is not known. */
export function findWorlds(list: string): {
  readonly worlds: readonly World[]
  readonly unknown: string | null
} {
  const worlds: World[] = []
  for (const name of list.split(',')) {
    const drawn = /^random:(\d{1,9})$/.exec(name)
    const world =
      drawn === null ? shippedWorlds.find((one) => one.name === name) : drawWorld(Number(drawn[1]))
    if (world === undefined) return { worlds, unknown: name }
    worlds.push(world)
  }
  return { worlds, unknown: null }
}
