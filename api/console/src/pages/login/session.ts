import { defineStore } from 'pinia'
import { ref } from 'vue'
import { client, told } from '@/api/client'
import { Refused } from '@/api/problems'
import type { Me } from '@/api/types'

// The cookie cannot be read here, so the end of the session is noted: nothing is asked without one.
const NOTED = 'session-until'

/** Who is signed in. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const over = ref(false) // it ended by itself: said on the sign-in page

  const mayResume = (): boolean => Date.parse(localStorage.getItem(NOTED) ?? '') > Date.now()

  async function resume(): Promise<boolean> {
    if (me.value) return true
    if (!mayResume()) return false
    try {
      me.value = await whoAmI()
      return !me.value.must_change_password
    } catch (problem) {
      if (problem instanceof Refused && problem.status !== 401) throw problem
      localStorage.removeItem(NOTED)
      return false
    }
  }

  /** Sign in; with `fresh` the password becomes that one first. */
  async function signIn(name: string, password: string, fresh?: string): Promise<void> {
    await forgetAnswers() // of whoever was here before
    await told(client.POST('/api/v1/login', { body: { name, password } }))
    if (fresh) {
      await told(client.POST('/api/v1/password', { body: { old: password, new: fresh } }))
      await told(client.POST('/api/v1/login', { body: { name, password: fresh } }))
    }
    const found = await whoAmI()
    if (found.must_change_password)
      throw new Refused({ status: 403, code: 'password_change_due', detail: '' })
    me.value = found
    over.value = false
  }

  async function signOut(): Promise<void> {
    forget()
    await forgetAnswers()
    await told(client.POST('/api/v1/logout')).catch(() => undefined)
  }

  function forget(byItself = false): void {
    localStorage.removeItem(NOTED)
    me.value = null
    over.value = byItself
  }

  async function whoAmI(): Promise<Me> {
    const found = await told(client.GET('/api/v1/me'))
    localStorage.setItem(NOTED, found.session_expires_at)
    return found
  }

  /** What the phone's worker kept of the server's answers is one user's. */
  async function forgetAnswers(): Promise<void> {
    if ('caches' in window) await caches.delete('answers')
  }

  return { me, over, mayResume, resume, signIn, signOut, forget }
})
