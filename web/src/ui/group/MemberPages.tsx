import type { JSX } from 'solid-js'
import { t } from '../../lang'
import type { MemberKind } from '../../model/group'
import type { PeerId } from '../../model/peer'
import { InfoBar } from '../shell/InfoBar'
import { MemberList } from './Members'
import '../settings/settings.css'
import './group.css'

export const Admins = (props: { id: PeerId }): JSX.Element => <Kind id={props.id} kind="admins" />
export const Restricted = (props: { id: PeerId }): JSX.Element => <Kind id={props.id} kind="restricted" />
export const Removed = (props: { id: PeerId }): JSX.Element => <Kind id={props.id} kind="banned" />

function Kind(props: { id: PeerId; kind: MemberKind }): JSX.Element {
  return (
    <>
      <InfoBar title={t().group.info[props.kind]} up="group" />
      <div class="settings">
        <MemberList id={props.id} kind={props.kind} />
      </div>
    </>
  )
}
