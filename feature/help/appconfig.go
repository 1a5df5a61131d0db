package help

import (
	"context"
	"fmt"

	"chappe/rpc"
	"chappe/tl"
)

// appConfig is the answer to help.getAppConfig, made once. Those who answer with it must not change it.
type appConfig struct {
	hash  int32
	value *tl.JSONObject
}

// limits are told twice, with _default and _premium: nothing is sold here, so everybody has the same. TDLib takes 0 for a mistake;
// the limits of what is not there are left out.
var limits = []setting{
	{"about_length_limit", 70},
	{"caption_length_limit", CaptionLengthMax},
	{"channels_public_limit", 10},
	{"dialog_filters_limit", 30},
	{"dialog_filters_chats_limit", 200},
	{"dialogs_pinned_limit", 10},
	{"dialogs_folder_pinned_limit", 200},
	{"message_length_limit", MessageLengthMax},
	{"reactions_user_max", 1},
	{"saved_dialogs_pinned_limit", 10},
	{"saved_gifs_limit", 200},
	{"stickers_faved_limit", 5},
}

// settings are what clients read besides. Keys that are left out have a default in every client that suits this server.
// https://core.telegram.org/api/config#client-configuration
var settings = []setting{
	// What there is.
	{"authorization_autoconfirm_period", 7 * 24 * 3600}, // seconds
	{"chat_read_mark_expire_period", 7 * 24 * 3600},     // seconds
	{"chat_read_mark_size_threshold", 100},              // members
	{"pm_read_date_expire_period", 7 * 24 * 3600},       // seconds
	{"contact_note_length_limit", 128},
	{"dialog_filters_enabled", true},
	{"dialog_filters_tooltip", false},
	{"hidden_members_group_size_min", 100},
	{"forum_upgrade_participants_min", 0},
	{"topics_pinned_limit", 5},
	{"poll_answers_max", 10},
	{"quote_length_max", 1024}, // UTF-16 units
	{"reactions_default", "👍"},
	{"reactions_in_chat_max", 100},
	{"reactions_uniq_max", 11},
	{"qr_login_camera", true},
	{"qr_login_code", "primary"},
	{"keep_alive_service", false},
	{"background_connection", false},
	{"small_queue_max_active_operations_count", 5},
	{"large_queue_max_active_operations_count", 2},
	{"upload_max_fileparts_default", MaxFileParts},
	{"upload_max_fileparts_premium", MaxFileParts},
	{"emojies_animated_zoom", 0.625},
	{"message_animated_emoji_max", 100},
	{"pending_suggestions", []string{}},
	{"dismissed_suggestions", []string{}},
	{"ignore_restriction_reasons", []string{}},
	{"restriction_add_platforms", []string{}},
	{"autologin_domains", []string{}},
	{"url_auth_domains", []string{}},
	{"whitelisted_domains", []string{}},
	{"whitelisted_bots", []string{}},
	{"web_app_allowed_protocols", []string{"http", "https"}},

	// What there is not.
	{"autoarchive_setting_available", false},
	{"boosts_channel_level_max", 0},
	{"boosts_per_sent_gift", 0},
	{"business_promo_order", []string{}},
	{"call_requests_disabled", true},
	{"can_edit_factcheck", false},
	{"channel_revenue_withdrawal_enabled", false},
	{"emojies_send_dice", []string{}},
	{"emojies_sounds", emptyObject{}},
	{"fragment_prefixes", []string{}},
	{"getfile_experimental_params", false},
	{"gif_search_emojies", []string{}},
	{"giveaway_gifts_purchase_available", false},
	{"groupcall_video_participants_max", 0},
	{"need_age_video_verification", false},
	{"new_noncontact_peers_require_premium_without_ownpremium", false},
	{"premium_gift_attach_menu_icon", false},
	{"premium_gift_text_field_icon", false},
	{"premium_promo_order", []string{}},
	{"premium_purchase_blocked", true},
	{"quick_replies_limit", 0},
	{"quick_reply_messages_limit", 0},
	{"ringtone_saved_count_max", 0},
	{"settings_display_passkeys", false},
	{"starref_program_allowed", false},
	{"starref_connect_allowed", false},
	{"stargifts_blocked", true},
	{"stars_gifts_enabled", false},
	{"stars_paid_messages_available", false},
	{"stars_purchase_blocked", true},
	{"stickers_emoji_suggest_only_api", false},
	{"stickers_premium_by_emoji_num", 0},
	{"stories_all_hidden", false},
	{"stories_posting", "disabled"},
	{"telegram_antispam_group_size_min", MegagroupSizeMax},
	{"transcribe_audio_trial_weekly_number", 0},
	{"translations_auto_enabled", "disabled"},
	{"translations_manual_enabled", "disabled"},
	{"upload_markup_video", false},
	{"video_ignore_alt_documents", true},
}

type setting struct {
	key   string
	value any // int, float64, bool, string, []string or emptyObject
}

type emptyObject struct{}

// newAppConfig takes how many channels one person may be in, 0 for 500.
func newAppConfig(joined int) appConfig {
	if joined == 0 {
		joined = 500
	}
	all := settings
	for _, l := range append([]setting{{"channels_limit", joined}}, limits...) {
		all = append(all[:len(all):len(all)], setting{l.key + "_default", l.value}, setting{l.key + "_premium", l.value})
	}
	obj := &tl.JSONObject{Value: make([]tl.JSONObjectValue, 0, len(all))}
	for _, s := range all {
		obj.Value = append(obj.Value, tl.JSONObjectValue{Key: s.key, Value: jsonValue(s.value)})
	}
	return appConfig{hash: Hash(fmt.Sprint(all)), value: obj}
}

// jsonValue renders what a setting may hold.
// https://core.telegram.org/type/JSONValue
func jsonValue(v any) tl.JSONValueClass {
	switch v := v.(type) {
	case bool:
		return &tl.JSONBool{Value: v}
	case int:
		return &tl.JSONNumber{Value: float64(v)}
	case float64:
		return &tl.JSONNumber{Value: v}
	case string:
		return &tl.JSONString{Value: v}
	case []string:
		a := &tl.JSONArray{Value: []tl.JSONValueClass{}}
		for _, s := range v {
			a.Value = append(a.Value, &tl.JSONString{Value: s})
		}
		return a
	case emptyObject:
		return &tl.JSONObject{Value: []tl.JSONObjectValue{}}
	}
	return &tl.JSONNull{}
}

// getAppConfig tells clients what to show and which limits to hold.
// https://core.telegram.org/method/help.getAppConfig
func (f *Feature) getAppConfig(_ context.Context, _ rpc.Caller, q *tl.HelpGetAppConfig) (tl.HelpAppConfigClass, error) {
	if q.Hash == f.app.hash {
		return &tl.HelpAppConfigNotModified{}, nil
	}
	return &tl.HelpAppConfig{Hash: f.app.hash, Config: f.app.value}, nil
}
