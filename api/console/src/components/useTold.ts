import { ElMessage } from 'element-plus'
import 'element-plus/theme-chalk/el-message.css'
import { ref } from 'vue'
import { useRefusal } from '@/api/useRefusal'

/** Have an order carried out: busy meanwhile, and what went wrong is said where everybody looks. */
export function useTold() {
  const busy = ref(false)
  const refusal = useRefusal()

  /** Whether it was carried out. */
  async function carryOut(order: () => Promise<unknown>, done = ''): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      await order()
      if (done) ElMessage.success(done)
      return true
    } catch (problem) {
      say(problem)
      return false
    } finally {
      busy.value = false
    }
  }

  function say(problem: unknown): void {
    ElMessage({ type: 'error', message: refusal(problem), duration: 8000, showClose: true })
  }
  return { busy, carryOut, say }
}
