package messages

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	minFolder         = 2 // 0 is the list of everything, 1 the archive
	maxFolder         = 255
	maxFolders        = 30
	maxFolderPeers    = 200
	maxFolderTitle    = 12 // UTF-16 code units
	noticeFolder      = "messages.folder"
	noticeFolderOrder = "messages.folder_order"
	noticeFolders     = "messages.folders"
	settingTags       = "folder_tags"
)

var (
	errFilterID    = rpc.Bad("FILTER_ID_INVALID")
	errFilterKind  = rpc.Bad("FILTER_NOT_SUPPORTED")
	errFilterTitle = rpc.Bad("FILTER_TITLE_EMPTY")
	errFilterEmpty = rpc.Bad("FILTER_INCLUDE_EMPTY")
	errFilterMuch  = rpc.Bad("FILTER_INCLUDE_TOO_MUCH")
	errFilters     = rpc.Bad("DIALOG_FILTERS_TOO_MUCH")
)

// folder is a selection of conversations that a person made for themselves.
type folder struct {
	Title     string           `json:"t"`
	Entities  []content.Entity `json:"e,omitempty"`
	NoAnimate bool             `json:"na,omitempty"`
	Emoticon  string           `json:"i,omitempty"`
	Color     *int32           `json:"c,omitempty"`
	Kinds     folderKinds      `json:"k"`
	Pinned    []box.Peer       `json:"p,omitempty"`
	Include   []box.Peer       `json:"in,omitempty"`
	Exclude   []box.Peer       `json:"ex,omitempty"`

	id int32
}

// folderKinds say which conversations are in a folder without being named.
type folderKinds struct {
	Contacts, NonContacts, Groups, Broadcasts, Bots bool `json:",omitempty"`
	ExcludeMuted, ExcludeRead, ExcludeArchived      bool `json:",omitempty"`
}

// updateDialogFilter makes a folder, changes it, or removes it.
// https://core.telegram.org/method/messages.updateDialogFilter
func (f *Feature) updateDialogFilter(ctx context.Context, c rpc.Caller, q *tl.MessagesUpdateDialogFilter) (bool, error) {
	if q.ID < minFolder || q.ID > maxFolder {
		return false, errFilterID
	}
	var in *tl.DialogFilter
	if q.Filter != nil {
		var ok bool
		if in, ok = q.Filter.(*tl.DialogFilter); !ok {
			return false, errFilterKind
		}
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		if in == nil {
			if err := removeFolder(tx, c.User, q.ID); err != nil {
				return err
			}
			return f.notice(tx, c, noticeFolder, q.ID)
		}
		fo, err := f.folderFrom(tx, c, in)
		if err != nil {
			return err
		}
		fo.id = q.ID
		all, err := folders(tx, c.User)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(o folder) bool { return o.id == fo.id }) && len(all) > maxFolders {
			return errFilters
		}
		if err := putFolder(tx, c.User, fo); err != nil {
			return err
		}
		return f.notice(tx, c, noticeFolder, q.ID)
	})
	return err == nil, err
}

// folderFrom checks what a client wants a folder to be.
func (f *Feature) folderFrom(tx *db.Tx, c rpc.Caller, in *tl.DialogFilter) (folder, error) {
	text, shift := content.Trim(in.Title.Text)
	fo := folder{
		Title: text, NoAnimate: in.TitleNoanimate, Emoticon: content.Cut(content.Clean(in.Emoticon.V), 16), Color: optional(in.Color),
		Entities: content.Fit(text, content.FromTL(text, shift, in.Title.Entities, f.mentioned(tx, c))),
		Kinds: folderKinds{
			Contacts: in.Contacts, NonContacts: in.NonContacts, Groups: in.Groups, Broadcasts: in.Broadcasts, Bots: in.Bots,
			ExcludeMuted: in.ExcludeMuted, ExcludeRead: in.ExcludeRead, ExcludeArchived: in.ExcludeArchived,
		},
	}
	switch {
	case text == "":
		return fo, errFilterTitle
	case content.Units(text) > maxFolderTitle:
		return fo, errTooLong
	case max(len(in.PinnedPeers)+len(in.IncludePeers), len(in.ExcludePeers)) > maxFolderPeers:
		return fo, errFilterMuch
	}
	var err error
	for _, l := range []struct {
		in  []tl.InputPeerClass
		out *[]box.Peer
	}{{in.PinnedPeers, &fo.Pinned}, {in.IncludePeers, &fo.Include}, {in.ExcludePeers, &fo.Exclude}} {
		if *l.out, err = f.folderPeers(tx, c, l.in); err != nil {
			return fo, err
		}
	}
	k := fo.Kinds
	if len(fo.Pinned)+len(fo.Include) == 0 && !k.Contacts && !k.NonContacts && !k.Groups && !k.Broadcasts && !k.Bots {
		return fo, errFilterEmpty
	}
	return fo, nil
}

// folderPeers resolves the conversations of a folder. Those that the caller may not name any more are left out: clients send the
// whole folder with every change of it.
func (f *Feature) folderPeers(tx *db.Tx, c rpc.Caller, in []tl.InputPeerClass) (out []box.Peer, err error) {
	for _, p := range in {
		peer, err := f.users.Peer(tx, c, p)
		if errors.Is(err, users.ErrPeer) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, peer) {
			out = append(out, peer)
		}
	}
	return out, nil
}

// getDialogFilters returns the caller's folders in their order, and where the list of everything stands among them.
// https://core.telegram.org/method/messages.getDialogFilters
func (f *Feature) getDialogFilters(ctx context.Context, c rpc.Caller, _ *tl.MessagesGetDialogFilters) (*tl.MessagesDialogFilters, error) {
	out := &tl.MessagesDialogFilters{Filters: []tl.DialogFilterClass{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		all, err := folders(tx, c.User)
		if err != nil {
			return err
		}
		for _, fo := range all {
			out.Filters = append(out.Filters, f.folderTL(c.User, fo))
		}
		tags, err := setting(tx, c.User, settingTags)
		out.TagsEnabled = tags == "true"
		return err
	})
	return out, err
}

func (f *Feature) folderTL(viewer int64, fo folder) tl.DialogFilterClass {
	if fo.id == 0 {
		return &tl.DialogFilterDefault{}
	}
	k := fo.Kinds
	out := &tl.DialogFilter{
		Contacts: k.Contacts, NonContacts: k.NonContacts, Groups: k.Groups, Broadcasts: k.Broadcasts, Bots: k.Bots,
		ExcludeMuted: k.ExcludeMuted, ExcludeRead: k.ExcludeRead, ExcludeArchived: k.ExcludeArchived, TitleNoanimate: fo.NoAnimate,
		ID: fo.id, Title: tl.TextWithEntities{Text: fo.Title, Entities: content.EntitiesTL(fo.Entities)}, Color: present(fo.Color),
		PinnedPeers: f.inputPeers(viewer, fo.Pinned), IncludePeers: f.inputPeers(viewer, fo.Include), ExcludePeers: f.inputPeers(viewer, fo.Exclude),
	}
	if out.Title.Entities == nil {
		out.Title.Entities = []tl.MessageEntityClass{}
	}
	if fo.Emoticon != "" {
		out.Emoticon = tl.Some(fo.Emoticon)
	}
	return out
}

func (f *Feature) inputPeers(viewer int64, peers []box.Peer) []tl.InputPeerClass {
	out := make([]tl.InputPeerClass, len(peers))
	for i, p := range peers {
		out[i] = f.inputPeer(viewer, p)
	}
	return out
}

// updateDialogFiltersOrder sets the order of the caller's folders.
// https://core.telegram.org/method/messages.updateDialogFiltersOrder
func (f *Feature) updateDialogFiltersOrder(ctx context.Context, c rpc.Caller, q *tl.MessagesUpdateDialogFiltersOrder) (bool, error) {
	if len(q.Order) > maxFolder {
		return false, errLimit
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		for i, id := range q.Order {
			if err := placeFolder(tx, c.User, id, int64(i)); err != nil {
				return err
			}
		}
		return f.notice(tx, c, noticeFolderOrder, nil)
	})
	return err == nil, err
}

// toggleDialogFilterTags shows or hides which folders a conversation is in.
// https://core.telegram.org/method/messages.toggleDialogFilterTags
func (f *Feature) toggleDialogFilterTags(ctx context.Context, c rpc.Caller, q *tl.MessagesToggleDialogFilterTags) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		if err := putSetting(tx, c.User, settingTags, strconv.FormatBool(q.Enabled)); err != nil {
			return err
		}
		return f.notice(tx, c, noticeFolders, nil)
	})
	return err == nil, err
}

// getSuggestedDialogFilters suggests folders that the caller has no like of.
// https://core.telegram.org/method/messages.getSuggestedDialogFilters
func (f *Feature) getSuggestedDialogFilters(ctx context.Context, c rpc.Caller, _ *tl.MessagesGetSuggestedDialogFilters) ([]tl.DialogFilterSuggested, error) {
	suggestions := []struct {
		folder
		why string
	}{
		{folder{Title: "Unread", Kinds: folderKinds{Contacts: true, NonContacts: true, Groups: true, Broadcasts: true, Bots: true, ExcludeRead: true, ExcludeArchived: true}},
			"Chats with something new."},
		{folder{Title: "Personal", Kinds: folderKinds{Contacts: true, NonContacts: true}}, "Only chats with people."},
	}
	out := []tl.DialogFilterSuggested{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		all, err := folders(tx, c.User)
		for _, s := range suggestions {
			if !slices.ContainsFunc(all, func(o folder) bool { return o.Kinds == s.Kinds }) {
				s.id = minFolder
				out = append(out, tl.DialogFilterSuggested{Filter: f.folderTL(c.User, s.folder), Description: s.why})
			}
		}
		return err
	})
	return out, err
}

func (f *Feature) renderFolder(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var id int32
	if err := json.Unmarshal(n.Data, &id); err != nil {
		return hub.Batch{}, err
	}
	all, err := folders(tx, viewer)
	if err != nil {
		return hub.Batch{}, err
	}
	up := &tl.UpdateDialogFilter{ID: id}
	var peers []box.Peer
	for _, fo := range all {
		if fo.id == id {
			up.Filter = f.folderTL(viewer, fo)
			peers = slices.Concat(fo.Pinned, fo.Include, fo.Exclude)
		}
	}
	return f.about(tx, viewer, peers, up)
}

func (f *Feature) renderFolderOrder(ctx context.Context, tx *db.Tx, viewer int64, _ box.Notice) (hub.Batch, error) {
	all, err := folders(tx, viewer)
	up := &tl.UpdateDialogFilterOrder{Order: []int32{}}
	for _, fo := range all {
		up.Order = append(up.Order, fo.id)
	}
	return hub.Batch{Updates: []tl.UpdateClass{up}}, err
}

func (f *Feature) renderFolders(context.Context, *db.Tx, int64, box.Notice) (hub.Batch, error) {
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateDialogFilters{}}}, nil
}
