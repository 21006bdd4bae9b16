import { useDebounceFn } from '@vueuse/core'
import { onMounted, ref, shallowRef, watch } from 'vue'
import { client, told } from '@/api/client'
import type { DrillShown, LibraryDrill, Proof } from '@/api/types'
import { TEMPLATE } from './scriptText'

const PROOF_AFTER_MS = 500

/** The drills that ship and those of this server, and the text that is being written. */
export function useLibrary() {
  const shipped = shallowRef<readonly LibraryDrill[]>([])
  const runs = shallowRef<readonly DrillShown[]>([])
  const text = ref('')
  const picked = ref<string | null>(null)
  const proof = shallowRef<Proof | null>(null)
  const failed = ref(false)
  const reading = ref(false) // the proof is of an older text
  let asked = 0

  async function load(): Promise<void> {
    try {
      const [library, drills] = await Promise.all([
        told(client.GET('/api/v1/drills/library')),
        told(client.GET('/api/v1/drills')),
      ])
      shipped.value = library.items
      runs.value = drills.items
      failed.value = false
    } catch {
      failed.value = true
    }
  }

  async function pick(file: string): Promise<void> {
    const found = await told(client.GET('/api/v1/drills/library/{file}', { params: { path: { file } } }))
    picked.value = file
    text.value = found.text
  }
  function begin(): void {
    picked.value = null
    text.value = TEMPLATE
  }

  const proofread = useDebounceFn(async () => {
    const mine = ++asked
    try {
      const found = await told(client.POST('/api/v1/drills/proof', { body: { text: text.value } }))
      if (mine === asked) proof.value = found
    } catch {
      if (mine === asked) proof.value = null
    } finally {
      if (mine === asked) reading.value = false
    }
  }, PROOF_AFTER_MS)

  watch(text, () => {
    reading.value = true
    void proofread()
  })
  onMounted(() => void load())
  return { shipped, runs, text, picked, proof, failed, reading, load, pick, begin }
}

/** Start a drill; its area is answered. */
export async function start(text: string, speed: number, simulated: Proof['simulated']): Promise<string> {
  const made = await told(client.POST('/api/v1/drills', { body: { text, speed, simulated } }))
  return made.area
}

/** Go to a page of another area: the whole page is of one area, named in its address. */
export function goTo(area: string, page: string): void {
  const query = new URLSearchParams(location.search)
  query.set('area', area)
  location.assign(`${location.pathname}?${query}#${page}`)
}
