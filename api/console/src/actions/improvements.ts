import type { StepIn } from '@/api/types'

// Improvements of a debriefing as a person writes them: what, who, and a day.
export interface ImprovementRow {
  text: string
  owner: string
  /** `2025-07-01`, as a field for a date has it. */
  day: string
}

export const EMPTY_ROW: ImprovementRow = { text: '', owner: '', day: '' }

const filled = (row: ImprovementRow): string[] => [row.text, row.owner, row.day].filter((one) => one.trim())

/** Whether each row is whole; one in which nothing stands counts for none. */
export const areWhole = (rows: readonly ImprovementRow[]): boolean =>
  rows.every((row) => [0, 3].includes(filled(row).length))

/** What is sent: each is due when its day ends here. */
export const improvementsOf = (rows: readonly ImprovementRow[]): StepIn['improvements'] =>
  rows
    .filter((row) => filled(row).length)
    .map(({ text, owner, day }) => ({
      text: text.trim(),
      owner: owner.trim(),
      due_at: new Date(`${day}T23:59:59`).toISOString(),
    }))
