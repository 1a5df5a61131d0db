import type { Stats } from '../../model/group'
import type { PeerId } from '../../model/peer'
import type { Session } from '../session'
import { comparedOf, plotOf } from '../wire/graph'

/**
 * How a group or channel fares, for its admins.
 * https://core.telegram.org/api/stats
 */
export async function getStats(s: Session, args: { chat: PeerId; broadcast: boolean }): Promise<Stats> {
  const channel = await s.channel(args.chat)
  if (args.broadcast) {
    const v = await s.call({ _: 'stats.getBroadcastStats', channel })
    return {
      members: comparedOf(v.followers),
      post: { views: comparedOf(v.viewsPerPost), forwards: comparedOf(v.sharesPerPost), reactions: comparedOf(v.reactionsPerPost) },
      growth: plotOf(v.growthGraph), comings: plotOf(v.followersGraph), seen: plotOf(v.interactionsGraph),
      posts: v.recentPostsInteractions.flatMap((p) =>
        p._ === 'postInteractionCountersMessage' ? [{ id: p.msgId, views: p.views, forwards: p.forwards, reactions: p.reactions }] : []),
    }
  }
  const v = await s.call({ _: 'stats.getMegagroupStats', channel })
  return {
    members: comparedOf(v.members), talk: { messages: comparedOf(v.messages), people: comparedOf(v.posters) },
    growth: plotOf(v.growthGraph), comings: plotOf(v.membersGraph), said: plotOf(v.messagesGraph), posts: [],
  }
}
