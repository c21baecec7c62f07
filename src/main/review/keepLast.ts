/** Makes what is asked for by a key once, and keeps what was asked for last. @param most so many are kept */
export function keepLast<Key, Value>(most: number, make: (key: Key) => Value): (key: Key) => Value {
  const kept = new Map<Key, Value>()
  return (key) => {
    const value = kept.has(key) ? kept.get(key)! : make(key)
    kept.delete(key)
    kept.set(key, value)
    const [oldest] = kept.keys()
    if (kept.size > most) kept.delete(oldest!)
    return value
  }
}
