package auth

import (
	"strings"

	"chappe/rpc"
)

var errPhone = rpc.Bad("PHONE_NUMBER_INVALID")

const (
	minPhone = 7 // digits, as E.164 has them
	maxPhone = 15
)

// Phone normalises a phone number as a person types it to its digits. What is not a number of 7 to 15 digits is refused.
func Phone(s string) (string, error) {
	if len(s) > 64 {
		return "", errPhone
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0, r == ' ', r == '-', r == '(', r == ')', r == '.', r == '\u00a0':
		default:
			return "", errPhone
		}
	}
	n := b.Len()
	if n < minPhone || n > maxPhone || b.String()[0] == '0' {
		return "", errPhone
	}
	return b.String(), nil
}

// testPrefix begins the numbers that are nobody's: Telegram's own test numbers.
// https://core.telegram.org/api/auth#test-accounts
const testPrefix = "99966"

// phone is Phone, and refuses test numbers unless this is a server for development.
func (f *Feature) phone(s string) (string, error) {
	p, err := Phone(s)
	if err == nil && strings.HasPrefix(p, testPrefix) && !f.Dev {
		return "", errPhone
	}
	return p, err
}
