import { useStorage } from '@vueuse/core'
import { computed, onUnmounted, ref, type Ref, watch } from 'vue'
import { client, told } from '@/api/client'
import type { Position } from '@/api/types'

const EVERY_MS = 5_000

export type Sharing = 'off' | 'asking' | 'shared' | 'waiting' | 'denied'

/**
 * Tell where the team is, as long as it is on a task and the leader lets it: the newest position
 * only, so that a line that comes back is not flooded with where the team was.
 */
export function useSharing(teamId: Ref<string | null>, onTask: Ref<boolean>) {
  const wanted = useStorage('share-position', true)
  const state = ref<Sharing>('off')
  const at = ref<Position | null>(null)
  const active = computed(() => wanted.value && onTask.value && teamId.value !== null)
  let newest: GeolocationPosition | null = null
  let watching: number | null = null
  let timer: ReturnType<typeof setInterval> | undefined

  function begin(): void {
    if (!('geolocation' in navigator)) return void (state.value = 'denied')
    state.value = 'asking'
    const options = { enableHighAccuracy: true, maximumAge: 5_000 }
    watching = navigator.geolocation.watchPosition(noted, failed, options)
    timer = setInterval(() => void tell(), EVERY_MS)
  }

  function end(): void {
    if (watching !== null) navigator.geolocation.clearWatch(watching)
    clearInterval(timer)
    watching = newest = null
    state.value = 'off'
  }

  function noted(fix: GeolocationPosition): void {
    const first = newest === null && state.value === 'asking'
    newest = fix
    at.value = { lon: fix.coords.longitude, lat: fix.coords.latitude }
    if (first) void tell()
  }

  function failed(problem: GeolocationPositionError): void {
    if (problem.code === problem.PERMISSION_DENIED) state.value = 'denied'
  }

  async function tell(): Promise<void> {
    const fix = newest
    if (!fix || !teamId.value) return
    newest = null
    const { longitude: lon, latitude: lat } = fix.coords
    try {
      await told(
        client.PUT('/api/v1/teams/{team_id}/position', {
          params: { path: { team_id: teamId.value } },
          body: { lon, lat, crs: 'WGS-84', at: new Date(fix.timestamp).toISOString() },
        }),
      )
      state.value = 'shared'
    } catch {
      newest ??= fix
      state.value = 'waiting'
    }
  }

  watch(active, (now) => (now ? begin() : end()), { immediate: true })
  onUnmounted(end)
  return { wanted, state, at }
}
