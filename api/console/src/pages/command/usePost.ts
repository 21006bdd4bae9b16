import { client, ordered, told } from '@/api/client'
import { everything } from '@/api/everything'
import type { PostDetail, StepIn } from '@/api/types'
import { useFresh } from '@/live/useFresh'
import { isAboutPost, isAboutPosts } from './boards'

/** Every post that stands, as the feed tells of them. */
export const usePosts = () =>
  useFresh(
    () => everything((query) => client.GET('/api/v1/posts', { params: { query: { ...query, open: true } } })),
    isAboutPosts,
  )

/** One post in full, kept as it is now; none while no id is given. */
export function usePost(id: () => string) {
  let orderIds: readonly string[] = []
  async function ask(): Promise<PostDetail | null> {
    if (!id()) return null
    const post = await told(client.GET('/api/v1/posts/{post_id}', { params: { path: { post_id: id() } } }))
    orderIds = post.group_order_ids
    return post
  }
  return useFresh(ask, (said) => isAboutPost(said, id(), orderIds), id)
}

export const takeStep = (post_id: string, body: StepIn) =>
  ordered((header) => client.POST('/api/v1/posts/{post_id}/actions', { params: { path: { post_id }, header }, body }))

/** A moment so many minutes from now, or none. */
export const inMinutes = (minutes: number | undefined, now: number): string | null =>
  minutes ? new Date(now + minutes * 60_000).toISOString() : null
