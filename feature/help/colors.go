package help

import (
	"context"
	"fmt"

	"chappe/rpc"
	"chappe/tl"
)

// color is one choice of a palette: one to three stripes, as 0xRRGGBB, for light and for dark themes.
type color struct {
	light, dark []int32
}

// plainColors is how many colours of names every client draws by itself. They have no stripes here: a client that has its own
// takes stripes for them as a mistake.
const plainColors = 7

// nameColors are the colours of names and quotes from plainColors on. Their numbers are the ones that programs know.
// https://core.telegram.org/bots/api#accent-colors
var nameColors = []color{
	{[]int32{0xE15052, 0xF9AE63}, []int32{0xFF9380, 0x992F37}},
	{[]int32{0xE0802B, 0xFAC534}, []int32{0xECB04E, 0xC35714}},
	{[]int32{0xA05FF3, 0xF48FFF}, []int32{0xC697FF, 0x5E31C8}},
	{[]int32{0x27A910, 0xA7DC57}, []int32{0xA7EB6E, 0x167E2D}},
	{[]int32{0x27ACCE, 0x82E8D6}, []int32{0x40D8D0, 0x045C7F}},
	{[]int32{0x3391D4, 0x7DD3F0}, []int32{0x52BFFF, 0x0B5494}},
	{[]int32{0xDD4371, 0xFFBE9F}, []int32{0xFF86A6, 0x8E366E}},
	{[]int32{0x247BED, 0xF04856, 0xFFFFFF}, []int32{0x3FA2FE, 0xE5424F, 0xFFFFFF}},
	{[]int32{0xD67722, 0x1EA011, 0xFFFFFF}, []int32{0xFF905E, 0x32A527, 0xFFFFFF}},
	{[]int32{0x179E42, 0xE84A3F, 0xFFFFFF}, []int32{0x66D364, 0xD5444F, 0xFFFFFF}},
	{[]int32{0x2894AF, 0x6FC456, 0xFFFFFF}, []int32{0x22BCE2, 0x3DA240, 0xFFFFFF}},
	{[]int32{0x0C9AB3, 0xFFAD95, 0xFFE6B5}, []int32{0x22BCE2, 0xFF9778, 0xFFDA6B}},
	{[]int32{0x7757D6, 0xF79610, 0xFFDE8E}, []int32{0x9791FF, 0xF2731D, 0xFFDB59}},
	{[]int32{0x1585CF, 0xF2AB1D, 0xFFFFFF}, []int32{0x3DA6EB, 0xEEA51D, 0xFFFFFF}},
}

// profileColors are the backgrounds of profiles.
// https://core.telegram.org/bots/api#profile-accent-colors
var profileColors = []color{
	{[]int32{0xBA5650}, []int32{0x9C4540}},
	{[]int32{0xC27C3E}, []int32{0x945E2C}},
	{[]int32{0x956AC8}, []int32{0x715099}},
	{[]int32{0x49A355}, []int32{0x33713B}},
	{[]int32{0x3E97AD}, []int32{0x387E87}},
	{[]int32{0x5A8FBB}, []int32{0x477194}},
	{[]int32{0xB85378}, []int32{0x944763}},
	{[]int32{0x7F8B95}, []int32{0x435261}},
	{[]int32{0xC9565D, 0xD97C57}, []int32{0x994343, 0xAC583E}},
	{[]int32{0xCF7244, 0xCC9433}, []int32{0x8F552F, 0xA17232}},
	{[]int32{0x9662D4, 0xB966B6}, []int32{0x634691, 0x9250A2}},
	{[]int32{0x3D9755, 0x89A650}, []int32{0x296A43, 0x5F8F44}},
	{[]int32{0x3D95BA, 0x50AD98}, []int32{0x306C7C, 0x3E987E}},
	{[]int32{0x538BC2, 0x4DA8BD}, []int32{0x38618C, 0x458BA1}},
	{[]int32{0xB04F74, 0xD1666D}, []int32{0x884160, 0xA65259}},
	{[]int32{0x637482, 0x7B8A97}, []int32{0x53606E, 0x384654}},
}

var (
	namePalette    = palette(plainColors, nameColors, namesColor)
	profilePalette = palette(0, profileColors, profileColor)
)

// NameColors and ProfileColors are how many colours there are to choose from; a colour's number is below that.
var (
	NameColors    = int32(len(namePalette.Colors))
	ProfileColors = int32(len(profilePalette.Colors))
)

// palette lists plain colours without stripes and then the given ones. Those who answer with it must not change it.
func palette(plain int, colors []color, set func(stripes []int32) tl.HelpPeerColorSetClass) *tl.HelpPeerColors {
	out := &tl.HelpPeerColors{Hash: Hash(fmt.Sprint(plain, colors))}
	for i := range plain {
		out.Colors = append(out.Colors, tl.HelpPeerColorOption{ColorID: int32(i)})
	}
	for i, c := range colors {
		out.Colors = append(out.Colors, tl.HelpPeerColorOption{
			ColorID: int32(plain + i), Colors: set(c.light), DarkColors: set(c.dark),
		})
	}
	return out
}

func namesColor(stripes []int32) tl.HelpPeerColorSetClass {
	return &tl.HelpPeerColorSet{Colors: stripes}
}

// profileColor draws the button of the palette and the profile in the same stripes. Rings of stories want two.
func profileColor(stripes []int32) tl.HelpPeerColorSetClass {
	return &tl.HelpPeerColorProfileSet{
		PaletteColors: stripes, BgColors: stripes, StoryColors: []int32{stripes[0], stripes[len(stripes)-1]},
	}
}

// getPeerColors lists the colours of names.
// https://core.telegram.org/method/help.getPeerColors
func (f *Feature) getPeerColors(_ context.Context, _ rpc.Caller, q *tl.HelpGetPeerColors) (tl.HelpPeerColorsClass, error) {
	return unlessKnown(namePalette, q.Hash), nil
}

// getPeerProfileColors lists the backgrounds of profiles.
// https://core.telegram.org/method/help.getPeerProfileColors
func (f *Feature) getPeerProfileColors(_ context.Context, _ rpc.Caller, q *tl.HelpGetPeerProfileColors) (tl.HelpPeerColorsClass, error) {
	return unlessKnown(profilePalette, q.Hash), nil
}

func unlessKnown(p *tl.HelpPeerColors, hash int32) tl.HelpPeerColorsClass {
	if p.Hash == hash {
		return &tl.HelpPeerColorsNotModified{}
	}
	return p
}
