import { expect, it } from 'vitest'
import { measureRows } from './measures'

const measure = (basis: string) => ({ zh: basis, en: basis, basis })
const tick = (by: string, at: string, note = '') => ({ by, at, note })
const warning = {
  measures: { activate_plan: measure('66(1)'), assess: measure('66(3)'), move_people: measure('67(6)') },
  ticks: {
    TN: { assess: tick('赵敏', '2026-07-16T14:20:00Z', '专家到场') },
    TS: { assess: tick('孙晓', '2026-07-16T14:10:00Z'), move_people: tick('孙晓', '2026-07-16T14:30:00Z') },
    CS: { assess: tick('马俊', '2026-07-16T14:40:00Z') },
  },
}

it('lists the measures in the order of the law, what the own place has taken apart from the others', () => {
  const rows = measureRows(warning, 'TN')
  expect(rows.map((one) => one.basis)).toEqual(['66(1)', '66(3)', '67(6)'])
  expect(rows.map((one) => one.mine?.note)).toEqual([undefined, '专家到场', undefined])
  expect(rows.map((one) => one.others.map(({ place }) => place))).toEqual([[], ['CS', 'TS'], ['TS']])
})
