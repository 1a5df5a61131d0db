import { server } from '../../store/server'

/** The address that leads to whoever has a username: what is given to others. */
export const linkTo = (username: string): string => `${(server()?.links || location.origin).replace(/\/+$/, '')}/${username}`
