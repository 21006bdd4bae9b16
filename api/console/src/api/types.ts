import type { components } from './schema'

// The server's own words: made from openapi.json by `make openapi`, never written by hand.
type Schemas = components['schemas']

export type Incident = Schemas['Incident']
export type Instruction = Schemas['Instruction']
export type Recommendation = Schemas['Recommendation']
export type Report = Schemas['Report']
export type Team = Schemas['Team']
export type Depot = Schemas['Depot']
export type Shelter = Schemas['Shelter']
export type Place = Schemas['Place']
export type Position = Schemas['Position']
export type Fix = Schemas['Fix']
export type Lifecycle = Schemas['Lifecycle']
export type AllowedAction = Schemas['AllowedAction']
export type RoadMeasure = Schemas['RoadMeasure']
export type Warning = Schemas['HazardWarning']
export type Evacuation = Schemas['Evacuation']
export type Event = Schemas['Event']
export type RecordedEvent = Schemas['RecordedEvent']
export type Problem = Schemas['Problem']
export type ReportIn = Schemas['ReportIn']
export type StepIn = Schemas['StepIn']
export type Deadline = Schemas['Deadline']
export type Reservation = Schemas['Reservation']

export interface IncidentSummary extends Incident {
  open: boolean
  missing: { teams: Record<string, number>; supplies: Record<string, number> }
}

export interface IncidentDetail extends IncidentSummary {
  allowed_actions: AllowedAction[]
  reports: Report[]
  instructions: Instruction[]
  reservations: Reservation[]
  suspected_to_be_this: string[]
  recommendation: Recommendation | null
  deadlines: { timer: string; lifecycle: string; subject_id: string; due_at: string }[]
  log_position: number
}

export interface IncidentPage {
  items: IncidentSummary[]
  next: string | null
  position: number
}

export interface Label {
  zh: string
  en: string
}
