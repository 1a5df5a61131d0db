package tl

import (
	"errors"
	"reflect"
	"testing"
)

// answered is what a client of the layer makes of an answer.
func answered(t *testing.T, layer int, fn Object, result any) any {
	t.Helper()
	b, err := AppendResult(nil, layer, fn, result)
	if err != nil {
		t.Fatalf("layer %d, %s: %v", layer, fn.TLName(), err)
	}
	got, err := DecodeResult(layer, fn, b)
	if err != nil {
		t.Fatalf("layer %d, %s: %v", layer, fn.TLName(), err)
	}
	return got
}

func TestResults(t *testing.T) {
	updates := &Updates{Updates: []UpdateClass{}, Users: []UserClass{}, Chats: []ChatClass{}}
	invited := &MessagesInvitedUsers{Updates: updates, MissingInvitees: []MissingInvitee{}}
	joined := &MessagesChatInviteJoinResultOk{Updates: updates}
	filters := []DialogFilterClass{&DialogFilterDefault{}}
	for _, c := range []struct {
		layer  int
		fn     Object
		result any
		want   any
	}{
		{MaxLayer, &AccountUpdateStatus{}, true, true},
		{MaxLayer, &AccountUpdateStatus{}, false, false},
		{MaxLayer, &HelpGetNearestDC{}, &NearestDC{Country: "FR"}, &NearestDC{Country: "FR"}},
		{MaxLayer, &UsersGetUsers{}, []UserClass{&UserEmpty{ID: 1}}, []UserClass{&UserEmpty{ID: 1}}},
		{MaxLayer, &PhotosDeletePhotos{}, []int64{1, 2}, []int64{1, 2}},
		{MaxLayer, &ContactsGetContactIDs{}, []int32{}, []int32{}},
		{MaxLayer, &ContactsGetSaved{}, []SavedPhoneContact{{Phone: "1"}}, []SavedPhoneContact{{Phone: "1"}}},

		// What older layers answered otherwise.
		{177, &MessagesCreateChat{}, invited, invited},
		{176, &MessagesCreateChat{}, invited, updates},
		{176, &MessagesAddChatUser{}, invited, updates},
		{176, &ChannelsInviteToChannel{}, invited, updates},
		{227, &MessagesImportChatInvite{}, joined, joined},
		{226, &MessagesImportChatInvite{}, joined, updates}, // 226 has 225's table
		{225, &ChannelsJoinChannel{}, joined, updates},
		{174, &MessagesGetDialogFilters{}, &MessagesDialogFilters{Filters: filters}, filters},
		{164, &MessagesGetWebPage{}, &MessagesWebPage{Webpage: &WebPageEmpty{ID: 1}}, &WebPageEmpty{ID: 1}},
		{196, &MessagesGetWebPagePreview{}, &MessagesWebPagePreview{Media: &MessageMediaEmpty{}}, &MessageMediaEmpty{}},
		{187, &MessagesReport{}, &ReportResultReported{}, true},
		{187, &StoriesReport{}, &ReportResultReported{}, true},
		{167, &StatsGetMessagePublicForwards{}, &StatsPublicForwards{Count: 1, Forwards: []PublicForwardClass{&PublicForwardMessage{Message: &MessageEmpty{ID: 7}}}},
			&MessagesMessages{Messages: []MessageClass{&MessageEmpty{ID: 7}}, Chats: []ChatClass{}, Users: []UserClass{}}},
		{202, &StoriesCanSendStory{}, &StoriesCanSendStoryCount{CountRemains: 1}, true},
		{216, &StoriesGetPeerMaxIDs{}, []RecentStory{{}, {MaxID: Some(int32(5))}}, []int32{0, 5}},
		{199, &UsersGetRequirementsToContact{}, []RequirementToContactClass{&RequirementToContactEmpty{}, &RequirementToContactPremium{}},
			[]bool{false, true}},
		{200, &UsersGetRequirementsToContact{}, []RequirementToContactClass{&RequirementToContactEmpty{}},
			[]RequirementToContactClass{&RequirementToContactEmpty{}}},
	} {
		if got := answered(t, c.layer, c.fn, c.result); !reflect.DeepEqual(got, c.want) {
			t.Errorf("layer %d, %s: got %#v, want %#v", c.layer, c.fn.TLName(), got, c.want)
		}
	}
}

// TestEveryResultRule: every function whose answer has changed has a rule, or is not of the product.
func TestEveryResultRule(t *testing.T) {
	none := map[string]bool{
		"messages.requestAppWebView": true, "messages.requestSimpleWebView": true, "phone.createConferenceCall": true,
		"phone.sendGroupCallMessage": true,
	}
	for _, layer := range Layers() {
		table, err := tableFor(layer)
		if err != nil {
			t.Fatal(err)
		}
		for i := firstFunction; i < len(prototypes); i++ {
			p := table.function(i)
			if p.result.name != table.defs[i].Result && resultRules[table.defs[i].Name] == nil && !none[table.defs[i].Name] {
				t.Errorf("layer %d: no rule makes %s of %s for %s", layer, p.result.name, table.defs[i].Result, p.name)
			}
		}
	}
}

func TestWrongResults(t *testing.T) {
	for _, c := range []struct {
		layer  int
		fn     Object
		result any
	}{
		{MaxLayer, &AccountUpdateStatus{}, &NearestDC{}},
		{MaxLayer, &AccountUpdateStatus{}, nil},
		{MaxLayer, &AccountUpdateStatus{}, 7},
		{MaxLayer, &HelpGetNearestDC{}, true},
		{MaxLayer, &HelpGetNearestDC{}, &PeerUser{}},
		{MaxLayer, &HelpGetNearestDC{}, (*NearestDC)(nil)},
		{MaxLayer, &HelpGetNearestDC{}, &HelpGetNearestDC{}},
		{MaxLayer, &UsersGetUsers{}, []int32{}},
		{MaxLayer, &UsersGetUsers{}, []UserClass{nil}},
		{MaxLayer, &UsersGetUsers{}, &UserEmpty{}},
		{MaxLayer, &InvokeWithLayer{}, &NearestDC{}},
		{MaxLayer, &PeerUser{}, true},
		{MaxLayer, nil, true},
		{176, &MessagesCreateChat{}, &Updates{}},
		{176, &MessagesCreateChat{}, &MessagesInvitedUsers{}},
		{182, &MessagesRequestAppWebView{}, &WebViewResultURL{}},
		{187, &MessagesReport{}, &ReportResultChooseOption{}},
	} {
		b, err := AppendResult([]byte("before"), c.layer, c.fn, c.result)
		if !errors.As(err, new(*EncodeError)) || string(b) != "before" {
			t.Errorf("layer %d, %v with %v: %v, %x", c.layer, c.fn, c.result, err, b)
		}
	}
}

func TestDecodeResultRefuses(t *testing.T) {
	good, err := AppendResult(nil, MaxLayer, &HelpGetNearestDC{}, &NearestDC{})
	if err != nil {
		t.Fatal(err)
	}
	user, err := Append(nil, MaxLayer, &UserEmpty{})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{nil, good[:3], good[:len(good)-1], append(good, 0), user, {1, 2, 3, 4}} {
		if got, err := DecodeResult(MaxLayer, &HelpGetNearestDC{}, b); !errors.As(err, new(*DecodeError)) {
			t.Errorf("%x: %v, %v", b, got, err)
		}
	}
}
