package help

import (
	"context"
	_ "embed"
	"strings"

	"chappe/rpc"
	"chappe/tl"
)

// countriesText has a country a line: ISO code; English name; calling codes with slashes between them; what the national
// number begins with, with commas, where several countries share the code; how mobile numbers are grouped.
//
//go:embed countries.txt
var countriesText string

// countries are parsed once and must not be changed by those who answer with them.
var countries = parseCountries(countriesText)

func parseCountries(text string) *tl.HelpCountriesList {
	list := &tl.HelpCountriesList{Hash: Hash(text)}
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSpace(line), ";")
		if len(f) != 5 {
			panic("countries.txt: " + line) // the file is compiled in
		}
		c := tl.HelpCountry{ISO2: f[0], DefaultName: f[1]}
		for code := range strings.SplitSeq(f[2], "/") {
			cc := tl.HelpCountryCode{CountryCode: code}
			if f[3] != "" {
				cc.Prefixes = strings.Split(f[3], ",")
			}
			if f[4] != "" {
				cc.Patterns = []string{f[4]}
			}
			c.CountryCodes = append(c.CountryCodes, cc)
		}
		list.Countries = append(list.Countries, c)
	}
	return list
}

// getCountriesList tells the calling codes of all countries. Names are in English whatever the language asked for.
// https://core.telegram.org/method/help.getCountriesList
func (f *Feature) getCountriesList(_ context.Context, _ rpc.Caller, q *tl.HelpGetCountriesList) (tl.HelpCountriesListClass, error) {
	if q.Hash == countries.Hash {
		return &tl.HelpCountriesListNotModified{}, nil
	}
	return countries, nil
}
