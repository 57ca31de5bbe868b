import type { LRUCache } from 'lru-cache'
import type { ProviderEntry, ReachAnswer, ReportName } from '../../contract/knowledge-files.ts'
import type { AttachmentName, BrowserName, Certainty, OsName, SupportFeature } from '../../contract/words.ts'
import type { CompiledStatement } from './choose-statement.ts'
import type { FailureRule } from './compile-failures.ts'
import type { Holds } from './compile-where.ts'
import type { MatchedIssue, PlatformSupport } from './platform-support.ts'
import type { TableReach } from './provider-reach.ts'
import type { Client } from './read-client.ts'
import type { SupportProfile } from './support-profile.ts'
import type { VersionSpan } from './version-range.ts'

/** Everything a client is asked about: the features, and the two that have words of their own. */
export type SupportKey = SupportFeature | 'passkeySync' | 'thirdPartyProviders'
export type SupportWord = PlatformSupport[SupportKey]['value']

/** What a report means for the features; empty where it is not believed. */
export type ReportMeaning = Readonly<Partial<Record<SupportKey, SupportWord>>>

export interface KnownIssue extends MatchedIssue {
  /** null: no server can tell. */
  readonly holds: Holds | null
  readonly note?: string
  readonly ref: string
}

export interface ReachRule {
  readonly answer: ReachAnswer
  readonly through: 'system' | 'browser' | 'extension' | 'key'
  readonly requires: readonly string[]
}

/** A passkey provider, with the reach of its pattern already appended to its own. */
export interface Provider extends Omit<ProviderEntry, 'reach' | 'reachLike'> {
  readonly ref: string
  readonly reach: readonly CompiledStatement<ReachRule>[]
}

export interface ProviderInference {
  readonly provider: Provider
  readonly os: readonly OsName[] | null
  readonly browser: readonly BrowserName[] | null
  readonly backupEligible: boolean | null
  readonly attachment: AttachmentName | null
  readonly transports: readonly string[] | null
  readonly withoutTransports: readonly string[]
  readonly anyAaguid: boolean
  readonly certainty: Certainty
  readonly ref: string
}

/** One statement as people check it: where it stands, where it comes from, how old it is. */
export interface DatedStatement {
  readonly ref: string
  readonly source: string
  readonly certainty: Certainty
  readonly note?: string
  /** `2026-11` */
  readonly verifiedOn: string
}

/** The parsed form of `rules/knowledge/`: indexed, immutable but for its memo. */
export interface Knowledge {
  readonly statements: Readonly<Record<SupportKey, readonly CompiledStatement<SupportWord>[]>>
  readonly reports: ReadonlyMap<`${ReportName}:${boolean}`, readonly CompiledStatement<ReportMeaning>[]>
  readonly mirrors: readonly {
    readonly holds: Holds
    readonly of: BrowserName
    readonly versions: 'same' | 'chromium'
    readonly ref: string
  }[]
  readonly runsOn: readonly {
    readonly holds: Holds
    /** `same`: the version of the system is that of the browser. */
    readonly osVersion: VersionSpan | 'same'
    readonly certainty: Certainty
    readonly ref: string
  }[]
  /** What a hidden platform version of Windows is taken to be. */
  readonly assumedWindows: { readonly span: VersionSpan; readonly ref: string } | null
  readonly newestVerified: {
    readonly browsers: Readonly<Partial<Record<BrowserName, VersionSpan>>>
    readonly systems: Readonly<Partial<Record<OsName, VersionSpan>>>
  }
  readonly issues: readonly KnownIssue[]
  /** How failed attempts are told apart: the first that holds wins. */
  readonly failures: readonly FailureRule[]
  readonly providers: ReadonlyMap<string, Provider>
  readonly providersByAaguid: ReadonlyMap<string, Provider>
  readonly anonymousAaguids: ReadonlySet<string>
  /** Providers (ids) that are known to set the UV flag without verifying anybody, in whichever of their forms. */
  readonly unverifying: ReadonlySet<string>
  readonly inference: readonly ProviderInference[]
  readonly dated: readonly DatedStatement[]
  /** The same, by the names that answers carry. */
  readonly statementsByRef: ReadonlyMap<string, DatedStatement>
  readonly memo: KnowledgeMemo
}

/**
 * Answers already worked out. It keeps the core pure: every entry is a frozen function value of its key and of
 * this very knowledge, nobody outside can tell a remembered answer from a fresh one, and a reload brings a new
 * knowledge with an empty memo. Bounded, because parts of a key come from clients.
 */
export interface KnowledgeMemo {
  readonly clients: LRUCache<string, Client>
  readonly profiles: LRUCache<string, SupportProfile>
  readonly supports: LRUCache<string, PlatformSupport>
  readonly issues: LRUCache<string, readonly MatchedIssue[]>
  readonly reach: LRUCache<string, TableReach>
}
