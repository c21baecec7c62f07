/** What would move the cursor, break the line or turn the direction of what is read. */
const unprinted = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu
/** Of a name. */
const longestName = 200
/** Of a word of a sentence, in which a path may stand. */
const longestWord = 512
const longestSentence = 4000

/** A name of a file's own as it can stand in a list. */
export function printableName(name: string): string {
  const short = name.length > longestName ? `${name.slice(0, longestName)}…` : name
  return short.replaceAll(unprinted, '\ufffd')
}

/** A sentence in which names stand as a file has them. */
export function printableSentence(sentence: string): string {
  const words = sentence.replaceAll(unprinted, '\ufffd').replaceAll(/\S+/g, (word) => {
    return word.length > longestWord ? `${word.slice(0, longestName)}…${word.slice(-2)}` : word
  })
  return words.length > longestSentence ? `${words.slice(0, longestSentence)}….` : words
}
