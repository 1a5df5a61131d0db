package help

import (
	"context"

	"chappe/rpc"
	"chappe/tl"
)

// A language pack replaces the texts that are compiled into a client. This server has none: it offers English and no strings, so
// that every client shows its own. A pack of any language is empty rather than refused, and of version 0, the lowest: a client
// that finds a lower version than its own does not ask again.
// https://core.telegram.org/api/translation

const langEnglish = "en"

var english = tl.LangPackLanguage{
	Official: true, Name: "English", NativeName: "English", LangCode: langEnglish, PluralCode: langEnglish,
}

var errLanguage = rpc.Bad("LANG_CODE_NOT_SUPPORTED")

// maxStrings bounds how many strings are asked for at once.
const maxStrings = 1000

var errLimit = rpc.Bad("LIMIT_INVALID")

// https://core.telegram.org/method/langpack.getLanguages
func (f *Feature) getLanguages(context.Context, rpc.Caller, *tl.LangpackGetLanguages) ([]tl.LangPackLanguage, error) {
	return []tl.LangPackLanguage{english}, nil
}

// https://core.telegram.org/method/langpack.getLanguage
func (f *Feature) getLanguage(_ context.Context, _ rpc.Caller, q *tl.LangpackGetLanguage) (*tl.LangPackLanguage, error) {
	if q.LangCode != langEnglish {
		return nil, errLanguage
	}
	return &english, nil
}

// https://core.telegram.org/method/langpack.getLangPack
func (f *Feature) getLangPack(_ context.Context, _ rpc.Caller, q *tl.LangpackGetLangPack) (*tl.LangPackDifference, error) {
	return &tl.LangPackDifference{LangCode: q.LangCode, Strings: []tl.LangPackStringClass{}}, nil
}

// https://core.telegram.org/method/langpack.getDifference
func (f *Feature) getLangDifference(_ context.Context, _ rpc.Caller, q *tl.LangpackGetDifference) (*tl.LangPackDifference, error) {
	return &tl.LangPackDifference{
		LangCode: q.LangCode, FromVersion: q.FromVersion, Version: q.FromVersion, Strings: []tl.LangPackStringClass{},
	}, nil
}

// getStrings says of each string that the pack does not have it: TDLib takes a shorter answer for a mistake.
// https://core.telegram.org/method/langpack.getStrings
func (f *Feature) getStrings(_ context.Context, _ rpc.Caller, q *tl.LangpackGetStrings) ([]tl.LangPackStringClass, error) {
	if len(q.Keys) > maxStrings {
		return nil, errLimit
	}
	out := make([]tl.LangPackStringClass, len(q.Keys))
	for i, k := range q.Keys {
		out[i] = &tl.LangPackStringDeleted{Key: k}
	}
	return out, nil
}
