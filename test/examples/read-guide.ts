import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../end-to-end/build-once.ts'

/** A fenced block of a guide: a command (`sh`), what it printed (`text`), or a piece of a source file. */
export interface GuideBlock {
  readonly language: string
  readonly text: string
}

/** The fenced blocks of `examples/<example>/README.md`, in order. */
export async function readGuide(example: string): Promise<readonly GuideBlock[]> {
  const text = await readFile(join(root, 'examples', example, 'README.md'), 'utf8')
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', content = '']) => ({
    language,
    text: content.trimEnd(),
  }))
}

export interface Exchange {
  readonly command: string
  /** What the guide says it prints. */
  readonly printed: string
}

/** The commands that a guide shows with what they print. */
export const listExchanges = (blocks: readonly GuideBlock[]): readonly Exchange[] =>
  blocks.flatMap(({ language, text }, index) => {
    const next = blocks[index + 1]
    return language === 'sh' && next?.language === 'text' ? [{ command: text, printed: next.text }] : []
  })

/** What a guide prints as a pattern: `...` stands for what differs from run to run. */
export const toPattern = (printed: string): RegExp =>
  new RegExp(
    `^${printed
      .split(/\.{3}(?!\.)/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^]*?')}$`,
  )
