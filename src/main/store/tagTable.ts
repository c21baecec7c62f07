import type { Tag } from '../../shared/api.ts'
import type { Database } from './sqlite.ts'

/** The tags that a person gives to events. Events keep the names of tags that are no longer among them. */
export interface TagTable {
  /** In the person's order. */
  list(): Tag[]
  /** Takes the place of all that were there. Names are unlike, and so are keys. */
  set(tags: readonly Tag[]): void
}

export function tagTable(db: Database): TagTable {
  const list = db.prepare<[], Tag>('SELECT name, key FROM tags ORDER BY position')
  const clear = db.prepare('DELETE FROM tags')
  const insert = db.prepare('INSERT INTO tags (name, key, position) VALUES (?, ?, ?)')
  return {
    list: () => list.all(),
    set: db.transaction((tags: readonly Tag[]) => {
      clear.run()
      tags.forEach(({ name, key }, position) => insert.run(name, key, position))
    })
  }
}
