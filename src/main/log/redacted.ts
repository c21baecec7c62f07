/**
 * What must not be in a log that people send to each other, and what is left of it. What the program writes names
 * addresses without their queries as it is; these hold for the texts of others, such as errors.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  [/\b((?:set-)?cookie|authorization)\b(["']?\s*[:=]).*/gi, '$1$2 …'],
  [/(token)(["']?\s*[:=]\s*["']?)[^\s"'&;,)]+/gi, '$1$2…'],
  [/\b(lanegaze-\d+)=[^\s;,"']+/gi, '$1=…'],
  // The query of an address or of a path, a fragment behind it included.
  [/((?:\b[a-z][a-z0-9+.-]*:\/\/|\/)[^\s?"'<>]*)\?[^\s"'<>]+/gi, '$1?…'],
  // V8 quotes the file that is no JSON.
  [/(?:Unexpected [^\n]{1,40}?)?(?:\.\.\.)?"[^]{0,120}?"(?:\.\.\.)? is not valid JSON/g, 'This is not valid JSON']
]

/**
 * A text for the log without tokens, cookies, queries and quoted file contents.
 * @param secrets texts that are left out wherever they stand
 */
export function redacted(text: string, secrets: readonly string[] = []): string {
  const known = secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text)
  return rules.reduce((rest, [pattern, left]) => rest.replace(pattern, left), known)
}

/** A sentence for a person without what it quotes, which may be names and values out of their files. */
export function withoutQuotations(sentence: string): string {
  return sentence.replace(/(?<!\p{L})'[^'\n]*'(?!\p{L})/gu, "'…'")
}
