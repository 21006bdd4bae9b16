import { onUnmounted, ref, shallowRef } from 'vue'
import { client, told } from '@/api/client'
import { Refused } from '@/api/problems'
import type { DrillDetail } from '@/api/types'

const ASK_EVERY_MS = 1000
const OVER: readonly DrillDetail['state'][] = ['ENDED', 'STOPPED', 'FAILED']

/** One drill as it runs, asked for again each second, and what its director may do. */
export function useDrill(areaId: () => string) {
  const drill = shallowRef<DrillDetail | null>(null)
  const missing = ref(false) // no drill of this server, or not ours
  const path = () => ({ area_id: areaId() })

  let asking = false

  async function look(): Promise<void> {
    if (!areaId() || asking) return
    asking = true
    try {
      drill.value = await told(client.GET('/api/v1/drills/{area_id}', { params: { path: path() } }))
      missing.value = false
      if (OVER.includes(drill.value.state)) clearInterval(timer)
    } catch (problem) {
      missing.value = problem instanceof Refused && (problem.status === 404 || problem.status === 403)
      if (missing.value) clearInterval(timer)
    } finally {
      asking = false
    }
  }

  const timer = setInterval(() => void look(), ASK_EVERY_MS)
  onUnmounted(() => clearInterval(timer))
  void look()

  async function change(body: { speed?: number; paused?: boolean }): Promise<void> {
    await told(client.PATCH('/api/v1/drills/{area_id}', { params: { path: path() }, body }))
    await look()
  }
  async function injectNow(number: number): Promise<void> {
    await told(client.POST('/api/v1/drills/{area_id}/injects', { params: { path: path() }, body: { number } }))
    await look()
  }
  async function improvise(name: string, kind: string, at: { lon: number; lat: number } | null): Promise<void> {
    const report = at ? { kind, position: { ...at, crs: 'WGS-84' as const }, text: name, source: 'duty' } : null
    await told(client.POST('/api/v1/drills/{area_id}/injects', { params: { path: path() }, body: { name, report } }))
    await look()
  }
  async function stop(): Promise<void> {
    await told(client.POST('/api/v1/drills/{area_id}/stop', { params: { path: path() } }))
    await look()
  }
  return { drill, missing, look, change, injectNow, improvise, stop }
}
