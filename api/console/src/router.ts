import { createRouter, createWebHashHistory, loadRouteLocation, type RouteLocationNormalized } from 'vue-router'
import { useSession } from '@/pages/login/session'
import { answersCalls } from '@/shell/pages'
import { useWords } from '@/words/useWords'

// A page is a folder under pages/, loaded when it is first opened. `nav` puts it into the bar.
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/login', name: 'login', component: () => import('@/pages/login/LoginPage.vue') },
    // A shell of its own: a phone in a hand, not a desk.
    { path: '/phone', name: 'phone', component: () => import('@/pages/phone/PhonePage.vue'), meta: { signedIn: true } },
    {
      path: '/print/incidents/:id',
      name: 'runsheet',
      component: () => import('@/pages/print/RunSheetPage.vue'),
      props: true,
      meta: { signedIn: true },
    },
    {
      path: '/',
      component: () => import('@/shell/AppShell.vue'),
      meta: { signedIn: true },
      children: [
        { path: 'drills', name: 'drills', component: () => import('@/pages/drills/DrillsPage.vue') },
        { path: 'drills/run', name: 'drill', component: () => import('@/pages/drills/RunPage.vue'), meta: { page: 'drills' } },
        { path: 'replay', name: 'replay', component: () => import('@/pages/replay/ReplayPage.vue') },
        {
          path: '',
          name: 'desk',
          component: () => import('@/pages/desk/DeskPage.vue'),
          children: [
            {
              path: 'incidents/:id',
              name: 'incident',
              component: () => import('@/pages/incident/IncidentPage.vue'),
              props: true,
            },
            {
              path: 'evacuations/:evacuation',
              name: 'evacuation',
              component: () => import('@/pages/evacuation/EvacuationPage.vue'),
              props: true,
            },
          ],
        },
        {
          path: 'command/:post?',
          name: 'command',
          component: () => import('@/pages/command/CommandPage.vue'),
          props: true,
        },
        {
          path: 'duty/:tab(log|roster|alarms|reports)?',
          name: 'duty',
          component: () => import('@/pages/duty/DutyPage.vue'),
          props: true,
        },
      ],
    },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

const ON_A_PHONE = '(max-width: 700px)' // the desk has no room there

/** Whether somebody lands on the phone's page: a team's leader always, others who have it when they come, and may go on. */
async function landsOnPhone(cameFrom: RouteLocationNormalized): Promise<boolean> {
  const { me } = useSession()
  if (me?.team_id) return true
  if (cameFrom.name && cameFrom.name !== 'login') return false
  if (me?.role === 'FR') return true
  if (!matchMedia(ON_A_PHONE).matches) return false
  const words = useWords()
  await words.loadTables().catch(() => undefined) // without a line the desk says so
  return answersCalls(me, words)
}

router.beforeEach(async (to, from) => {
  if (!to.matched.some((one) => one.meta.signedIn)) return true
  const session = useSession()
  // Who was signed in mostly still is: the page comes while the server says so. One that does not come is told of below.
  if (session.mayResume()) loadRouteLocation(to).catch(() => undefined)
  const signedIn = await session.resume()
  if (signedIn && to.name === 'desk' && (await landsOnPhone(from))) return { name: 'phone' }
  return signedIn || { name: 'login', query: { to: to.fullPath } }
})
