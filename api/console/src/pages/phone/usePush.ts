import { ref } from 'vue'
import { client, told } from '@/api/client'

export type Push = 'unsupported' | 'off' | 'on' | 'denied' | 'failed'

/** Whether this phone is told of orders while the page is closed: web push, where there is any. */
export function usePush() {
  const state = ref<Push>('unsupported')

  async function look(): Promise<void> {
    if (!('serviceWorker' in navigator) || !('PushManager' in window)) return
    const worker = await navigator.serviceWorker.ready
    if (Notification.permission === 'denied') state.value = 'denied'
    else state.value = (await worker.pushManager.getSubscription()) ? 'on' : 'off'
  }

  async function turnOn(): Promise<void> {
    if ((await Notification.requestPermission()) !== 'granted') return void (state.value = 'denied')
    try {
      const { public_key: applicationServerKey } = await told(client.GET('/api/v1/push/key'))
      const worker = await navigator.serviceWorker.ready
      const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
      const { endpoint = '', keys = {} } = made.toJSON()
      const body = { endpoint, keys: { p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' } }
      await told(client.POST('/api/v1/push/subscriptions', { body }))
      state.value = 'on'
    } catch {
      state.value = 'failed'
    }
  }

  /** Before another signs in on this phone. */
  async function turnOff(): Promise<void> {
    const worker = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined
    const made = await worker?.pushManager?.getSubscription()
    if (!made) return
    const query = { endpoint: made.endpoint }
    await told(client.DELETE('/api/v1/push/subscriptions', { params: { query } })).catch(() => undefined)
    await made.unsubscribe()
  }

  void look()
  return { state, turnOn, turnOff }
}
