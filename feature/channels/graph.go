package channels

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"chappe/tl"
)

// nothing stands in the place of a graph of what this server does not count.
var nothing = &tl.StatsGraphError{Error: "Nothing is counted here."}

// maxEmoji is how many kinds of reactions a graph tells apart.
const maxEmoji = 8

// graph is a plot as clients draw it: a column of times in milliseconds, and one of numbers for each line.
// https://core.telegram.org/api/stats
type graph struct {
	Columns  [][]any           `json:"columns"`
	Types    map[string]string `json:"types"`
	Names    map[string]string `json:"names"`
	Colors   map[string]string `json:"colors"`
	Hidden   []string          `json:"hidden"`
	Subchart map[string]any    `json:"subchart"`
	Stroke   int               `json:"strokeWidth"`
	Stacked  bool              `json:"stacked,omitempty"`
	Tick     string            `json:"xTickFormatter"`
	Tooltip  string            `json:"xTooltipFormatter"`
	Range    string            `json:"xRangeFormatter"`
}

// line is one line of a plot, or one kind of bars.
type line struct {
	name, color string
	at          func(day int32) int32
}

// plot draws lines over days, from one to another, both of them drawn.
func plot(kind string, from, to int32, lines ...line) tl.StatsGraphClass {
	if from >= to { // one point is no line
		from = to - 1
	}
	g := graph{
		Types: map[string]string{"x": "x"}, Names: map[string]string{}, Colors: map[string]string{}, Hidden: []string{}, Stroke: 2,
		Subchart: map[string]any{"show": true}, Stacked: kind == "bar" && len(lines) > 1,
		Tick: "statsFormat('day')", Tooltip: "statsFormat('day')", Range: "statsFormat('day')",
	}
	x := []any{"x"}
	for d := from; d <= to; d++ {
		x = append(x, int64(d)*aDay*1000)
	}
	g.Columns = append(g.Columns, x)
	for i, l := range lines {
		key := "y" + strconv.Itoa(i)
		y := []any{key}
		for d := from; d <= to; d++ {
			y = append(y, l.at(d))
		}
		g.Columns = append(g.Columns, y)
		g.Types[key], g.Names[key], g.Colors[key] = kind, l.name, l.color
	}
	data, err := json.Marshal(g)
	if err != nil {
		return nothing
	}
	return &tl.StatsGraph{JSON: tl.DataJSON{Data: string(data)}}
}

var colors = []string{
	"BLUE#327FE5", "GREEN#4BD964", "RED#E05356", "GOLDEN#DEBA08", "LIGHTBLUE#58A8ED", "LIGHTGREEN#8FCF39", "ORANGE#E3B727", "INDIGO#7F79F3",
}

// on finds a number of a day.
func (t *timing) on(of func(d day) int32) func(int32) int32 {
	by := make(map[int32]int32, len(t.days))
	for _, d := range t.days {
		by[d.day] = of(d)
	}
	return func(d int32) int32 { return by[d] }
}

// growth plots how many there were at the end of each day.
func (t *timing) growth() tl.StatsGraphClass {
	return plot("line", t.first, t.today, line{"Total", colors[0], t.membersAt})
}

// comings plots who came and who went.
func (t *timing) comings() tl.StatsGraphClass {
	return plot("line", t.first, t.today,
		line{"Joined", colors[1], t.on(func(d day) int32 { return d.joined })},
		line{"Left", colors[2], t.on(func(d day) int32 { return d.parted })})
}

// interactions plots how often posts were seen and forwarded.
func (t *timing) interactions() tl.StatsGraphClass {
	return plot("line", t.first, t.today,
		line{"Views", colors[0], t.on(func(d day) int32 { return d.views })},
		line{"Shares", colors[3], t.on(func(d day) int32 { return d.forwards })})
}

// emotions plots reactions, those most used first.
func (t *timing) emotions(rs []Reacted) tl.StatsGraphClass {
	sum, at := map[string]int32{}, map[string]map[int32]int32{}
	for _, r := range rs {
		if at[r.Emoji] == nil {
			at[r.Emoji] = map[int32]int32{}
		}
		sum[r.Emoji] += r.Count
		at[r.Emoji][r.Day] += r.Count
	}
	var kinds []string
	for e := range sum {
		kinds = append(kinds, e)
	}
	if len(kinds) == 0 {
		return nothing
	}
	slices.SortFunc(kinds, func(a, b string) int { return cmp.Or(cmp.Compare(sum[b], sum[a]), cmp.Compare(a, b)) })
	var lines []line
	for i, e := range kinds[:min(len(kinds), maxEmoji)] {
		lines = append(lines, line{e, colors[i], func(d int32) int32 { return at[e][d] }})
	}
	return plot("bar", t.first, t.today, lines...)
}

// messages plots how much was said.
func (t *timing) messages(s talk) tl.StatsGraphClass {
	return plot("bar", t.first, t.today, line{"Messages", colors[0], func(d int32) int32 { return s.in(d, d+1) }})
}

// Bars plots one number a day (days since 1970, UTC) from one date to another, both in unix seconds; at most as many days as other graphs have.
// Where there is no number at all, there is no graph.
func Bars(name string, from, to int32, days map[int32]int32) tl.StatsGraphClass {
	if len(days) == 0 {
		return nothing
	}
	return plot("bar", max(dayOf(from), dayOf(to)-plotDays+1), dayOf(to), line{name, colors[0], func(d int32) int32 { return days[d] }})
}
