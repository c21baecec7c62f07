import { TagName, type Tag } from '../../shared/api.ts'
import { api } from '../client/api.ts'
import { notices } from '../shell/notices.svelte.ts'

/** The digits that give tags. */
export const tagKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** The reviewer and their tags. */
export class TagBook {
  tags = $state.raw<Tag[]>([])
  /** '' where they gave no name. */
  reviewer = $state('')

  async load(): Promise<void> {
    const [tags, { name }] = await Promise.all([api.tags(), api.reviewer()])
    this.tags = tags
    this.reviewer = name
  }

  /** The tag that a key gives; null where none does. */
  of(key: string): Tag | null {
    return this.tags.find((tag) => tag.key === key) ?? null
  }

  /** Adds a tag with the first key that is free. @returns its name as it is kept; null where it cannot be one */
  async add(name: string): Promise<string | null> {
    const parsed = TagName.safeParse(name)
    if (parsed.error) {
      notices.error(new Error(`This cannot be a tag: it ${parsed.error.issues[0]?.message}.`))
      return null
    }
    const known = this.tags.some((tag) => tag.name === parsed.data)
    const key = tagKeys.find((digit) => !this.of(digit)) ?? null
    return known || (await this.keep([...this.tags, { name: parsed.data, key }])) ? parsed.data : null
  }

  /** Events keep a tag that is forgotten. */
  async forget(name: string): Promise<void> {
    await this.keep(this.tags.filter((tag) => tag.name !== name))
  }

  /** Lets a key give a tag; the tag that had it has none. */
  async setKey(name: string, key: string | null): Promise<void> {
    await this.keep(
      this.tags.map((tag) => {
        if (tag.name === name) return { ...tag, key }
        return key !== null && tag.key === key ? { ...tag, key: null } : tag
      })
    )
  }

  async setReviewer(name: string): Promise<void> {
    try {
      this.reviewer = (await api.setReviewer(name)).name
    } catch (error) {
      notices.error(error)
    }
  }

  private async keep(tags: Tag[]): Promise<boolean> {
    try {
      this.tags = await api.setTags(tags)
      return true
    } catch (error) {
      notices.error(error)
      return false
    }
  }
}
