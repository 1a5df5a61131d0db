package tl

// Each of these makes an older layer's answer of the newest one, or nil.

func updatesOfInvited(result any) any {
	if r, ok := result.(*MessagesInvitedUsers); ok && r.Updates != nil {
		return r.Updates
	}
	return nil
}

func updatesOfJoined(result any) any {
	if r, ok := result.(*MessagesChatInviteJoinResultOk); ok && r.Updates != nil {
		return r.Updates
	}
	return nil
}

func filtersOfDialogFilters(result any) any {
	if r, ok := result.(*MessagesDialogFilters); ok {
		return r.Filters
	}
	return nil
}

func pageOfWebPage(result any) any {
	if r, ok := result.(*MessagesWebPage); ok && r.Webpage != nil {
		return r.Webpage
	}
	return nil
}

func mediaOfPreview(result any) any {
	if r, ok := result.(*MessagesWebPagePreview); ok && r.Media != nil {
		return r.Media
	}
	return nil
}

// boolOfReport: an old client cannot be asked for more, so only a report that was taken is true.
func boolOfReport(result any) any {
	if _, ok := result.(*ReportResultReported); ok {
		return true
	}
	return nil
}

func boolOfCanSend(result any) any {
	if r, ok := result.(*StoriesCanSendStoryCount); ok {
		return r.CountRemains > 0
	}
	return nil
}

func idsOfRecent(result any) any {
	list, ok := result.([]RecentStory)
	if !ok {
		return nil
	}
	ids := make([]int32, len(list))
	for i := range list {
		ids[i] = list[i].MaxID.V
	}
	return ids
}

// boolsOfRequirements says of each user whether only premium users may write.
func boolsOfRequirements(result any) any {
	list, ok := result.([]RequirementToContactClass)
	if !ok {
		return nil
	}
	premium := make([]bool, len(list))
	for i := range list {
		_, premium[i] = list[i].(*RequirementToContactPremium)
	}
	return premium
}

// messagesOfForwards are the messages of a page of forwards. Old clients ask for the next one in a way that has no counterpart: they see one.
func messagesOfForwards(result any) any {
	r, ok := result.(*StatsPublicForwards)
	if !ok {
		return nil
	}
	out := &MessagesMessages{Messages: []MessageClass{}, Chats: r.Chats, Users: r.Users}
	for _, f := range r.Forwards {
		if m, ok := f.(*PublicForwardMessage); ok {
			out.Messages = append(out.Messages, m.Message)
		}
	}
	return out
}
