import { expect, it } from 'vitest'
import { areWhole, EMPTY_ROW, improvementsOf } from './improvements'

const row = { text: ' 补充应急照明 ', owner: '张三', day: '2030-07-01' }

it('takes whole rows, and leaves out those in which nothing stands', () => {
  expect(areWhole([row, EMPTY_ROW])).toBe(true)
  expect(improvementsOf([row, EMPTY_ROW])).toEqual([
    { text: '补充应急照明', owner: '张三', due_at: new Date('2030-07-01T23:59:59').toISOString() },
  ])
})

it('waits for an owner and a day where something is to be improved', () => {
  expect(areWhole([{ ...row, owner: ' ' }])).toBe(false)
  expect(areWhole([{ ...row, day: '' }])).toBe(false)
})
