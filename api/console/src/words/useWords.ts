import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { client, told } from '@/api/client'
import { everything } from '@/api/everything'
import type { paths } from '@/api/schema'
import type { Label, Lifecycle, Place } from '@/api/types'
import { i18n } from '@/i18n'
import { useLanguage } from '@/i18n/useLanguage'

type Kinds = paths['/api/v1/kinds']['get']['responses'][200]['content']['application/json']
export type Group = Exclude<keyof Kinds, 'priorities'>

const SHORT: [RegExp, string][] = [
  [/村(?:民委员会|委会)$/, '村'],
  [/社区(?:居民委员会|居委会)$/, '社区'],
]

/** The words of the profile and the names of places, in the reader's language. */
export const useWords = defineStore('words', () => {
  const { language } = useLanguage()
  const kinds = shallowRef<Kinds | null>(null)
  const tables = shallowRef<ReadonlyMap<string, Lifecycle>>(new Map())
  const places = shallowRef<ReadonlyMap<string, Place>>(new Map())
  const names = ref(new Map<string, string>())
  const asked = new Set<string>()

  const ready = computed(() => kinds.value !== null)

  /** The words alone, without the names of all places; asked for once, again only where that failed. */
  const loadTables = once(async () => {
    const [words, lifecycles] = await Promise.all([
      told(client.GET('/api/v1/kinds')),
      told(client.GET('/api/v1/lifecycles')),
    ])
    tables.value = new Map(lifecycles.items.map((one) => [one.lifecycle, one]))
    kinds.value = words
  })
  const loadPlaces = once(async () => {
    const found = await everything((query) => client.GET('/api/v1/places', { params: { query } }))
    places.value = new Map(found.map((one) => [one.code, one]))
  })
  const load = async (): Promise<void> => void (await Promise.all([loadTables(), loadPlaces()]))

  const said = (label: Label | undefined, code: string): string =>
    (label && (label[language.value] || label.zh)) || code

  /** What was said, where it was said in both languages 中文 | English: that of the reader. */
  const inOwn = (text: string): string => {
    const [zh = '', ...en] = text.split(' | ')
    return language.value === 'en' && en.length ? en.join(' | ') : zh
  }

  const word = (group: Group, code: string): string => said(kinds.value?.[group]?.[code], code)
  const state = (lifecycle: string, code: string): string =>
    said(tables.value.get(lifecycle)?.states[code], code)
  const inSet = (lifecycle: string, set: string, code: string): boolean =>
    tables.value.get(lifecycle)?.sets?.[set]?.includes(code) ?? false

  /** Several words one after the other. */
  const listed = (words: readonly string[]): string => words.join(i18n.global.t('comma'))

  /** A place from the county down: 未央区 辛家庙街道 某社区; the code until names are known. */
  function place(code: string, parts = 2): string {
    const found: string[] = []
    for (let one = places.value.get(code); one; one = places.value.get(one.parent ?? '')) {
      if (one.admin_level === 'CITY' || one.admin_level === 'PROVINCE') break
      found.unshift(SHORT.reduce((name, [long, short]) => name.replace(long, short), one.name))
    }
    return found.length ? found.slice(-parts).join(' ') : (places.value.get(code)?.name ?? code)
  }

  /** The name of a team or depot; its id until the answer is there. */
  function named(what: 'team' | 'depot' | 'shelter', id: string): string {
    const key = `${what}/${id}`
    if (!asked.has(key)) {
      asked.add(key)
      ask(what, id)
        .then((name) => names.value.set(key, name))
        .catch(() => asked.delete(key))
    }
    return names.value.get(key) ?? id
  }
  const learn = (what: 'team' | 'depot' | 'shelter', id: string, name: string): void => {
    asked.add(`${what}/${id}`)
    names.value.set(`${what}/${id}`, name)
  }

  return { ready, kinds, tables, places, language, load, loadTables, said, inOwn, word, state, inSet, listed, place, named, learn }
})

/** A piece of work that is done once, however many wait for it; one that failed is begun again. */
function once(work: () => Promise<void>): () => Promise<void> {
  let doing: Promise<void> | null = null
  return () =>
    (doing ??= work().catch((problem: unknown) => {
      doing = null
      throw problem
    }))
}

async function ask(what: 'team' | 'depot' | 'shelter', id: string): Promise<string> {
  const found = await (what === 'team'
    ? told(client.GET('/api/v1/teams/{team_id}', { params: { path: { team_id: id } } }))
    : what === 'depot'
      ? told(client.GET('/api/v1/depots/{depot_id}', { params: { path: { depot_id: id } } }))
      : told(client.GET('/api/v1/shelters/{shelter_id}', { params: { path: { shelter_id: id } } })))
  return found.name
}
