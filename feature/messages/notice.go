package messages

import (
	"encoding/json"
	"fmt"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errPins   = rpc.Bad("PINNED_DIALOGS_TOO_MUCH")
	errParent = rpc.Bad("PARENT_PEER_INVALID")
)

// notice tells the caller's other devices of a change. data is what the notice's renderer wants.
func (f *Feature) notice(tx *db.Tx, c rpc.Caller, name string, data any) error {
	return f.tell(tx, c.User, c.Key, name, data)
}

// tell tells a person's devices but the one with the key except, 0 for none.
func (f *Feature) tell(tx *db.Tx, to, except int64, name string, data any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("notice %s: %w", name, err)
	}
	return f.box.Notice(tx, &box.Notice{Box: to, Except: except, Name: name, Data: b})
}

// dialogPeer resolves an entry of a list of dialogs.
func (f *Feature) dialogPeer(tx *db.Tx, c rpc.Caller, in tl.InputDialogPeerClass) (box.Peer, error) {
	p, ok := in.(*tl.InputDialogPeer)
	if !ok {
		return 0, errFolder
	}
	return f.users.Peer(tx, c, p.Peer)
}

var errFolder = rpc.Bad("PEER_ID_INVALID")

// dialogPeers resolves a list of dialogs. Folders in it are left out: the archive has a place of its own.
func (f *Feature) dialogPeers(tx *db.Tx, c rpc.Caller, in []tl.InputDialogPeerClass) ([]box.Peer, error) {
	var out []box.Peer
	for _, p := range in {
		if _, ok := p.(*tl.InputDialogPeer); !ok {
			continue
		}
		peer, err := f.dialogPeer(tx, c, p)
		if err != nil {
			return nil, err
		}
		out = append(out, peer)
	}
	return out, nil
}

// reordered is the new order of what is pinned: as wanted, of what there is, each once; and then, unless force unpins it, the rest.
func reordered(pinned, want []box.Peer, force bool, exists func(box.Peer) bool) (out []box.Peer) {
	for _, p := range want {
		if exists(p) && !slices.Contains(out, p) && (force || slices.Contains(pinned, p)) {
			out = append(out, p)
		}
	}
	if force {
		return out
	}
	for _, p := range pinned {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
