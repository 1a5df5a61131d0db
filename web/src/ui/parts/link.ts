import { server } from '../../store/server'

/** The address that leads to whoever has a username: what is given to others. */
export const linkTo = (username: string): string => `${(server()?.links || location.origin).replace(/\/+$/, '')}/${username}`

/** The address of an invitation. A server that does not know its own address leaves it to us. */
export const inviteUrl = (link: string): string => (link.includes('://') ? link : linkTo(link))
