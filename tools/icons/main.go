// Command icons draws the sign of the web app, an optical telegraph: a mast, a beam that turns on it, and an arm at each end of the
// beam. It writes one SVG and the sizes of PNG that browsers and phones ask for:
//
//	go run ./tools/icons web/public/icons
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// The drawing is on a square of 512.
const size = 512

var (
	green = color.NRGBA{0x0f, 0x6e, 0x6a, 0xff}
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

// line is a stroke with round ends.
type line struct{ x1, y1, x2, y2, width float64 }

var sign = []line{
	{244, 176, 244, 400, 34}, // the mast
	{184, 400, 304, 400, 34}, // its foot
	{124, 224, 364, 128, 44}, // the beam
	{124, 224, 124, 316, 34}, // an arm that hangs
	{364, 128, 432, 196, 34}, // an arm that points down and away
	{244, 176, 244, 176, 64}, // where the beam turns
}

const corner = 112 // of the square behind it

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: icons FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "icons:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files := map[string][]byte{"icon.svg": []byte(svg())}
	for name, p := range map[string]picture{
		"icon-32.png":      {side: 32, corner: corner, scale: 1.12},
		"icon-192.png":     {side: 192, corner: corner, scale: 1},
		"icon-512.png":     {side: 512, corner: corner, scale: 1},
		"maskable-192.png": {side: 192, scale: 0.78},
		"maskable-512.png": {side: 512, scale: 0.78},
		"badge-96.png":     {side: 96, scale: 1.2, badge: true},
	} {
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, p.draw()); err != nil {
			return err
		}
		files[name] = b.Bytes()
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func svg() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"><rect width="%d" height="%d" rx="%d" fill="#0f6e6a"/>`,
		size, size, size, size, corner)
	b.WriteString(`<g stroke="#fff" stroke-linecap="round">`)
	for _, l := range sign {
		fmt.Fprintf(&b, `<path d="M%g %gL%g %g" stroke-width="%g"/>`, l.x1, l.y1, l.x2, l.y2, l.width)
	}
	b.WriteString("</g></svg>\n")
	return b.String()
}

// picture is one PNG: how many pixels a side, how round its corners are, and how large the sign is in it. A badge is the sign alone,
// white on nothing, as phones want it in their status bar.
type picture struct {
	side   int
	corner float64
	scale  float64
	badge  bool
}

func (p picture) draw() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, p.side, p.side))
	unit := size / float64(p.side)
	for y := range p.side {
		for x := range p.side {
			px, py := (float64(x)+0.5)*unit, (float64(y)+0.5)*unit
			ink := p.ink(px, py, unit)
			if p.badge {
				img.SetNRGBA(x, y, color.NRGBA{0xff, 0xff, 0xff, uint8(math.Round(255 * ink))})
				continue
			}
			c := mix(green, white, ink)
			c.A = uint8(math.Round(255 * cover(square(px, py, p.corner), unit)))
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// ink is how much of the pixel around a point the sign covers.
func (p picture) ink(x, y, unit float64) float64 {
	const middle = size / 2
	x, y = middle+(x-middle)/p.scale, middle+(y-middle)/p.scale
	d := math.Inf(1)
	for _, l := range sign {
		d = min(d, l.distance(x, y))
	}
	return cover(d*p.scale, unit)
}

// distance is how far a point is from the edge of the stroke, below 0 inside.
func (l line) distance(x, y float64) float64 {
	dx, dy := l.x2-l.x1, l.y2-l.y1
	t := 0.0
	if n := dx*dx + dy*dy; n > 0 {
		t = max(0, min(1, ((x-l.x1)*dx+(y-l.y1)*dy)/n))
	}
	return math.Hypot(x-l.x1-t*dx, y-l.y1-t*dy) - l.width/2
}

// square is how far a point is from the edge of the whole, below 0 inside.
func square(x, y, corner float64) float64 {
	const half = size / 2
	qx, qy := math.Abs(x-half)-half+corner, math.Abs(y-half)-half+corner
	return math.Hypot(max(qx, 0), max(qy, 0)) + min(max(qx, qy), 0) - corner
}

// cover turns a distance from an edge into how much of a pixel of that many units is inside.
func cover(d, unit float64) float64 { return max(0, min(1, 0.5-d/unit)) }

func mix(a, b color.NRGBA, t float64) color.NRGBA {
	m := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*t)) }
	return color.NRGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 0xff}
}
