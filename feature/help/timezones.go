package help

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"chappe/rpc"
	"chappe/tl"
)

// timezonesText has a zone a line: its name in the tz database, the name to show, its offset from UTC in minutes without
// daylight saving. The offset counts only on machines without a tz database.
//
//go:embed timezones.txt
var timezonesText string

type zone struct {
	id, name string
	offset   int32          // seconds
	location *time.Location // nil where the machine does not know the zone
}

var zones = parseZones(timezonesText)

func parseZones(text string) (out []zone) {
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSpace(line), ";")
		minutes, err := strconv.Atoi(f[len(f)-1])
		if len(f) != 3 || err != nil {
			panic("timezones.txt: " + line) // the file is compiled in
		}
		z := zone{id: f[0], name: f[1], offset: int32(minutes) * 60}
		if l, err := time.LoadLocation(f[0]); err == nil {
			z.location = l
		}
		out = append(out, z)
	}
	return out
}

// getTimezonesList lists time zones with the offset that they have now, in seconds.
// https://core.telegram.org/method/help.getTimezonesList
func (f *Feature) getTimezonesList(_ context.Context, _ rpc.Caller, q *tl.HelpGetTimezonesList) (tl.HelpTimezonesListClass, error) {
	list := &tl.HelpTimezonesList{Timezones: make([]tl.Timezone, len(zones))}
	now := f.Clock.Now()
	for i, z := range zones {
		offset := z.offset
		if z.location != nil {
			_, seconds := now.In(z.location).Zone()
			offset = int32(seconds)
		}
		list.Timezones[i] = tl.Timezone{ID: z.id, Name: z.name, UtcOffset: offset}
	}
	list.Hash = Hash(fmt.Sprint(list.Timezones))
	if list.Hash == q.Hash {
		return &tl.HelpTimezonesListNotModified{}, nil
	}
	return list, nil
}
