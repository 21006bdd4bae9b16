import { client, told } from '@/api/client'
import { Refused } from '@/api/problems'
import { type Failure, type Taken, toldLate, type Waiting } from './queue'

/** Send one deed under its own name. */
export async function send(waiting: Waiting): Promise<Failure | Taken> {
  try {
    return await sent(waiting)
  } catch (problem) {
    if (problem instanceof Refused) return { status: problem.status, code: problem.code, message: problem.message }
    throw problem
  }
}

async function sent({ key, order, incident, doneAt, deed }: Waiting): Promise<Taken> {
  const params = { path: { instruction_id: order }, header: { 'Idempotency-Key': key } }
  const late = toldLate(doneAt, Date.now())
  const when = late ? { done_at: late } : {}
  switch (deed.kind) {
    case 'step': {
      const { kind: _, ...step } = deed
      return told(client.POST('/api/v1/instructions/{instruction_id}/actions', { params, body: { ...step, ...when } }))
    }
    case 'answer': {
      const call = { path: { incident_id: incident, responder_id: deed.responder }, header: params.header }
      const body = { action: deed.action, ...when }
      return told(client.POST('/api/v1/incidents/{incident_id}/responders/{responder_id}/actions', { params: call, body }))
    }
    case 'call': {
      const call = { path: { warning_id: incident, place_code: deed.place }, header: params.header }
      const body = { action: deed.action, ...when }
      return told(client.POST('/api/v1/warnings/{warning_id}/calls/{place_code}/actions', { params: call, body }))
    }
    case 'seen':
      return told(client.POST('/api/v1/instructions/{instruction_id}/withdrawal-seen', { params }))
    case 'progress': {
      const evidence: string[] = []
      for (const photo of deed.photos) evidence.push(await uploaded(photo, incident))
      const team_needs = Object.entries(deed.wanted).map(([capability, teams]) => ({ capability, teams }))
      const body = { text: deed.text, evidence, team_needs, ...when }
      return told(client.POST('/api/v1/instructions/{instruction_id}/progress', { params, body }))
    }
  }
}

/** Give a picture to the server; the same picture again is the same attachment. */
async function uploaded(photo: Blob, incident_id: string): Promise<string> {
  const answer = await told(
    client.POST('/api/v1/attachments', {
      params: { query: { incident_id } },
      body: photo as never, // the picture itself, no JSON
      bodySerializer: (body: unknown) => body as Blob,
      headers: { 'Content-Type': photo.type || 'image/jpeg' },
    }),
  )
  return answer.attachment_id
}
