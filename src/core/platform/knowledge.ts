/** Placeholder until the knowledge base lands: the parsed form of `rules/knowledge/`. */
export interface Knowledge {
  readonly revision: string
}
