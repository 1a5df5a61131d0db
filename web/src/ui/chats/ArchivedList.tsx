import { createMemo, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { chats } from '../../store/chats'
import { orderChats } from '../../view/order'
import { Empty } from '../parts/Empty'
import { LeftBar } from '../shell/LeftBar'
import { Rows } from './Rows'

export function ArchivedList(): JSX.Element {
  const ids = createMemo(() => orderChats([...chats().values()].filter((c) => c.archived)).map((c) => c.id))
  return (
    <>
      <LeftBar title={t().chats.archived} />
      <Show when={ids().length > 0} fallback={<Empty icon="archive" title={t().chats.empty} />}>
        <Rows ids={ids()} label={t().chats.archived} />
      </Show>
    </>
  )
}
