import { ref, shallowRef } from 'vue'
import { client, told } from '@/api/client'
import type { IncidentDetail, TimelineEntry } from '@/api/types'
import { useWords } from '@/words/useWords'

/** An incident and all that happened about it, once: what is printed does not change under the hand. */
export function useRunSheet(incident_id: string) {
  const words = useWords()
  const incident = shallowRef<IncidentDetail | null>(null)
  const entries = shallowRef<readonly TimelineEntry[]>([])
  const exercise = ref(false)
  const failed = ref(false)

  async function read(): Promise<void> {
    failed.value = false
    try {
      await words.load()
      const path = { incident_id }
      const found = await told(client.GET('/api/v1/incidents/{incident_id}', { params: { path } }))
      const all: TimelineEntry[] = []
      for (let after: number | null = 0; after !== null; ) {
        const query: { after: number; limit: number } = { after, limit: 500 }
        const asked = client.GET('/api/v1/incidents/{incident_id}/timeline', { params: { path, query } })
        const page = (await told(asked)) as { items: TimelineEntry[]; next: number | null }
        all.push(...page.items)
        after = page.next
      }
      entries.value = all
      exercise.value = found.exercise
      incident.value = found
    } catch {
      failed.value = true
    }
  }
  void read()
  return { incident, entries, exercise, failed, read }
}
