import type { Poll, PollResults } from '../model/media'

/** A poll as it stands now. What everybody is told the same of does not say what we chose: that stays as it was. */
export function withResults(poll: Poll, results: PollResults | undefined, before: Poll): Poll {
  if (!results) return poll
  const now = new Map(results.answers.map((a) => [a.option, a]))
  const was = new Map(before.answers.map((a) => [a.option, a]))
  return {
    ...poll,
    voters: results.voters,
    solution: results.solution ?? before.solution,
    answers: poll.answers.map((a) => {
      const r = now.get(a.option)
      const mine = results.partial ? was.get(a.option) : r
      return { ...a, votes: r?.votes ?? a.votes, chosen: mine?.chosen, correct: r?.correct ?? mine?.correct }
    }),
  }
}
