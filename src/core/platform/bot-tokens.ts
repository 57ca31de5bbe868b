/**
 * Clients that are no person at a login page: crawlers, link previews, monitors, command-line tools. A crawler
 * that wants to be known writes a link behind a plus sign; the rest are names. `cubot` is a maker of phones.
 */
export const botTokens: readonly RegExp[] = [
  /\+ ?\(?https?:\/\//i,
  /(?<!cu)bot(?:[/;:,)\s]|-[A-Z]|$)/i,
  /crawl|spider|slurp|scrap(?:er|y)|archiver|fetcher|indexer|externalagent|facebookexternalhit|facebookcatalog/i,
  /preview\/|BingPreview|Link Preview|MicrosoftPreview|SkypeUriPreview|Google-(?:Adwords|Read|Site|Structured|Inspection|Extended)|GoogleOther|APIs-Google|Mediapartners-Google|AdsBot|FeedFetcher|Google Favicon|Google Web Preview|Chrome-Lighthouse|PTST\/|ia_archiver|Yahoo! Slurp/i,
  /Synthetics|StatusCake|Pingdom|GTmetrix|Uptime|Site24x7|NewRelicPinger|monitor(?:ing)?[/);\s]|W3C_Validator|Validator|Barracuda|HTTrack|Nutch|heritrix|ExactSeek|BuiltWith|ChatGPT-User|Perplexity-User|Claude-User|Cloudflare-|PhantomJS\/|PowerShell\//i,
  /^(?:lib)?curl(?:-agent)?\/|^(?:wget|python|go-http|java|okhttp|axios|node|got|undici|libwww|lwp|ruby|php|guzzle(?:http)?|postman(?:runtime)?|insomnia|httpie|http[ _-]?client|apache-http(?:client)?|dart|aiohttp|perl|rest-client|restsharp|reqwest|faraday|k6|deno|bun|playwright)(?:[/ _-]|$)/i,
  // WhatsApp itself shows no pages; this is its link preview.
  /^WhatsApp\//,
]
