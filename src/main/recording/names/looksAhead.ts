const AHEAD = /^(front|fwd|forward|ahead|main|cent(er|re)|middle)$/
const ELSEWHERE = /^(rear|back|backward|left|right|side|reverse)$/

/**
 * How likely a camera of this name looks ahead, 0 the likeliest: 'front', names that say nothing, 'front left', 'rear'.
 * @param name as of a topic ('/camera/rear/image_raw'), a folder or a column
 */
export function awayFromAhead(name: string): 0 | 1 | 2 | 3 {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
  const isAhead = words.some((word) => AHEAD.test(word))
  if (!words.some((word) => ELSEWHERE.test(word))) return isAhead ? 0 : 1
  return isAhead ? 2 : 3
}
