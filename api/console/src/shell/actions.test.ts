import { expect, it } from 'vitest'
import { fitting } from './actions'

const action = (title: string, also = '') => ({ id: title, title, also, run: () => undefined })
const ALL = [action('I12 火灾 未央区', 'fire'), action('开始核实', 'start_verify'), action('新接报', 'new report')]

it('finds an action by any of its words, in any order', () => {
  expect(fitting(ALL, '未央 fire').map((one) => one.title)).toEqual(['I12 火灾 未央区'])
  expect(fitting(ALL, 'verify').map((one) => one.title)).toEqual(['开始核实'])
})

it('puts first what begins with what was typed', () => {
  const all = [action('接报'), action('新接报'), action('报送')]
  expect(fitting(all, '报').map((one) => one.title)).toEqual(['报送', '接报', '新接报'])
})

it('offers everything when nothing was typed', () => {
  expect(fitting(ALL, ' ')).toHaveLength(3)
})
